package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger's frequent queries use its indexes, however many jobs have ended. */
class SqliteQueryPlanTest {

  private final Path folder;

  SqliteQueryPlanTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aClaimReadsOnlyTheDueJobsHoweverManyHaveEnded() throws IOException {
    var params = List.<Object>of("rendered", 0, 1, "this-node", 0);

    assertThat(plan(JobQueue.CLAIM.formatted(JobRow.OPEN, ""), params))
        .contains("SEARCH job USING INDEX job_due (state=? AND due<?)")
        .noneMatch(step -> step.startsWith("SCAN job") || step.contains("TEMP B-TREE"));
  }

  @Test
  void aClaimReadsOnlyTheDueQueuedJobsOfEachPriority() throws IOException {
    assertThat(plan(JobQueue.CLAIM_QUEUED.formatted(""), List.of(0, 0, 1, "this-node", 0)))
        .contains("SEARCH job USING INDEX job_queue (priority=? AND due<?)")
        .noneMatch(step -> step.startsWith("SCAN job") || step.contains("TEMP B-TREE"));
    assertThat(plan(JobQueue.PRIORITIES, List.of()))
        .filteredOn(step -> step.contains("job"))
        .isNotEmpty()
        .allMatch(step -> step.contains("USING COVERING INDEX job_queue"));
  }

  @Test
  void aCallReadsOnlyTheJobsOfThatWaitQueue() throws IOException {
    var params = List.<Object>of("a line", 1, "this-node", 0);

    assertThat(plan(JobQueue.CLAIM_WAITING.formatted(""), params))
        .contains("SEARCH job USING INDEX job_waiting (wait_queue=?)")
        .noneMatch(step -> step.startsWith("SCAN job") || step.contains("TEMP B-TREE"));
  }

  @Test
  void theFirstJobOfEachWaitQueueIsFoundPastAllOthers() throws IOException {
    assertThat(plan(JobQueries.FIRST_WAITING, List.of()))
        .filteredOn(step -> step.contains("job"))
        .isNotEmpty()
        .allMatch(step -> step.contains("INDEX job_waiting"))
        .noneMatch(step -> step.contains("TEMP B-TREE"));
  }

  @Test
  void onlyOpenRendersAreLookedAtToCountThem() throws IOException {
    assertThat(plan(JobQueries.COUNT_OPEN, List.of("studio")))
        .allMatch(step -> step.matches("SEARCH job USING (COVERING )?INDEX job_open.*"));
  }

  private List<String> plan(String sql, List<Object> params) throws IOException {
    try (var store = TestDatabase.sqlite(folder)) {
      return store
          .database()
          .reader()
          .sql("explain query plan " + sql)
          .params(params)
          .query((step, n) -> step.getString("detail"))
          .list();
    }
  }
}
