package dev.reelway.sink;

import org.jspecify.annotations.Nullable;

/**
 * A film or a picture that lies in a sink.
 *
 * @param sink the sink's name in the configuration
 * @param key its name in there, with {@code /} between folders
 * @param type its media type
 * @param bytes its length
 * @param sha256 its SHA-256, in lower-case hex
 * @param thumbnail the picture beside it, or null where there is none
 */
public record Asset(
    String sink, String key, String type, long bytes, String sha256, @Nullable Asset thumbnail) {

  /** The same film with that picture beside it. */
  public Asset with(Asset picture) {
    return new Asset(sink, key, type, bytes, sha256, picture);
  }
}
