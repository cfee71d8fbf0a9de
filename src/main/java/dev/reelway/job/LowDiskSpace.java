package dev.reelway.job;

import dev.reelway.wire.Causes;

/** Thrown if a file has to wait because its disk is nearly full. */
final class LowDiskSpace extends RuntimeException {

  LowDiskSpace() {
    super("the disk has too little space", null, false, false);
  }

  /** Whether it is among the causes of what a route threw. */
  static boolean isIn(Throwable thrown) {
    return Causes.first(thrown, LowDiskSpace.class).isPresent();
  }
}
