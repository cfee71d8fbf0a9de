package dev.reelway.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A file that is marked as AI generated while it is read; only a part of it is in memory. */
final class MarkingInputStream extends InputStream {

  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private final MediaMarker marker;
  private final byte[] chunk = new byte[CHUNK];
  private byte[] ready = new byte[0];
  private int at;
  private boolean ended;

  MarkingInputStream(InputStream in, MediaMarker marker) {
    this.in = in;
    this.marker = marker;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    while (at == ready.length && length > 0) {
      if (ended) {
        return -1;
      }
      fill();
    }
    int count = Math.min(length, ready.length - at);
    System.arraycopy(ready, at, buffer, offset, count);
    at += count;
    return count;
  }

  private void fill() throws IOException {
    var out = new ByteArrayOutputStream(CHUNK);
    int count = in.read(chunk, 0, CHUNK);
    if (count < 0) {
      ended = true;
      marker.end(out);
    } else {
      marker.pass(chunk, 0, count, out);
    }
    ready = out.toByteArray();
    at = 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
