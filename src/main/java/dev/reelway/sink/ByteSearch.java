package dev.reelway.sink;

import java.util.Arrays;
import java.util.List;

/** Looks for byte sequences in bytes that come in pieces. */
final class ByteSearch {

  private final List<byte[]> wanted;
  private final int longest;
  private byte[] before = new byte[0];
  private boolean found;

  ByteSearch(byte[]... wanted) {
    this.wanted = List.of(wanted);
    this.longest = Arrays.stream(wanted).mapToInt(one -> one.length).max().orElseThrow();
  }

  void update(byte[] bytes, int from, int count) {
    if (found) {
      return;
    }
    var window = Arrays.copyOf(before, before.length + count);
    System.arraycopy(bytes, from, window, before.length, count);
    found = wanted.stream().anyMatch(one -> holds(window, one));
    before = Arrays.copyOfRange(window, Math.max(0, window.length - longest + 1), window.length);
  }

  private static boolean holds(byte[] window, byte[] one) {
    for (int at = 0; at + one.length <= window.length; at++) {
      if (window[at] == one[0] && Arrays.equals(window, at, at + one.length, one, 0, one.length)) {
        return true;
      }
    }
    return false;
  }

  /** Whether any of the sequences has come. */
  boolean found() {
    return found;
  }
}
