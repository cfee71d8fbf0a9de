package dev.reelway.media;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file on its way from a link.
 *
 * @param body the file; a read fails with {@link FetchRefused}, closing it ends the connection
 * @param length the length that was announced, or -1
 */
public record Fetched(InputStream body, long length) implements AutoCloseable {

  @Override
  public void close() throws IOException {
    body.close();
  }
}
