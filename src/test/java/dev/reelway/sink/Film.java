package dev.reelway.sink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Small files, made by hand: a box is four bytes of length, four of type, and what it holds. */
final class Film {

  /** ftyp, moov, mdat: the smallest film there is. */
  static final byte[] SMALL =
      of(box("ftyp", "isom\0\0\0\0isom"), box("moov", "an index"), box("mdat", "x".repeat(50)));

  private Film() {}

  static byte[] box(String type, String content) {
    return ByteBuffer.allocate(8 + content.length())
        .putInt(8 + content.length())
        .put(latin(type))
        .put(latin(content))
        .array();
  }

  /** A box whose length stands in 64 bits. */
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

  /** A box that says any length at all. */
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

  /** A stream that remembers being closed, and hands out as many bytes at once as it is told. */
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
