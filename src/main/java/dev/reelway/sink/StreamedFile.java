package dev.reelway.sink;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.core.io.AbstractResource;

/**
 * A file of a sink that came as a stream: it can be read once, from its beginning. A stream that
 * proves longer or shorter than the stored file fails before its last bytes are read.
 */
final class StreamedFile extends AbstractResource {

  private static final long UNKNOWN = -1;

  private final Asset asset;
  private final InputStream bytes;
  private final long announced;
  private boolean taken;

  /**
   * @param announced the length that came with the stream, or -1: then it is the ledger's
   */
  StreamedFile(Asset asset, InputStream bytes, long announced) {
    this.asset = asset;
    this.bytes = bytes;
    this.announced = announced;
  }

  @Override
  public boolean exists() {
    return true;
  }

  /** It can be read once only. */
  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public long contentLength() {
    return announced < 0 ? asset.bytes() : announced;
  }

  @Override
  public long lastModified() {
    return UNKNOWN;
  }

  @Override
  public synchronized InputStream getInputStream() throws IOException {
    if (taken) {
      throw new IOException(
          "%s came as a stream, which can be read only once".formatted(asset.key()));
    }
    taken = true;
    return new Measured(bytes);
  }

  @Override
  public String getFilename() {
    return SinkFile.name(asset);
  }

  @Override
  public String getDescription() {
    return asset.key();
  }

  private final class Measured extends FilterInputStream {

    private long position;

    Measured(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (position == asset.bytes()) {
        return -1;
      }
      int count = in.read(buffer, offset, (int) Math.min(length, asset.bytes() - position));
      if (count < 0) {
        throw new EOFException(
            "%s ends after %d of %d bytes".formatted(asset.key(), position, asset.bytes()));
      }
      position += count;
      if (position == asset.bytes() && in.read() >= 0) {
        throw new IOException(
            "%s has more than its %d bytes".formatted(asset.key(), asset.bytes()));
      }
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = in.skip(Math.clamp(count, 0, asset.bytes() - position));
      position += skipped;
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
