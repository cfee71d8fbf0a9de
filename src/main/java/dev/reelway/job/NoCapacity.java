package dev.reelway.job;

import dev.reelway.wire.Causes;
import java.util.Optional;

/** Thrown if a job has to wait because none of its targets has capacity. */
final class NoCapacity extends RuntimeException {

  private final transient WaitQueue waitQueue;

  NoCapacity(WaitQueue waitQueue) {
    super("no target has capacity", null, false, false);
    this.waitQueue = waitQueue;
  }

  /** The one among the causes of what a route threw, if there is one. */
  static Optional<NoCapacity> in(Throwable thrown) {
    return Causes.first(thrown, NoCapacity.class);
  }

  /** The wait queue that the job joins. */
  WaitQueue waitQueue() {
    return waitQueue;
  }
}
