package dev.reelway.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Judges the boxes of an MP4 or QuickTime file (ISO/IEC 14496-12) before FFmpeg reads them. It
 * plays the beginning of a file that is cut, and reserves memory for as many samples as a file
 * claims to have.
 */
final class Mp4Index {

  private static final int SHORT_HEAD = 8;
  private static final int LONG_HEAD = 16;

  /** Two minutes in fragments of one frame, with sound, have half as many. */
  private static final int MOST_BOXES = 250_000;

  /** What is not the content itself: the index, and pictures. */
  private static final int LARGEST_INDEX = 16 << 20;

  /** Two minutes of sound without compression have 23 million at most. */
  private static final long MOST_SAMPLES = 30_000_000;

  private static final int CONTENT = code("mdat");
  private static final int SIZES = code("stsz");
  private static final int SHORT_SIZES = code("stz2");
  private static final int RUN = code("trun");
  private static final int COMPRESSED = code("cmov");

  private final FileChannel file;
  private final long length;
  private long samples;
  private long indexBytes;

  private Mp4Index(FileChannel file) throws IOException {
    this.file = file;
    this.length = file.size();
  }

  private static int code(String type) {
    return ByteBuffer.wrap(type.getBytes(StandardCharsets.US_ASCII)).getInt();
  }

  /**
   * Whether all boxes of the file end within it, and it has a byte for each sample that it claims.
   */
  static boolean isSound(Path file) throws IOException {
    try (var channel = FileChannel.open(file)) {
      return new Mp4Index(channel).isSound();
    }
  }

  private boolean isSound() throws IOException {
    long at = 0;
    for (int boxes = 0; at + SHORT_HEAD <= length; boxes++) {
      var head = ByteBuffer.allocate(LONG_HEAD);
      file.read(head, at);
      long box = boxLength(head, length - at);
      if (box < SHORT_HEAD || box > length - at || boxes == MOST_BOXES) {
        return false;
      }
      if (head.getInt(4) != CONTENT && !isIndexSound(at, box)) {
        return false;
      }
      at += box;
    }
    return true;
  }

  private static long boxLength(ByteBuffer head, long rest) {
    long stated = Integer.toUnsignedLong(head.getInt(0));
    if (stated == 0) {
      return rest;
    }
    return stated == 1 ? head.getLong(SHORT_HEAD) : stated;
  }

  /**
   * FFmpeg finds the boxes that state a number of samples in many others, so that they are looked
   * for wherever they may be.
   */
  private boolean isIndexSound(long at, long box) throws IOException {
    indexBytes += box;
    if (indexBytes > LARGEST_INDEX) {
      return false;
    }
    var bytes = ByteBuffer.allocate((int) box);
    while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {}
    bytes.flip();
    for (int i = 4; i + 4 <= bytes.limit(); i++) {
      int type = bytes.getInt(i);
      if (type == COMPRESSED && isBox(bytes, i)) {
        return false;
      }
      if (type == SIZES || type == SHORT_SIZES || type == RUN) {
        add(bytes, i, type);
      }
    }
    return samples <= Math.min(length, MOST_SAMPLES);
  }

  private void add(ByteBuffer bytes, int typeAt, int type) {
    boolean isLong = bytes.getInt(typeAt - 4) == 1;
    int at = typeAt + 4 + (isLong ? 8 : 0) + (type == RUN ? 4 : 8);
    if (isBox(bytes, typeAt) && at + 4 <= bytes.limit()) {
      samples += Integer.toUnsignedLong(bytes.getInt(at));
    }
  }

  /** Whether a length stands before the type, and the box would end within the bytes. */
  private static boolean isBox(ByteBuffer bytes, int typeAt) {
    long stated = Integer.toUnsignedLong(bytes.getInt(typeAt - 4));
    return stated <= 1 || stated >= SHORT_HEAD && stated <= bytes.limit() - typeAt + 4;
  }
}
