package dev.reelway.api;

import java.util.Arrays;

/** Bytes on their way to a reader, the last of which may still be held back. */
final class HeldBytes {

  private byte[] bytes = new byte[1 << 16];
  private int read;
  private int shown;
  private int size;

  void add(byte[] more, int from, int to) {
    if (isRead() && read > 0) {
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

  /** How many are held back. */
  int held() {
    return size - shown;
  }

  /** Lets the reader have all; answers how many were held back. */
  int show() {
    int held = held();
    shown = size;
    return held;
  }

  /** Takes out what is held back. */
  byte[] drop() {
    var held = Arrays.copyOfRange(bytes, shown, size);
    size = shown;
    return held;
  }

  /** Whether the reader has had all that is shown. */
  boolean isRead() {
    return read == shown;
  }

  int read(byte[] buffer, int offset, int length) {
    int count = Math.min(length, shown - read);
    System.arraycopy(bytes, read, buffer, offset, count);
    read += count;
    return count;
  }
}
