package dev.reelway.media;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An image whose type and size have been checked.
 *
 * @param sha256 of the whole file, in lower-case hex
 * @param type {@code image/png}, {@code image/jpeg} or {@code image/webp}
 * @param bytes the length of the file
 * @param width in pixels
 * @param height in pixels
 * @param transparent whether it can have transparent pixels, or null if that is not known; it is
 *     not part of an order
 */
public record ImageInfo(
    String sha256,
    String type,
    long bytes,
    int width,
    int height,
    @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Nullable Boolean transparent)
    implements ReferenceInfo {

  @JsonCreator
  public ImageInfo {}

  /** An image of which it is not known whether it can have transparent pixels. */
  public ImageInfo(String sha256, String type, long bytes, int width, int height) {
    this(sha256, type, bytes, width, height, null);
  }
}
