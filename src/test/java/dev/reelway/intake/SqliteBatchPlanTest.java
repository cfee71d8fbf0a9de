package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.QueryPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The frequent queries on batches use indexes, however many lines and batches there are. */
class SqliteBatchPlanTest {

  private final Path folder;

  SqliteBatchPlanTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void finishedBatchesAreFoundWithoutTheirJobs() throws IOException {
    for (var finished : List.of(DroppedBatches.FINISHED, ApiBatches.FINISHED)) {
      assertThat(QueryPlan.of(folder, finished, List.of()))
          .contains("SEARCH job USING INDEX job_batch_open (batch=?)")
          .anyMatch(step -> step.matches("SCAN \\w+ USING INDEX batch_read"))
          .noneMatch(step -> step.startsWith("SCAN c") || step.startsWith("SCAN job"));
    }
  }

  @Test
  void theOrdersOfABatchAreCountedFromItsCounters() throws IOException {
    assertThat(QueryPlan.of(folder, ApiBatches.PAGE, List.of("ann", "c", 100)))
        .contains("SEARCH batch_count USING INDEX sqlite_autoindex_batch_count_1 (batch=?)")
        .contains("SEARCH c USING INDEX api_batch_licence (licence=? AND id<?)")
        .noneMatch(step -> step.contains("job") || step.contains("refusal"))
        .noneMatch(step -> step.startsWith("SCAN") && !step.startsWith("SCALAR"));
  }

  @Test
  void theLastFileOfTheSameContentIsFoundPastRefusedCopies() throws IOException {
    assertThat(QueryPlan.of(folder, DroppedBatches.SAME, List.of("b1")))
        .contains("SEARCH b USING INDEX batch_digest (digest=? AND licence=?)")
        .noneMatch(step -> step.contains("TEMP B-TREE"));
  }

  @Test
  void unreadBatchesAreFoundPastThoseThatHaveAReader() throws IOException {
    assertThat(QueryPlan.of(folder, ApiBatches.CLAIM.formatted(""), List.of("ann", 0, 1, 2, 9)))
        .contains(
            "SEARCH api_batch USING INDEX api_batch_unread (licence=? AND" + " reading_until<?)")
        .noneMatch(step -> step.startsWith("SCAN api_batch") || step.contains("TEMP B-TREE"));
    assertThat(QueryPlan.of(folder, ApiBatches.UNREAD_LICENCES, List.of()))
        .filteredOn(step -> step.contains("api_batch"))
        .isNotEmpty()
        .allMatch(step -> step.startsWith("SEARCH api_batch USING INDEX api_batch_unread"));
  }
}
