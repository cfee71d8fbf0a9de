package dev.reelway.library;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids for objects of the API: they sort by time and cannot be guessed. */
public final class ObjectIds {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HexFormat HEX = HexFormat.of();

  private ObjectIds() {}

  /**
   * A new id: the prefix, 12 hex digits of the time and 20 random ones.
   *
   * @param prefix the kind of object, like {@code file-}
   */
  public static String next(String prefix, long epochMillis) {
    var chance = new byte[10];
    RANDOM.nextBytes(chance);
    return prefix + HEX.toHexDigits(epochMillis, 12) + HEX.formatHex(chance);
  }
}
