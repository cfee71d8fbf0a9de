package dev.reelway.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

/** Files that look like media to whoever checks their beginnings. */
final class Media {

  private Media() {}

  /** The boxes of an MP4 file, without content; 32 bytes or more. */
  static byte[] video(int length) {
    return ByteBuffer.allocate(length)
        .put(box(8, "ftyp"))
        .put(box(8, "moov"))
        .put(box(length - 16, "mdat"))
        .array();
  }

  /** A video of random bytes, as long as asked for. */
  static void video(Path file, long length) throws IOException {
    var random = new Random(1);
    var piece = new byte[1 << 20];
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(0);
      out.write(box(8, "ftyp"));
      out.write(box(8, "moov"));
      out.write(box((int) length - 16, "mdat"));
      for (long left = length - 24; left > 0; left -= piece.length) {
        random.nextBytes(piece);
        out.write(piece, 0, (int) Math.min(left, piece.length));
      }
    }
  }

  /** A PNG of random bytes with the head of one of 1024x1024. */
  static byte[] image(int length) {
    var bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    ByteBuffer.wrap(bytes)
        .putLong(0x89504e470d0a1a0aL)
        .putInt(13)
        .put("IHDR".getBytes(StandardCharsets.US_ASCII))
        .putInt(1024)
        .putInt(1024)
        .put(new byte[] {8, 6, 0, 0, 0});
    return bytes;
  }

  /** The head of a WebP image, and nothing in it. */
  static byte[] thumbnail(int length) {
    return ByteBuffer.allocate(length)
        .put("RIFF0000WEBP".getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private static byte[] box(int length, String type) {
    var box = ByteBuffer.allocate(8).putInt(length);
    return box.put(type.getBytes(StandardCharsets.US_ASCII)).array();
  }
}
