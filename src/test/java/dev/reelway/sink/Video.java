package dev.reelway.sink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Small files, built byte by byte: a box is four bytes of length, four of type, and its content.
 */
public final class Video {

  /** ftyp, moov, mdat: the smallest video. */
  public static final byte[] SMALL =
      of(box("ftyp", "isom\0\0\0\0isom"), box("moov", "an index"), box("mdat", "x".repeat(50)));

  private Video() {}

  static byte[] box(String type, String content) {
    return ByteBuffer.allocate(8 + content.length())
        .putInt(8 + content.length())
        .put(latin(type))
        .put(latin(content))
        .array();
  }

  /** A box with a 64-bit length. */
  static byte[] wideBox(String type, String content) {
    return wideBox(type, content, 16L + content.length());
  }

  static byte[] wideBox(String type, String content, long length) {
    return ByteBuffer.allocate(16 + content.length())
        .putInt(1)
        .put(latin(type))
        .putLong(length)
        .put(latin(content))
        .array();
  }

  /** A box with any stated length. */
  static byte[] oddBox(int length, String type, String content) {
    return ByteBuffer.allocate(8 + content.length())
        .putInt(length)
        .put(latin(type))
        .put(latin(content))
        .array();
  }

  static byte[] of(byte[]... boxes) {
    var all = new ByteArrayOutputStream();
    for (var box : boxes) {
      all.writeBytes(box);
    }
    return all.toByteArray();
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A stream that records being closed, and returns at most a given number of bytes per read. */
  static final class Source extends InputStream {

    private final ByteArrayInputStream bytes;
    private final int atOnce;
    boolean closed;

    Source(byte[] bytes, int atOnce) {
      this.bytes = new ByteArrayInputStream(bytes);
      this.atOnce = atOnce;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return bytes.read(buffer, offset, Math.min(length, atOnce));
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
