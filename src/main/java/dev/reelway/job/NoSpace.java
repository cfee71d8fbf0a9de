package dev.reelway.job;

/** A file has to wait: the disk that it would go to is nearly full. */
final class NoSpace extends RuntimeException {

  NoSpace() {
    super("no space", null, false, false);
  }

  /** Whether it is among the causes of what a route threw. */
  static boolean isIn(Throwable thrown) {
    for (var cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoSpace) {
        return true;
      }
    }
    return false;
  }
}
