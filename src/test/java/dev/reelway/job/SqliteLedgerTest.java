package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest extends LedgerContract {

  private final Path folder;

  SqliteLedgerTest(@TempDir Path folder) throws IOException {
    super(TestDatabase.sqlite(folder));
    this.folder = folder;
  }

  @Test
  void aClaimLooksAtTheDueJobsAloneHoweverManyHaveEnded() throws IOException {
    try (var store = TestDatabase.sqlite(folder)) {
      var plan =
          store
              .database()
              .reader()
              .sql("explain query plan " + Ledger.CLAIM.formatted(Ledger.OPEN, ""))
              .params(List.of("queued", 0, 1, "this-node", 0))
              .query((step, n) -> step.getString("detail"))
              .list();

      assertThat(plan)
          .contains("SEARCH job USING INDEX job_due (state=? AND due<?)")
          .noneMatch(step -> step.startsWith("SCAN job") || step.contains("TEMP B-TREE"));
    }
  }
}
