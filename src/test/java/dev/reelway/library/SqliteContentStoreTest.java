package dev.reelway.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.QueryPlan;
import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteContentStoreTest extends ContentStoreContract {

  SqliteContentStoreTest(@TempDir Path folder) throws IOException {
    super(TestDatabase.sqlite(folder));
  }

  @Test
  void aSweepReadsOnOnlyBehindThePageBefore(@TempDir Path ledger) throws IOException {
    var sql = UnusedContent.CANDIDATES.replaceAll(":\\w+", "?");

    assertThat(QueryPlan.of(ledger, sql, List.of(5, "ab", 9, 500)))
        .anyMatch(step -> step.contains("media USING INDEX media_used (used_at>? AND used_at<?)"))
        .anyMatch(step -> step.contains("file USING COVERING INDEX file_content (sha256=?)"));
  }

  @Test
  void aPageOfFilesOfOnePurposeIsOneRange(@TempDir Path ledger) throws IOException {
    var ofPurpose = List.<Object>of("ann", "batch", 9, "g", 21);

    assertThat(QueryPlan.of(ledger, ContentStore.files(true, false), ofPurpose))
        .containsExactly("SEARCH file USING INDEX file_purpose (licence=? AND purpose=? AND id<?)");
    assertThat(QueryPlan.of(ledger, ContentStore.files(false, true), List.of("ann", 9, "", 21)))
        .containsExactly("SEARCH file USING INDEX file_licence (licence=? AND id>?)");
  }
}
