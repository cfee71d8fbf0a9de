package dev.reelway.api;

import java.util.BitSet;

/** Where in a JSON text one stands, as far as it takes to tell a key from a value. */
final class JsonPlace {

  private final BitSet objects = new BitSet();
  private int depth;
  private boolean key;
  private boolean foreign;

  /** Goes on by one byte outside of strings; tells whether a string begins with it. */
  boolean opensString(byte next) {
    switch (next) {
      case '"' -> {
        return !foreign;
      }
      case '{' -> open(true);
      case '[' -> open(false);
      case '}', ']' -> depth = Math.max(0, depth - 1);
      case ',' -> key = depth > 0 && objects.get(depth - 1);
      case ':' -> key = false;
      case 0 -> foreign = true; // UTF-16 or UTF-32, where a quote may be half a letter.
      default -> {}
    }
    return false;
  }

  private void open(boolean object) {
    objects.set(depth++, object);
    key = object;
  }

  /** Whether a string that stands here is a key. */
  boolean isKey() {
    return key;
  }
}
