package dev.reelway.library;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names for what callers are to find again: they sort by time, and nobody can guess one. */
public final class Names {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HexFormat HEX = HexFormat.of();

  private Names() {}

  /**
   * A new name: the prefix and 32 hex digits.
   *
   * @param prefix tells what is named
   */
  public static String next(String prefix, long epochMillis) {
    var chance = new byte[10];
    RANDOM.nextBytes(chance);
    return prefix + HEX.toHexDigits(epochMillis, 12) + HEX.formatHex(chance);
  }
}
