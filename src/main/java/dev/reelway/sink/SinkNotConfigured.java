package dev.reelway.sink;

import dev.reelway.wire.Causes;
import java.util.Optional;

/**
 * A file is stored in a sink that is not configured, and cannot be read until it is configured
 * again.
 */
public final class SinkNotConfigured extends RuntimeException {

  /**
   * @param sink the sink's name
   */
  public SinkNotConfigured(String sink) {
    super(
        "The file is stored in the sink '%s', which is not configured. Configure the sink, or upload the file again."
            .formatted(sink),
        null,
        false,
        false);
  }

  /** The first one among the causes of an exception, if any. */
  public static Optional<SinkNotConfigured> in(Throwable thrown) {
    return Causes.first(thrown, SinkNotConfigured.class);
  }

  /** The sentence for the caller. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
