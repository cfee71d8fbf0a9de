package dev.reelway.sink;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** What a sink takes for the name of a file. */
final class Keys {

  /** What S3 allows, with whatever stands before the key there. */
  static final int LONGEST = 1_024;

  private Keys() {}

  /**
   * The key, if it is a plain path: the same names as in a folder, as some tools that read buckets
   * make folders of them.
   */
  static String checked(String prefix, String key) {
    boolean inside =
        Stream.of(key.split("/", -1)).noneMatch(name -> name.matches("\\.{0,2}"))
            && key.chars().noneMatch(Character::isISOControl)
            && (prefix + key).getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    if (!inside) {
      throw new IllegalArgumentException("a key must be a plain path of at most 1,024 bytes");
    }
    return key;
  }
}
