package dev.reelway.media;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails at the first read after its time is over. */
final class TimedStream extends FilterInputStream {

  private final long end;

  /**
   * @param end by {@link System#nanoTime()}
   */
  TimedStream(InputStream in, long end) {
    super(in);
    this.end = end;
  }

  @Override
  public int read() throws IOException {
    requireInTime();
    return in.read();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    requireInTime();
    return in.read(buffer, offset, length);
  }

  private void requireInTime() throws IOException {
    if (System.nanoTime() - end > 0) {
      throw new IOException("the file takes too long to arrive");
    }
  }
}
