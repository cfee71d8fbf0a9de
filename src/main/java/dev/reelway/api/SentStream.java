package dev.reelway.api;

import dev.reelway.sink.Asset;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.coyote.CloseNowException;

/**
 * The bytes of a file on their way to a caller. Whatever goes wrong is a plain IOException: Spring
 * would take some of what a sink may throw, and bytes that end early, for the end of the file, and
 * Camel would write an error behind the bytes that are already sent. A caller who takes them too
 * slowly is cut off, however often a few of them are taken: whoever sends waits for 30 s in all,
 * and for a second more for each KiB.
 */
final class SentStream extends FilterInputStream {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  /** The slowest caller who is waited for, in bytes a second. */
  private static final int SLOWEST = 1024;

  private static final int STEP = 1 << 16;

  private final Asset asset;
  private final Future<?> stop;
  private final LongSupplier nanoTime;
  private long position;
  private long sent;
  private long waited;
  private long returned;

  /**
   * @param stop when it is done, no more bytes are read: the licence of the caller has ended
   */
  SentStream(InputStream in, Asset asset, Future<?> stop) {
    this(in, asset, stop, System::nanoTime);
  }

  /**
   * @param nanoTime the time, in nanoseconds
   */
  SentStream(InputStream in, Asset asset, Future<?> stop, LongSupplier nanoTime) {
    super(in);
    this.asset = asset;
    this.stop = stop;
    this.nanoTime = nanoTime;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    checkPace();
    int count = next(buffer, offset, length);
    returned = nanoTime.getAsLong();
    if (count < 0 && position < asset.bytes()) {
      throw new EOFException(
          "%s ends after %d of %d bytes".formatted(asset.key(), position, asset.bytes()));
    }
    position += Math.max(0, count);
    sent += Math.max(0, count);
    return count;
  }

  /** Between two reads, the bytes of the first one are written. */
  private void checkPace() throws IOException {
    waited += sent == 0 ? 0 : nanoTime.getAsLong() - returned;
    if (waited > PATIENCE + TimeUnit.SECONDS.toNanos(sent) / SLOWEST) {
      throw new SocketTimeoutException(
          "The caller takes %s too slowly: %d bytes".formatted(asset.key(), sent));
    }
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

  /** In larger steps than Java's own: whoever sends videos has fewer reads to make. */
  @Override
  public long transferTo(OutputStream out) throws IOException {
    var buffer = new byte[(int) Math.clamp(asset.bytes(), 1, STEP)];
    long all = 0;
    int count = read(buffer, 0, buffer.length);
    while (count >= 0) {
      out.write(buffer, 0, count);
      all += count;
      count = read(buffer, 0, buffer.length);
    }
    return all;
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
