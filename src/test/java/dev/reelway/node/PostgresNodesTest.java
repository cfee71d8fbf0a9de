package dev.reelway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.SettableClock;
import dev.reelway.job.TestDatabase;
import dev.reelway.stories.Service;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresNodesTest {

  private final TestDatabase store = TestDatabase.postgres();
  private final SettableClock clock = new SettableClock();
  private final Nodes one = new Nodes(store.database(), clock);
  private final Nodes other = new Nodes(store.database(), clock);

  @AfterEach
  void close() {
    one.close();
    other.close();
    store.close();
  }

  @Test
  void aNodeAloneHasNoOthers() {
    one.afterSingletonsInstantiated();
    await().atMost(Service.PATIENCE).until(() -> one.count() == 1);

    assertThat(one.hasOthers()).isFalse();
    assertThat(other.hasOthers()).isTrue();
  }

  @Test
  void eachNodeCountsUntilItHasBeenAwayForAWhile() {
    one.afterSingletonsInstantiated();
    other.afterSingletonsInstantiated();
    await().atMost(Service.PATIENCE).until(() -> one.count() == 2 && other.count() == 2);
    assertThat(one.hasOthers()).isTrue();
    one.close();
    other.close();

    clock.passes(Duration.ofSeconds(39));
    assertThat(one.count()).isEqualTo(2);
    clock.passes(Duration.ofSeconds(1));
    assertThat(one.count()).isZero();
  }
}
