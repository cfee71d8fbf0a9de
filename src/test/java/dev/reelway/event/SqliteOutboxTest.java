package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest extends OutboxContract {

  private final Path folder;

  SqliteOutboxTest(@TempDir Path folder) throws IOException {
    super(TestDatabase.sqlite(folder));
    this.folder = folder;
  }

  @Test
  void dueTargetsAreFoundByIndexHoweverManyDeliveriesWait() throws IOException {
    assertThat(plan(Outbox.DUE_TARGETS, List.of(0)))
        .contains("SEARCH event_delivery USING COVERING INDEX event_delivery_due (target>?)")
        .noneMatch(step -> step.startsWith("SCAN event_delivery"));
  }

  @Test
  void aClaimReadsOnlyTheDueDeliveriesOfItsTarget() throws IOException {
    assertThat(plan(Outbox.CLAIM.formatted(""), List.of("t", 0, 1, "me", 0)))
        .contains("SEARCH event_delivery USING INDEX event_delivery_due (target=? AND due<?)")
        .noneMatch(step -> step.startsWith("SCAN event_delivery") || step.contains("TEMP B-TREE"));
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
