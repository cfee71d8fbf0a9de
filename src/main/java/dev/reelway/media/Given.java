package dev.reelway.media;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a caller gave within a call, too many to be held in memory; they can be read as long
 * as the call lasts.
 *
 * @param fileName as the caller calls it, or null; nothing may be made of it but a label
 * @param isText whether it is a text, as a string of JSON is, and not a file
 */
public record Given(@Nullable String fileName, boolean isText, Opening opening) {

  /** How the bytes are read; each time from their beginning. */
  @FunctionalInterface
  public interface Opening {
    InputStream open() throws IOException;
  }

  /** The bytes from their beginning. */
  public InputStream open() throws IOException {
    return opening.open();
  }

  /** Never the bytes. */
  @Override
  public String toString() {
    return isText ? "a long text" : "a file";
  }
}
