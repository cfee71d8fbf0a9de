package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.SettableClock;
import dev.reelway.upstream.Account;
import dev.reelway.upstream.LearnedBound;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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

  private void renamed(String table, String to) {
    store.database().write(db -> db.sql("alter table " + table + " rename to " + to).update());
  }
}
