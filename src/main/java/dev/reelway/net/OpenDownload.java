package dev.reelway.net;

import java.io.IOException;
import java.io.InputStream;

/**
 * An open download.
 *
 * @param body the bytes of the file; a failed read throws {@link DownloadRefused}; closing it ends
 *     the connection
 * @param length the length in bytes that the server announced, or -1
 */
public record OpenDownload(InputStream body, long length) implements AutoCloseable {

  @Override
  public void close() throws IOException {
    body.close();
  }
}
