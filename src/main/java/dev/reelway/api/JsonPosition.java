package dev.reelway.api;

import java.util.BitSet;

/** Follows the position in a JSON text, as far as needed to distinguish keys from values. */
final class JsonPosition {

  private final BitSet objects = new BitSet();
  private int depth;
  private boolean key;
  private boolean notUtf8;

  /** Advances by one byte outside of strings; answers whether it opens a string. */
  boolean opensString(byte next) {
    switch (next) {
      case '"' -> {
        return !notUtf8;
      }
      case '{' -> open(true);
      case '[' -> open(false);
      case '}', ']' -> depth = Math.max(0, depth - 1);
      case ',' -> key = depth > 0 && objects.get(depth - 1);
      case ':' -> key = false;
      case 0 -> notUtf8 = true; // UTF-16 or UTF-32, where a quote may be part of a character.
      default -> {}
    }
    return false;
  }

  private void open(boolean object) {
    objects.set(depth++, object);
    key = object;
  }

  /** Whether a string at this position is a key. */
  boolean isKey() {
    return key;
  }
}
