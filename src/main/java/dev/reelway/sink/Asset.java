package dev.reelway.sink;

import org.jspecify.annotations.Nullable;

/**
 * A video or image that is stored in a sink.
 *
 * @param sink the sink's name in the configuration
 * @param key its path in the sink, with {@code /} between folders
 * @param type its media type
 * @param bytes its length in bytes
 * @param sha256 its SHA-256, in lower-case hex
 * @param thumbnail the thumbnail stored beside it, or null if there is none
 */
public record Asset(
    String sink, String key, String type, long bytes, String sha256, @Nullable Asset thumbnail) {

  /** The same asset with this media type. */
  public Asset withType(String other) {
    return new Asset(sink, key, other, bytes, sha256, thumbnail);
  }

  /** The same asset with this thumbnail. */
  public Asset withThumbnail(Asset thumbnail) {
    return new Asset(sink, key, type, bytes, sha256, thumbnail);
  }
}
