package dev.reelway.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets calls wait, none of them longer than the service lives. */
final class Pause {

  private final Clock clock;
  private final CountDownLatch end = new CountDownLatch(1);

  Pause(Clock clock) {
    this.clock = clock;
  }

  /** Comes back at that time; a call that still waits at the end of the service is refused. */
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

  /** Nobody waits any longer. */
  void end() {
    end.countDown();
  }

  private static SandboxRefused closing() {
    return new SandboxRefused(503, "closing", "The sandbox is closing.");
  }
}
