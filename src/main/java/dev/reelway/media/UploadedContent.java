package dev.reelway.media;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file or long text within a request, which is not held in memory. It can be read until the
 * request ends.
 *
 * @param fileName the name that the caller gave, or null; it is untrusted and only a label
 * @param isText whether it is a text, like a string in JSON, rather than a file
 */
public record UploadedContent(@Nullable String fileName, boolean isText, Opener opener) {

  /** Opens the bytes from their beginning, any number of times. */
  @FunctionalInterface
  public interface Opener {
    InputStream open() throws IOException;
  }

  /** The bytes from their beginning. */
  public InputStream open() throws IOException {
    return opener.open();
  }

  /** Does not contain the bytes. */
  @Override
  public String toString() {
    return isText ? "a long text" : "a file";
  }
}
