package dev.reelway.library;

import dev.reelway.media.Kept;
import dev.reelway.media.Picture;
import dev.reelway.sink.Asset;
import dev.reelway.sink.Place;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are stored once under the SHA-256 of their content.
 *
 * @param type the media type of an image, as read from its header; {@code application/octet-stream}
 *     for other files
 * @param width the width of an image in pixels, or null for other files
 * @param height the height of an image in pixels, or null for other files
 */
public record Content(
    String sha256, String type, long bytes, @Nullable Integer width, @Nullable Integer height) {

  public static Content of(Picture picture) {
    return new Content(
        picture.sha256(), picture.type(), picture.bytes(), picture.width(), picture.height());
  }

  /** The file at a place in a sink. */
  public Asset at(Place place) {
    return new Asset(place.sink(), place.key(), type, bytes, sha256, null);
  }

  /** The name that the bytes are stored under. */
  public Kept kept() {
    return Kept.of(sha256, type);
  }

  /** The image, if the bytes are one. */
  public Optional<Picture> picture() {
    return width == null || height == null
        ? Optional.empty()
        : Optional.of(new Picture(sha256, type, bytes, width, height));
  }
}
