package dev.reelway.sink;

import dev.reelway.wire.Causes;
import java.util.Optional;

/** A file lies in a sink that is not configured: nobody can read it until it is again. */
public final class SinkUnknown extends RuntimeException {

  /**
   * @param sink the sink's name
   */
  public SinkUnknown(String sink) {
    super(
        "The file lies in the sink '%s', which is not configured: configure it, or upload the file again."
            .formatted(sink),
        null,
        false,
        false);
  }

  /** The one among the causes of what a route threw, if there is one. */
  public static Optional<SinkUnknown> in(Throwable thrown) {
    return Causes.first(thrown, SinkUnknown.class);
  }

  /** What callers are told. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
