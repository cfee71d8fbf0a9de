package dev.reelway.api;

import dev.reelway.sink.Asset;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Future;
import org.apache.coyote.CloseNowException;

/**
 * The bytes of a file on their way to a caller. Whatever goes wrong is a plain IOException: Spring
 * would take some of what a sink may throw, and bytes that end early, for the end of the file, and
 * Camel would write an error behind the bytes that are already sent.
 */
final class SentStream extends FilterInputStream {

  private final Asset asset;
  private final Future<?> stop;
  private long position;

  /**
   * @param stop when it is done, no more bytes are read: the licence of the caller has ended
   */
  SentStream(InputStream in, Asset asset, Future<?> stop) {
    super(in);
    this.asset = asset;
    this.stop = stop;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = next(buffer, offset, length);
    if (count < 0 && position < asset.bytes()) {
      throw new EOFException(
          "%s ends after %d of %d bytes".formatted(asset.key(), position, asset.bytes()));
    }
    position += Math.max(0, count);
    return count;
  }

  private int next(byte[] buffer, int offset, int length) throws IOException {
    if (stop.isDone()) {
      throw new CloseNowException("The licence of the request has ended.");
    }
    try {
      return in.read(buffer, offset, length);
    } catch (FileNotFoundException | RuntimeException failed) {
      throw new IOException(failed);
    }
  }

  /** Spring skips to a range by one call, and takes less than it asked for as the end. */
  @Override
  public long skip(long count) throws IOException {
    try {
      in.skipNBytes(count);
    } catch (FileNotFoundException | RuntimeException failed) {
      throw new IOException(failed);
    }
    position += Math.max(0, count);
    return Math.max(0, count);
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
