package dev.reelway.media;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of a download. A read beyond the size or time limit throws {@link FetchRefused}. */
final class FetchedBody extends FilterInputStream {

  private final Fetch fetch;
  private final long largest;
  private long bytes;

  FetchedBody(InputStream in, Fetch fetch, long largest) {
    super(in);
    this.fetch = fetch;
    this.largest = largest;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = next(buffer, offset, length);
    fetch.inTime();
    bytes += Math.max(count, 0);
    if (bytes > largest) {
      throw FetchRefused.tooLarge(largest);
    }
    return count;
  }

  private int next(byte[] buffer, int offset, int length) throws FetchRefused {
    try {
      return super.read(buffer, offset, length);
    } catch (IOException broken) {
      throw fetch.refusal(FetchRefused.BROKEN, broken);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    return readNBytes((int) Math.clamp(count, 0, 8192)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void close() {
    fetch.close();
  }
}
