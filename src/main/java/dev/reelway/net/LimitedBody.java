package dev.reelway.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of a download. A read beyond the size or time limit throws {@link DownloadRefused}. */
final class LimitedBody extends FilterInputStream {

  private final Download download;
  private final long largest;
  private long bytes;

  LimitedBody(InputStream in, Download download, long largest) {
    super(in);
    this.download = download;
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
    download.requireInTime();
    bytes += Math.max(count, 0);
    if (bytes > largest) {
      throw DownloadRefused.tooLarge(largest);
    }
    return count;
  }

  private int next(byte[] buffer, int offset, int length) throws DownloadRefused {
    try {
      return super.read(buffer, offset, length);
    } catch (IOException broken) {
      throw download.refusal(DownloadRefused.BROKEN, broken);
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
    download.close();
  }
}
