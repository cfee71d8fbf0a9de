package dev.reelway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.QueryPlan;
import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteRequestKeysTest extends RequestKeysContract {

  private final Path folder;

  SqliteRequestKeysTest(@TempDir Path folder) throws IOException {
    super(TestDatabase.sqlite(folder));
    this.folder = folder;
  }

  @Test
  void noStatementReadsAllKeys() throws IOException {
    assertThat(QueryPlan.of(folder, RequestKeyRows.FIND, List.of("ann", "k", 1)))
        .allMatch(step -> step.startsWith("SEARCH request_key USING INDEX"));
    assertThat(QueryPlan.of(folder, RequestKeyRows.SWEEP.formatted(""), List.of(1, 500)))
        .anyMatch(step -> step.contains("request_key_expires (expires_at<?)"))
        .noneMatch(step -> step.startsWith("SCAN request_key"));
    assertThat(
            QueryPlan.of(
                folder, RequestKeyRows.TAKE, List.of(1, 1, 1, "ann", "k", "ann", "k", 1, 1, 1)))
        .noneMatch(step -> step.startsWith("SCAN request_key"));
    assertThat(
            QueryPlan.of(
                folder,
                RequestKeyRows.ADD,
                List.of("ann", "k", "v", "v", 0, 1, 2, "ann", "k", 1, 1)))
        .noneMatch(step -> step.startsWith("SCAN request_key"));
  }
}
