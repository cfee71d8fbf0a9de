package dev.reelway.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Delays responses, until the service stops at the latest. */
final class RenderDelay {

  private final Clock clock;
  private final CountDownLatch end = new CountDownLatch(1);

  RenderDelay(Clock clock) {
    this.clock = clock;
  }

  /** Returns at this time; a request that is still waiting when the service stops is refused. */
  void until(Instant time) {
    try {
      long left = Duration.between(clock.instant(), time).toMillis();
      if (left > 0 && end.await(left, TimeUnit.MILLISECONDS)) {
        throw closing();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw closing();
    }
  }

  /** Ends all waits, because the service stops. */
  void end() {
    end.countDown();
  }

  private static SandboxRefused closing() {
    return new SandboxRefused(503, "closing", "The sandbox is closing.");
  }
}
