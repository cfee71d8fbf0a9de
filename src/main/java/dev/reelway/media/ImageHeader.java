package dev.reelway.media;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The type and size of an image, read from its header: PNG in IHDR (PNG, 11.2.1), JPEG in the first
 * frame header (ITU-T T.81, B.2.2), WebP in its first chunk (RFC 9649, 2.5 to 2.7).
 *
 * @param transparent whether the image can have transparent pixels, or null if that is not known
 */
record ImageHeader(String type, int width, int height, @Nullable Boolean transparent) {

  private static final byte[] PNG = latin("\u0089PNG\r\n\u001a\n");
  private static final byte[] JPEG = latin("\u00ff\u00d8");
  private static final byte[] RIFF = latin("RIFF");
  private static final int LENGTH_OF_IHDR = 13;

  /** The bit of a PNG's colour type that says that each pixel has an alpha value. */
  private static final int ALPHA = 4;

  /**
   * Reads a file up to the size of the image.
   *
   * @throws ImageRefused if the file is of another kind, or ends before the size
   */
  static ImageHeader read(InputStream file) throws IOException {
    var in = new DataInputStream(new BufferedInputStream(file));
    try {
      in.mark(PNG.length);
      var start = in.readNBytes(PNG.length);
      in.reset();
      var head = read(in, start);
      if (head.width <= 0 || head.height <= 0) {
        throw refused();
      }
      return head;
    } catch (EOFException truncated) {
      throw refused();
    }
  }

  private static ImageHeader read(DataInputStream in, byte[] start) throws IOException {
    if (begins(start, PNG)) {
      return png(in);
    }
    if (begins(start, JPEG)) {
      return jpeg(in);
    }
    if (begins(start, RIFF)) {
      return webp(in);
    }
    throw refused();
  }

  private static ImageHeader png(DataInputStream in) throws IOException {
    in.skipNBytes(PNG.length);
    if (in.readInt() != LENGTH_OF_IHDR || !fourCc(in).equals("IHDR")) {
      throw refused();
    }
    int width = in.readInt();
    int height = in.readInt();
    in.readUnsignedByte();
    int colorType = in.readUnsignedByte();
    in.skipNBytes(LENGTH_OF_IHDR - 10 + Integer.BYTES);
    return new ImageHeader(
        "image/png", width, height, (colorType & ALPHA) != 0 || hasTransparency(in));
  }

  /** Whether there is a tRNS chunk before the pixels; a file that ends before has none. */
  private static boolean hasTransparency(DataInputStream in) throws IOException {
    try {
      while (true) {
        long length = Integer.toUnsignedLong(in.readInt());
        var chunk = fourCc(in);
        if (chunk.equals("tRNS") || chunk.equals("IDAT")) {
          return chunk.equals("tRNS");
        }
        in.skipNBytes(length + Integer.BYTES);
      }
    } catch (EOFException ended) {
      return false;
    }
  }

  private static ImageHeader jpeg(DataInputStream in) throws IOException {
    in.skipNBytes(JPEG.length);
    for (int marker = marker(in); ; marker = marker(in)) {
      if (isFrame(marker)) {
        return frame(in);
      }
      if (marker == 0xd9 || marker == 0xda) {
        throw refused();
      }
      if (marker != 0x01 && (marker < 0xd0 || marker > 0xd7)) {
        in.skipNBytes(content(in));
      }
    }
  }

  private static int marker(DataInputStream in) throws IOException {
    if (in.readUnsignedByte() != 0xff) {
      throw refused();
    }
    int marker = in.readUnsignedByte();
    while (marker == 0xff) {
      marker = in.readUnsignedByte();
    }
    return marker;
  }

  /** SOF0 to SOF15, without DHT, JPG and DAC, whose markers lie among them. */
  private static boolean isFrame(int marker) {
    return marker == 0xc0 || (marker > 0xc0 && marker <= 0xcf && marker % 4 != 0);
  }

  private static ImageHeader frame(DataInputStream in) throws IOException {
    int left = content(in) - 6;
    in.readUnsignedByte();
    int height = in.readUnsignedShort();
    int width = in.readUnsignedShort();
    int components = in.readUnsignedByte();
    if (components == 0 || left != components * 3) {
      throw refused();
    }
    in.skipNBytes(left);
    return new ImageHeader("image/jpeg", width, height, false);
  }

  /** The length of the rest of a segment; the length field counts its own two bytes. */
  private static int content(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort();
    if (length < 2) {
      throw refused();
    }
    return length - 2;
  }

  private static ImageHeader webp(DataInputStream in) throws IOException {
    in.skipNBytes(RIFF.length + Integer.BYTES);
    if (!fourCc(in).equals("WEBP")) {
      throw refused();
    }
    var chunk = fourCc(in);
    in.skipNBytes(Integer.BYTES);
    return switch (chunk) {
      case "VP8 " -> lossy(in);
      case "VP8L" -> lossless(in);
      case "VP8X" -> extended(in);
      default -> throw refused();
    };
  }

  private static ImageHeader lossy(DataInputStream in) throws IOException {
    boolean isKeyFrame = (little(in, 3) & 1) == 0;
    if (!isKeyFrame || little(in, 3) != 0x2a019d) {
      throw refused();
    }
    return webp(little(in, 2) & 0x3fff, little(in, 2) & 0x3fff);
  }

  private static ImageHeader lossless(DataInputStream in) throws IOException {
    if (in.readUnsignedByte() != 0x2f) {
      throw refused();
    }
    int bits = little(in, 4);
    if (bits >>> 29 != 0) {
      throw refused();
    }
    return webp((bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1);
  }

  private static ImageHeader extended(DataInputStream in) throws IOException {
    in.skipNBytes(4);
    return webp(little(in, 3) + 1, little(in, 3) + 1);
  }

  private static ImageHeader webp(int width, int height) {
    return new ImageHeader("image/webp", width, height, null);
  }

  private static int little(DataInputStream in, int bytes) throws IOException {
    int number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= in.readUnsignedByte() << (8 * i);
    }
    return number;
  }

  private static String fourCc(DataInputStream in) throws IOException {
    var fourCc = new byte[4];
    in.readFully(fourCc);
    return new String(fourCc, StandardCharsets.ISO_8859_1);
  }

  private static boolean begins(byte[] bytes, byte[] with) {
    return bytes.length >= with.length
        && Arrays.equals(bytes, 0, with.length, with, 0, with.length);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static ImageRefused refused() {
    return new ImageRefused(ImageRefused.UNKNOWN_TYPE);
  }

  long pixels() {
    return (long) width * height;
  }
}
