package dev.reelway.media;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Images for tests: real ones, and headers built byte by byte. */
final class Heads {

  private Heads() {}

  /**
   * A whole image.
   *
   * @param format an ImageIO format name like {@code png} or {@code jpg}
   */
  static byte[] painted(String format, int width, int height) {
    var out = new ByteArrayOutputStream();
    try {
      var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      image.setRGB(width / 2, height / 2, 0x123456);
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException(format);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The start of a PNG up to its size; the checksum is zero. */
  static byte[] png(int width, int height) {
    return joined(
        latin("\u0089PNG\r\n\u001a\n"),
        big(13),
        latin("IHDR"),
        big(width),
        big(height),
        new byte[] {8, 2, 0, 0, 0},
        big(0));
  }

  /** A chunk of a PNG with this many zeros and a checksum of zero. */
  static byte[] chunk(String name, int length) {
    return joined(big(length), latin(name), new byte[length + 4]);
  }

  /** The start of a JPEG up to its size: a segment of the given length, and a frame header. */
  static byte[] jpeg(int frame, int before, int width, int height) {
    return joined(
        latin("\u00ff\u00d8"),
        segment(0xe1, new byte[before]),
        segment(
            frame, joined(new byte[] {8}, two(height), two(width), new byte[] {1, 1, 0x11, 0})));
  }

  /** A segment of a JPEG. */
  static byte[] segment(int marker, byte[] content) {
    return joined(new byte[] {(byte) 0xff, (byte) marker}, two(content.length + 2), content);
  }

  /** The start of a WebP up to its size, with one of the three kinds of first chunk. */
  static byte[] webp(String chunk, int width, int height) {
    return riff(
        chunk,
        switch (chunk) {
          case "VP8 " -> joined(latin("\0\0\0\u009d\u0001*"), little(width, 2), little(height, 2));
          case "VP8L" -> joined(latin("/"), little((height - 1) << 14 | (width - 1), 4));
          default -> joined(little(0, 4), little(width - 1, 3), little(height - 1, 3));
        });
  }

  static byte[] riff(String chunk, byte[] content) {
    return joined(
        latin("RIFF"),
        little(content.length + 12, 4),
        latin("WEBP" + chunk),
        little(content.length, 4),
        content);
  }

  static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] big(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  private static byte[] two(int number) {
    return ByteBuffer.allocate(2).putShort((short) number).array();
  }

  private static byte[] little(int number, int bytes) {
    var four = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
    return Arrays.copyOf(four, bytes);
  }
}
