package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerPoolTest {

  @Test
  void itIsBusyWhileNoClaimLeavesAWorkerFree() {
    var pool = new WorkerPool("deliver", 4, () -> {});
    assertThat(pool.isBusy()).isFalse();

    assertThat(pool.reserve(Integer.MAX_VALUE)).isEqualTo(4);
    pool.claimed(0);
    assertThat(pool.isBusy()).isTrue();
    assertThat(pool.reserve(Integer.MAX_VALUE)).isZero();
    assertThat(pool.isBusy()).isTrue();

    pool.release(2);
    assertThat(pool.reserve(Integer.MAX_VALUE)).isEqualTo(2);
    pool.claimed(1);
    assertThat(pool.isBusy()).isFalse();
  }

  /** A pause for those that follow would cost more than a claim for each. */
  @Test
  void fewWorkersAreNeverTakenForBusy() {
    var pool = new WorkerPool("deliver", 3, () -> {});

    pool.reserve(Integer.MAX_VALUE);
    pool.claimed(0);

    assertThat(pool.isBusy()).isFalse();
  }

  @Test
  void aClaimThatMayStartFewJobsLeavesItsWorkersFree() {
    var pool = new WorkerPool("deliver", 8, () -> {});

    assertThat(pool.reserve(1)).isEqualTo(1);
    pool.claimed(0);

    assertThat(pool.isBusy()).isFalse();
  }
}
