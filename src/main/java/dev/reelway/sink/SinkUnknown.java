package dev.reelway.sink;

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
    for (var cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SinkUnknown unknown) {
        return Optional.of(unknown);
      }
    }
    return Optional.empty();
  }

  /** What callers are told. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
