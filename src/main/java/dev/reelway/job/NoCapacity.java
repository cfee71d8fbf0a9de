package dev.reelway.job;

import dev.reelway.wire.Causes;
import java.util.Optional;

/** A job has to wait: there is no room for it now where it could go. */
final class NoCapacity extends RuntimeException {

  private final transient WaitQueue waitQueue;

  NoCapacity(WaitQueue waitQueue) {
    super("no room", null, false, false);
    this.waitQueue = waitQueue;
  }

  /** The one among the causes of what a route threw, if there is one. */
  static Optional<NoCapacity> in(Throwable thrown) {
    return Causes.first(thrown, NoCapacity.class);
  }

  /** Where the job waits. */
  WaitQueue waitQueue() {
    return waitQueue;
  }
}
