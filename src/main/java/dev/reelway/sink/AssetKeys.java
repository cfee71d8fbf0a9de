package dev.reelway.sink;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** The rules for keys. */
public final class AssetKeys {

  /** The limit of S3 in bytes, including the prefix. */
  static final int LONGEST = 1_024;

  private AssetKeys() {}

  /**
   * The key, if it is a plain path, as some tools turn buckets into folders. Empty segments, {@code
   * .}, {@code ..}, control characters and more than 1,024 bytes are refused.
   */
  public static String checked(String prefix, String key) {
    boolean inside =
        Stream.of(key.split("/", -1)).noneMatch(name -> name.matches("\\.{0,2}"))
            && key.chars().noneMatch(Character::isISOControl)
            && (prefix + key).getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    if (!inside) {
      throw new IllegalArgumentException("the key must be a plain path of at most 1,024 bytes");
    }
    return key;
  }
}
