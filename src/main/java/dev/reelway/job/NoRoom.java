package dev.reelway.job;

import java.util.Optional;

/** A job has to wait: there is no room for it now where it could go. */
final class NoRoom extends RuntimeException {

  private final transient Line line;

  NoRoom(Line line) {
    super("no room", null, false, false);
    this.line = line;
  }

  /** The one among the causes of what a route threw, if there is one. */
  static Optional<NoRoom> in(Throwable thrown) {
    for (var cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoRoom full) {
        return Optional.of(full);
      }
    }
    return Optional.empty();
  }

  /** Where the job waits. */
  Line line() {
    return line;
  }
}
