package dev.reelway.job;

import dev.reelway.wire.Causes;

/** A file has to wait: the disk that it would go to is nearly full. */
final class LowDiskSpace extends RuntimeException {

  LowDiskSpace() {
    super("no space", null, false, false);
  }

  /** Whether it is among the causes of what a route threw. */
  static boolean isIn(Throwable thrown) {
    return Causes.first(thrown, LowDiskSpace.class).isPresent();
  }
}
