package dev.reelway.job;

import dev.reelway.wire.Causes;
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
    return Causes.first(thrown, NoRoom.class);
  }

  /** Where the job waits. */
  Line line() {
    return line;
  }
}
