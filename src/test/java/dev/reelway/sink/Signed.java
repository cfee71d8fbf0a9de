package dev.reelway.sink;

import static dev.reelway.sink.Video.box;
import static dev.reelway.sink.Video.latin;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Files as engines sign them, with a C2PA manifest where each format has it. */
public final class Signed {

  static final String C2PA_UUID =
      "\u00d8\u00fe\u00c3\u00d6\u001b\u000eH<\u0092\u0097X(\u0087~\u00c4\u0081";
  static final String MANIFEST =
      "\0\0\0\0manifest\0....jumb....jumdc2pa" + "\u0001\u00ff".repeat(50);

  private Signed() {}

  /** An MP4 with the box {@code uuid} of C2PA before its media data. */
  public static byte[] mp4() {
    return mp4(box("uuid", C2PA_UUID + MANIFEST));
  }

  static byte[] mp4(byte[] box) {
    return Video.of(
        box("ftyp", "isom\0\0\0\0isom"), box, box("moov", "an index"), box("mdat", "x".repeat(50)));
  }

  /** A PNG with a chunk {@code caBX} after its header. */
  public static byte[] png() throws IOException {
    return png("caBX", MANIFEST);
  }

  static byte[] png(String type, String content) throws IOException {
    return inserted(image("png"), 33, chunk(type, content));
  }

  private static byte[] chunk(String type, String content) {
    var checksum = new CRC32();
    checksum.update(latin(type + content));
    return ByteBuffer.allocate(12 + content.length())
        .putInt(content.length())
        .put(latin(type + content))
        .putInt((int) checksum.getValue())
        .array();
  }

  /** A JPEG with two segments APP11 after its first one. */
  static byte[] jpeg() throws IOException {
    return jpeg(0xeb, "JP\0\1\0\0\0\1" + MANIFEST, "JP\0\1\0\0\0\2" + MANIFEST);
  }

  static byte[] jpeg(int marker, String... contents) throws IOException {
    var all = new ByteArrayOutputStream();
    for (var content : contents) {
      all.writeBytes(
          ByteBuffer.allocate(4 + content.length())
              .putShort((short) (0xff00 | marker))
              .putShort((short) (2 + content.length()))
              .put(latin(content))
              .array());
    }
    return inserted(image("jpeg"), 20, all.toByteArray());
  }

  /** A WebP with a chunk {@code C2PA} at its end. */
  static byte[] webp() {
    return webp("C2PA", MANIFEST);
  }

  static byte[] webp(String type, String content) {
    var image = lossyWebp();
    var more = ByteBuffer.allocate(8 + content.length() + content.length() % 2);
    more.put(latin(type)).putInt(Integer.reverseBytes(content.length())).put(latin(content));
    var all = inserted(image, image.length, more.array());
    ByteBuffer.wrap(all).putInt(4, Integer.reverseBytes(all.length - 8));
    return all;
  }

  static byte[] lossyWebp() {
    return Base64.getDecoder().decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");
  }

  static byte[] losslessWebp() {
    return Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");
  }

  /** An image that says nothing of where it is from. */
  static byte[] image(String format) throws IOException {
    var out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_3BYTE_BGR), format, out);
    return out.toByteArray();
  }

  static byte[] inserted(byte[] file, int at, byte[] more) {
    return ByteBuffer.allocate(file.length + more.length)
        .put(file, 0, at)
        .put(more)
        .put(file, at, file.length - at)
        .array();
  }
}
