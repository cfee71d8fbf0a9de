package dev.reelway.sink;

import dev.reelway.wire.Causes;
import java.util.Optional;

/**
 * A file is stored in a sink that is not configured, and cannot be read until it is configured
 * again.
 */
public final class SinkNotConfigured extends RuntimeException {

  private static final String START = "The file is stored in the sink '";

  /**
   * @param sink the sink's name
   */
  public SinkNotConfigured(String sink) {
    super(
        START + sink + "', which is not configured. Configure the sink, or upload the file again.",
        null,
        false,
        false);
  }

  /** The first one among the causes of an exception, if any. */
  public static Optional<SinkNotConfigured> in(Throwable thrown) {
    return Causes.first(thrown, SinkNotConfigured.class);
  }

  /** Whether this is the sentence of such an exception. */
  public static boolean isSentence(String text) {
    return text.startsWith(START);
  }

  /** The sentence for the caller. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
