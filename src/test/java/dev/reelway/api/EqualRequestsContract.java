package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.database.Database;
import dev.reelway.idempotency.Heartbeat;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.idempotency.RequestKeys;
import dev.reelway.job.Job;
import dev.reelway.job.JobBuilder;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.Ledger;
import dev.reelway.job.TestDatabase;
import dev.reelway.order.VideoOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An earlier caller has waited for another process, which has been killed. */
abstract class EqualRequestsContract {

  private static final Duration A_WHILE = Duration.ofMinutes(15);
  private static final VideoOrder VIDEO =
      new VideoOrder("m", "m", "a cat", "720x1280", 10, false, false, false, null);

  private final TestDatabase store;
  private final Database database;
  private final Clock clock = Clock.systemUTC();
  private final RequestKeys keys;
  private final Ledger ledger;
  private final Heartbeat own;
  private final RequestWaits waits;
  final Heartbeat other;

  EqualRequestsContract(TestDatabase store) {
    this.store = store;
    this.database = store.database();
    this.keys = new RequestKeys(database, clock);
    this.ledger = new Ledger(database, "me");
    this.own = new Heartbeat(database, clock);
    this.waits = new RequestWaits(10, A_WHILE, "", job -> {}, keys);
    this.other = new Heartbeat(database, clock).start();
  }

  @AfterEach
  void close() {
    other.close();
    store.close();
  }

  @Test
  void theJobOfAKilledNodesCallerIsJoined() throws Exception {
    var job = ordered(null);

    assertThat(isOneLeft()).isTrue();

    assertThat(keys.find(key()).toString()).contains(job.id());
  }

  @Test
  void theJobOfACallerWhoDidNotWaitIsItsOwn() throws Exception {
    var job = job();
    RequestKey.write(database, key(), job.id(), db -> true);
    ledger.records().insert(List.of(job));

    assertThat(isOneLeft()).isFalse();
  }

  @Test
  void whatHadEndedLongBeforeItsNodeWasAnswered() throws Exception {
    ordered(clock.instant().minusSeconds(10));

    assertThat(isOneLeft()).isFalse();
  }

  @Test
  void whatEndedAfterItsNodeWasNot() throws Exception {
    ordered(clock.instant().plusSeconds(1));

    assertThat(isOneLeft()).isTrue();
  }

  private boolean isOneLeft() throws InterruptedException {
    return isOneLeft(Duration.ofMillis(300));
  }

  boolean isOneLeft(Duration silence) throws InterruptedException {
    return new EqualRequests(keys, own, waits, ledger.queries(), silence).isOneLeft(key());
  }

  private RequestKey key() {
    return RequestKey.keyless("ann", "f", 0, clock.instant(), A_WHILE);
  }

  Job ordered(@Nullable Instant ended) {
    var job = job();
    var key = key();
    key.waitFor(other);
    RequestKey.write(database, key, job.id(), db -> true);
    ledger.records().insert(List.of(job));
    if (ended != null) {
      ledger.expiry().cancel(job.id(), new Failure("failed", "No."), ended);
    }
    return job;
  }

  private Job job() {
    var now = clock.instant();
    return JobBuilder.queued(VIDEO, now).deadline(now.plus(A_WHILE)).build();
  }
}
