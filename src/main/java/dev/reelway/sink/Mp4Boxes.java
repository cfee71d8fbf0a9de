package dev.reelway.sink;

import java.nio.charset.StandardCharsets;

/**
 * Follows the top-level boxes of an MP4 while its bytes are read (ISO/IEC 14496-12, 4.2: four bytes
 * of length, four of type, and for length 1 eight more bytes of length; length 0 extends to the
 * end). A truncated video leaves its last box open; a box shorter than its own header is malformed.
 */
final class Mp4Boxes {

  private static final int SHORT_HEAD = 8;
  private static final int LONG_HEAD = 16;

  private final Contents contents;
  private final byte[] head = new byte[LONG_HEAD];
  private String type = "";
  private int read;
  private long left;
  private boolean toTheEnd;
  private boolean broken;
  private boolean hasIndex;
  private boolean hasData;

  /** Gets what top-level boxes hold, in pieces. */
  interface Contents {
    void piece(String type, byte[] bytes, int from, int count);
  }

  Mp4Boxes() {
    this((type, bytes, from, count) -> {});
  }

  Mp4Boxes(Contents contents) {
    this.contents = contents;
  }

  void update(byte[] bytes, int from, int count) {
    int at = from;
    int end = from + count;
    while (at < end && !toTheEnd) {
      if (left > 0) {
        int some = (int) Math.min(left, end - at);
        contents.piece(type, bytes, at, some);
        left -= some;
        at += some;
      } else {
        head[read++] = bytes[at++];
        open();
      }
    }
  }

  private void open() {
    if (read < SHORT_HEAD || (read < LONG_HEAD && number(0, 4) == 1)) {
      return;
    }
    long length = read == LONG_HEAD ? number(SHORT_HEAD, 8) : number(0, 4);
    type = new String(head, 4, 4, StandardCharsets.ISO_8859_1);
    hasIndex |= type.equals("moov");
    hasData |= type.equals("mdat");
    toTheEnd = length == 0 && read == SHORT_HEAD;
    broken |= !toTheEnd && length < read;
    left = Math.max(0, length - read);
    read = 0;
  }

  /** Whether a box may follow: every box is closed, and none extends to the end. */
  boolean isClosed() {
    return isComplete() && !toTheEnd;
  }

  private long number(int from, int count) {
    long number = 0;
    for (int i = from; i < from + count; i++) {
      number = number << 8 | (head[i] & 0xff);
    }
    return number;
  }

  /**
   * Whether the file is complete: every box is closed, and it has an index (moov) and media data
   * (mdat).
   */
  boolean isComplete() {
    return hasIndex && hasData && !broken && read == 0 && left == 0;
  }
}
