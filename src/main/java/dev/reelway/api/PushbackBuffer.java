package dev.reelway.api;

import java.util.Arrays;

/**
 * A buffer between a writer and a reader. The last bytes may be held back: they can still be
 * released or dropped.
 */
final class PushbackBuffer {

  private byte[] bytes = new byte[1 << 16];
  private int read;
  private int shown;
  private int size;

  void add(byte[] more, int from, int to) {
    if (isDrained() && read > 0) {
      System.arraycopy(bytes, read, bytes, 0, held());
      size -= read;
      shown = 0;
      read = 0;
    }
    int needed = size + to - from;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
    System.arraycopy(more, from, bytes, size, to - from);
    size = needed;
  }

  /** The number of bytes that are held back. */
  int held() {
    return size - shown;
  }

  /** Releases all bytes to the reader; answers how many were held back. */
  int release() {
    int held = held();
    shown = size;
    return held;
  }

  /** Removes the bytes that are held back, and answers them. */
  byte[] drop() {
    var held = Arrays.copyOfRange(bytes, shown, size);
    size = shown;
    return held;
  }

  /** Whether the reader has read all released bytes. */
  boolean isDrained() {
    return read == shown;
  }

  int read(byte[] buffer, int offset, int length) {
    int count = Math.min(length, shown - read);
    System.arraycopy(bytes, read, buffer, offset, count);
    read += count;
    return count;
  }
}
