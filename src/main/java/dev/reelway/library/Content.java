package dev.reelway.library;

import dev.reelway.media.Kept;
import dev.reelway.media.Picture;
import dev.reelway.sink.Asset;
import dev.reelway.sink.Place;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are kept under the hash of their content.
 *
 * @param type the media type that the bytes tell, {@code application/octet-stream} for most
 * @param width pixels, of a picture
 * @param height pixels, of a picture
 */
public record Content(
    String sha256, String type, long bytes, @Nullable Integer width, @Nullable Integer height) {

  public static Content of(Picture picture) {
    return new Content(
        picture.sha256(), picture.type(), picture.bytes(), picture.width(), picture.height());
  }

  /** The file that the bytes are where they lie. */
  public Asset at(Place place) {
    return new Asset(place.sink(), place.key(), type, bytes, sha256, null);
  }

  /** The name of the bytes. */
  public Kept kept() {
    return Kept.of(sha256, type);
  }

  /** The picture that the bytes are, if they are one. */
  public Optional<Picture> picture() {
    return width == null || height == null
        ? Optional.empty()
        : Optional.of(new Picture(sha256, type, bytes, width, height));
  }
}
