package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.TestDatabase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresOutboxTest extends OutboxContract {

  PostgresOutboxTest() {
    super(TestDatabase.postgres());
  }

  @Test
  void noStatementReadsAllDeliveries() {
    var url = "https://videos.example/hook";
    WaitingDeliveries.insert(database, 20_000, url, Instant.EPOCH);
    database.reader().sql("vacuum analyze event_delivery").update();
    var target = Receivers.target("ann", url);

    assertThat(plan(DueReceivers.TARGETS, List.of(1L))).noneMatch(PostgresOutboxTest::isScan);
    assertThat(plan(DueReceivers.LONGEST_DUE, List.of(1L, target, 1L, 4)))
        .noneMatch(PostgresOutboxTest::isScan);
    assertThat(plan(DueReceivers.RECEIVERS, List.of(target, target, "", 500, 1L, 1L)))
        .noneMatch(PostgresOutboxTest::isScan);
    assertThat(plan(claim(Outbox.CLAIM), List.of(target, url, 1L, 4, "me", 2L)))
        .noneMatch(PostgresOutboxTest::isScan);
    assertThat(plan(EventDeliveryRow.select(2), List.of("evt_1", "webhook", "evt_2", "webhook")))
        .noneMatch(PostgresOutboxTest::isScan);
    assertThat(plan(claim(ReceiverPauses.SWITCH_OFF), List.of(target, url, "", 500)))
        .noneMatch(PostgresOutboxTest::isScan);
    assertThat(plan(LicenceDeliveries.HELD_BACK, List.of(target, url, "licence")))
        .noneMatch(PostgresOutboxTest::isScan);
  }

  private String claim(String sql) {
    return sql.formatted(database.skipLocked());
  }

  /** A sort or a bitmap of all deliveries is a scan, too. */
  private static boolean isScan(String step) {
    return step.contains("Seq Scan on event_delivery")
        || step.contains("Bitmap")
        || step.contains("Sort Key: event_delivery");
  }

  private List<String> plan(String sql, List<Object> params) {
    return database.write(
        db -> db.sql("explain " + sql).params(params).query((row, n) -> row.getString(1)).list());
  }
}
