package dev.reelway.media;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * A file that can be read from anywhere, as FFmpeg's grabber asks for it: back to the beginning,
 * then forward. Nothing is opened before bytes are read, and a reader that stays within what is
 * buffered opens nothing anew.
 */
final class SeekableStream extends InputStream {

  private static final int BUFFER = 1 << 16;

  private final Resource file;
  private final long length;
  private final BooleanSupplier enough;
  private long position;
  private long opened;
  private @Nullable InputStream in;

  /**
   * @param enough tells before each read whether the file ends here, as the time is over
   */
  SeekableStream(Resource file, BooleanSupplier enough) throws IOException {
    this.file = file;
    this.length = file.contentLength();
    this.enough = enough;
  }

  @Override
  public boolean markSupported() {
    return true;
  }

  /** The mark is always the beginning of the file. */
  @Override
  public synchronized void mark(int limit) {}

  @Override
  public synchronized void reset() {
    position = 0;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.clamp(count, 0, length - position);
    position += skipped;
    return skipped;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    if (position >= length || enough.getAsBoolean()) {
      return -1;
    }
    int read = at(position).read(buffer, offset, count);
    if (read > 0) {
      position += read;
      opened = position;
    }
    return read;
  }

  private InputStream at(long place) throws IOException {
    var current = in;
    if (current == null || place < opened || place - opened > BUFFER) {
      close();
      opened = 0;
      current = new BufferedInputStream(file.getInputStream(), BUFFER);
      in = current;
    }
    current.skipNBytes(place - opened);
    opened = place;
    return current;
  }

  @Override
  public void close() throws IOException {
    var current = in;
    in = null;
    if (current != null) {
      current.close();
    }
  }
}
