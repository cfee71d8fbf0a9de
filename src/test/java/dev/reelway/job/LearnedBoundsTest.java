package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.SettableClock;
import dev.reelway.upstream.Account;
import dev.reelway.upstream.LearnedBound;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.dao.DataAccessException;

/** What this process knows of the bounds in its ledger. */
class LearnedBoundsTest {

  private static final Account ACCOUNT = new Account("up", "key");

  private final TestDatabase store = TestDatabase.memory();
  private final SettableClock clock = new SettableClock();
  private final BoundRecords records = new Ledger(store.database(), "this-node").bounds();

  @AfterEach
  void close() {
    store.close();
  }

  /** A ledger that no other process shares is read once. */
  @Test
  void storedBoundsAreReadAgainIfTheFirstTimeFails() {
    records.store(ACCOUNT, LearnedBound.of(3, null, clock.instant()));
    var bounds = new LearnedBounds(records, clock);

    renamed("upstream_bound", "elsewhere");
    assertThatExceptionOfType(DataAccessException.class).isThrownBy(bounds::refresh);
    renamed("elsewhere", "upstream_bound");
    bounds.refresh();

    assertThat(bounds.of(ACCOUNT)).isPresent();
  }

  /** A standby is promoted without the last commits, and gives their versions out again. */
  @Test
  @ResourceLock(TestDatabase.POSTGRES)
  void whatIsLearnedAfterAFailoverIsReadThoughItsVersionIsNotNew() {
    try (var shared = TestDatabase.postgres()) {
      var records = new Ledger(shared.database(), "this-node").bounds();
      var bounds = new LearnedBounds(records, clock);
      bounds.refused(ACCOUNT, 5, null);
      bounds.refused(ACCOUNT, 5, null);
      bounds.refresh();

      shared.database().write(db -> db.sql("delete from upstream_bound").update());
      records.store(ACCOUNT, LearnedBound.of(3, null, clock.instant()));
      clock.passes(Duration.ofSeconds(1));
      bounds.refresh();

      assertThat(bounds.of(ACCOUNT).orElseThrow().bound()).isEqualTo(3);
    }
  }

  @Test
  @ResourceLock(TestDatabase.POSTGRES)
  void aBoundThatAFailoverHasLostHoldsNoMore() {
    try (var shared = TestDatabase.postgres()) {
      var records = new Ledger(shared.database(), "this-node").bounds();
      var bounds = new LearnedBounds(records, clock);
      bounds.refused(ACCOUNT, 5, null);
      bounds.refresh();

      shared.database().write(db -> db.sql("delete from upstream_bound").update());
      clock.passes(Duration.ofSeconds(1));
      bounds.refresh();

      assertThat(bounds.of(ACCOUNT)).isEmpty();
    }
  }

  /** What the ledger has of them is older, or nothing. */
  @Test
  @ResourceLock(TestDatabase.POSTGRES)
  void boundsThatCouldNotBeStoredAreKeptAfterAFailover() {
    try (var shared = TestDatabase.postgres()) {
      var records = new Ledger(shared.database(), "this-node").bounds();
      var other = new Account("up", "other");
      var bounds = new LearnedBounds(records, clock);
      bounds.refused(ACCOUNT, 5, null);
      bounds.refused(ACCOUNT, 5, null);
      bounds.refresh();

      renamed(shared, "upstream_bound", "elsewhere");
      bounds.refused(ACCOUNT, 3, Duration.ofMinutes(5));
      bounds.refused(other, 3, Duration.ofMinutes(5));
      renamed(shared, "elsewhere", "upstream_bound");
      shared.database().write(db -> db.sql("update upstream_bound set version = 1").update());
      clock.passes(Duration.ofMinutes(1));
      bounds.refresh();

      assertThat(bounds.isPaused(ACCOUNT)).isTrue();
      assertThat(bounds.isPaused(other)).isTrue();
    }
  }

  private void renamed(String table, String to) {
    renamed(store, table, to);
  }

  private static void renamed(TestDatabase store, String table, String to) {
    store.database().write(db -> db.sql("alter table " + table + " rename to " + to).update());
  }
}
