package dev.reelway.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Follows the segments of an image while its bytes pass, and adds one before the segment that is
 * the last to come before the pixels, or before the end.
 */
abstract class SegmentMarker implements MediaMarker {

  /** How many bytes at the start of a segment say what it holds. */
  private static final int START = 40;

  private final byte[] head = new byte[8];
  private final ByteArrayOutputStream start = new ByteArrayOutputStream();
  private int heading;
  private String type = "";
  private long left;
  private boolean claimed;
  private boolean through;

  /**
   * Takes the next byte of a segment's head: it calls {@link #segment}, {@link #mark} or {@link
   * #giveUp} as soon as the head is whole.
   *
   * @param head the head so far
   * @param count how many bytes of it have come
   */
  abstract void head(byte[] head, int count, OutputStream out) throws IOException;

  /** Whether a segment makes the file one that is not to be altered. */
  abstract boolean claims(String type, byte[] start);

  /** The segment that is added. */
  abstract byte[] mark();

  @Override
  public final void pass(byte[] bytes, int from, int count, OutputStream out) throws IOException {
    int at = from;
    int end = from + count;
    while (at < end && !through) {
      if (left > 0) {
        int some = (int) Math.min(left, end - at);
        start.write(bytes, at, Math.min(some, START - start.size()));
        out.write(bytes, at, some);
        at += some;
        left -= some;
        claimed |= claims(type, start.toByteArray());
      } else {
        head[heading++] = bytes[at++];
        head(head, heading, out);
      }
    }
    out.write(bytes, at, end - at);
  }

  @Override
  public final void end(OutputStream out) throws IOException {
    out.write(head, 0, heading);
  }

  /** A whole head, of a segment with so many further bytes. */
  final void segment(String type, long length, OutputStream out) throws IOException {
    out.write(head, 0, heading);
    heading = 0;
    this.type = type;
    left = length;
    start.reset();
    claimed |= claims(type, start.toByteArray());
  }

  /** The head of the segment that the mark comes before; all that follows passes. */
  final void mark(OutputStream out) throws IOException {
    if (!claimed) {
      out.write(mark());
    }
    giveUp(out);
  }

  /** Passes the head and all that follows. */
  final void giveUp(OutputStream out) throws IOException {
    out.write(head, 0, heading);
    heading = 0;
    through = true;
  }
}
