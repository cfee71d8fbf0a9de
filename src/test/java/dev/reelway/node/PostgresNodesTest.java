package dev.reelway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.job.TestDatabase;
import dev.reelway.stories.Service;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.boot.test.system.CapturedOutput;

@ResourceLock(TestDatabase.POSTGRES)
@ExtendWith(LogCapture.class)
class PostgresNodesTest {

  private final TestDatabase store = TestDatabase.postgres();
  private final SettableClock clock = new SettableClock();
  private final Nodes one =
      new Nodes(store.database(), new ClockHealth(store.database(), clock), clock);
  private final Nodes other =
      new Nodes(store.database(), new ClockHealth(store.database(), clock), clock);

  @AfterEach
  void close() {
    one.close();
    other.close();
    store.close();
  }

  @Test
  void eachNodeCountsUntilItHasBeenAwayForAWhile() {
    one.afterSingletonsInstantiated();
    other.afterSingletonsInstantiated();
    await().atMost(Service.PATIENCE).until(() -> one.count() == 2 && other.count() == 2);
    one.close();
    other.close();

    clock.passes(Duration.ofSeconds(39));
    assertThat(one.count()).isEqualTo(2);
    clock.passes(Duration.ofSeconds(1));
    assertThat(one.count()).isZero();
  }

  /** It may know what this one is not configured for. */
  @Test
  void aNodeIsAloneOnceNoOtherCanBeBackFromARestart() {
    one.afterSingletonsInstantiated();
    other.afterSingletonsInstantiated();
    await().atMost(Service.PATIENCE).until(() -> one.count() == 2);
    other.close();

    clock.passes(Duration.ofMinutes(15).minusSeconds(1));
    assertThat(one.count()).isLessThan(2);
    assertThat(one.isAlone()).isFalse();
    clock.passes(Duration.ofSeconds(1));
    assertThat(one.isAlone()).isTrue();
  }

  @Test
  void aClockThatDiffersFromTheOthersIsLoggedAndShown(CapturedOutput log) {
    var now = new SettableClock(Instant.now());
    var health = new ClockHealth(store.database(), now);
    health.compare();
    assertThat(health.health().getDetails()).containsEntry("synchronised", true);

    now.passes(Duration.ofMinutes(2));
    health.compare();
    health.compare();

    assertThat(health.health().getDetails()).containsEntry("synchronised", false);
    assertThat(log)
        .containsOnlyOnce("WARN")
        .containsPattern("The clock of this node is 1(19|2\\d) s ahead of that");
    now.passes(Duration.ofMinutes(-2));
    health.compare();
    assertThat(health.health().getDetails()).containsEntry("synchronised", true);
  }
}
