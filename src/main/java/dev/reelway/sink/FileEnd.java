package dev.reelway.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Tells by the first and the last bytes of a file whether it has come to its end, where nobody has
 * said how long it is. An MP4 is told by its boxes, see {@link Mp4Boxes}.
 */
final class FileEnd {

  /** The header of a WebM and the head of its segment; a file with media in it is longer. */
  private static final int FIRST = 128;

  /** What a PNG or a JPEG ends with, and some bytes that writers leave behind that. */
  private static final int LAST = 64;

  private static final int SEGMENT = 0x18538067;
  private static final int ID = 4;

  private final MediaFormat mediaFormat;
  private final byte[] first = new byte[FIRST];
  private byte[] last = new byte[0];
  private long length;

  FileEnd(MediaFormat mediaFormat) {
    this.mediaFormat = mediaFormat;
  }

  void update(byte[] bytes, int from, int count) {
    if (length < FIRST) {
      System.arraycopy(bytes, from, first, (int) length, (int) Math.min(count, FIRST - length));
    }
    length += count;
    int added = Math.min(count, LAST);
    int kept = Math.min(last.length, LAST - added);
    var next = Arrays.copyOfRange(last, last.length - kept, last.length + added);
    System.arraycopy(bytes, from + count - added, next, kept, added);
    last = next;
  }

  /** Whether the bytes so far may be the whole file. */
  boolean isReached() {
    return switch (mediaFormat) {
      case MP4 -> true;
      case WEBM -> length >= leastOfWebm();
      case WEBP -> length >= leastOfWebp();
      case JPEG -> ends("\u00ff\u00d9", 0);
      case PNG -> ends("IEND", 4); // Its checksum follows.
    };
  }

  private boolean ends(String mark, int further) {
    int at = new String(last, ISO_8859_1).lastIndexOf(mark);
    return at >= 0 && at + mark.length() + further <= last.length;
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
