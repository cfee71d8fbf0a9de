package dev.reelway.sink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tells whether a file has come to its end, where nobody has said how long it is. Bytes may follow
 * the end of an image, as cameras and other writers leave them there: what is certain only is that
 * an image without an end is cut. An MP4 is told by its boxes, see {@link Mp4Boxes}.
 */
final class FileEnd {

  /** The header of a WebM and the head of its segment; a file with media in it is longer. */
  private static final int FIRST = 128;

  /** The last chunk of a PNG: its type, which its checksum of four bytes follows. */
  private static final int IEND = 0x49454e44;

  /** The last marker of a JPEG; that of a preview within it is near its start. */
  private static final int EOI = 0xffd9;

  private static final int LONGEST_TRAILER = 1 << 20;

  private static final int SEGMENT = 0x18538067;
  private static final int ID = 4;

  private final MediaFormat mediaFormat;
  private final byte[] first = new byte[FIRST];
  private final int mark;
  private final int width;
  private int latest;
  private long marked = -1;
  private long length;

  FileEnd(MediaFormat mediaFormat) {
    this.mediaFormat = mediaFormat;
    this.mark = mediaFormat == MediaFormat.PNG ? IEND : EOI;
    this.width = mediaFormat == MediaFormat.PNG ? -1 : 0xffff;
  }

  void update(byte[] bytes, int from, int count) {
    if (length < FIRST) {
      System.arraycopy(bytes, from, first, (int) length, (int) Math.min(count, FIRST - length));
    }
    if (mediaFormat == MediaFormat.PNG || mediaFormat == MediaFormat.JPEG) {
      findMark(bytes, from, count);
    }
    length += count;
  }

  private void findMark(byte[] bytes, int from, int count) {
    for (int i = 0; i < count; i++) {
      latest = latest << 8 | bytes[from + i] & 0xff;
      if ((latest & width) == mark) {
        marked = length + i + 1;
      }
    }
  }

  /** Whether the bytes so far may be the whole file. */
  boolean isReached() {
    return switch (mediaFormat) {
      case MP4 -> true;
      case WEBM -> length >= leastOfWebm();
      case WEBP -> length >= leastOfWebp();
      case JPEG -> marked >= 0 && length - marked <= LONGEST_TRAILER;
      case PNG -> marked >= 0 && length - marked >= Integer.BYTES;
    };
  }

  /** The length that the form says, which counts what follows it (RFC 9649, 2.4). */
  private long leastOfWebp() {
    int form = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    return 8 + Integer.toUnsignedLong(form);
  }

  /**
   * Where the segment ends that follows the header (RFC 8794, 11.1), if that says how long it is.
   */
  private long leastOfWebm() {
    long segment = ID + width(ID) + Math.max(0, number(ID));
    if (segment + ID + 8 > FIRST || ByteBuffer.wrap(first).getInt((int) segment) != SEGMENT) {
      return FIRST;
    }
    int size = (int) segment + ID;
    return number(size) < 0 ? FIRST : size + width(size) + number(size);
  }

  /**
   * How many bytes a number takes: as many as its first byte says by its leading zeros, plus one.
   */
  private int width(int at) {
    return Math.min(8, Integer.numberOfLeadingZeros(first[at] & 0xff) - 23);
  }

  /** A number of variable width (RFC 8794, 4), or -1 if all its bits are set: it is not known. */
  private long number(int at) {
    int bits = 7 * width(at);
    long all = (1L << bits) - 1;
    long number = ByteBuffer.wrap(first).getLong(at) >>> 64 - 8 * width(at) & all;
    return number == all ? -1 : number;
  }
}
