package dev.reelway.library;

import dev.reelway.media.ContentKey;
import dev.reelway.media.ImageInfo;
import dev.reelway.media.ReferenceInfo;
import dev.reelway.sink.Asset;
import dev.reelway.sink.AssetLocation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are stored once under the SHA-256 of their content.
 *
 * @param type the media type of an image, as read from its header; {@code application/octet-stream}
 *     for other files
 * @param width the width of an image in pixels, or null for other files
 * @param height the height of an image in pixels, or null for other files
 * @param transparent whether an image can have transparent pixels, or null if that is not known
 */
public record StoredContent(
    String sha256,
    String type,
    long bytes,
    @Nullable Integer width,
    @Nullable Integer height,
    @Nullable Boolean transparent) {

  /** Content of which it is not known whether it can have transparent pixels. */
  public StoredContent(
      String sha256, String type, long bytes, @Nullable Integer width, @Nullable Integer height) {
    this(sha256, type, bytes, width, height, null);
  }

  public static StoredContent of(ReferenceInfo info) {
    return info instanceof ImageInfo image
        ? of(image)
        : new StoredContent(info.sha256(), info.type(), info.bytes(), null, null);
  }

  private static StoredContent of(ImageInfo imageInfo) {
    return new StoredContent(
        imageInfo.sha256(),
        imageInfo.type(),
        imageInfo.bytes(),
        imageInfo.width(),
        imageInfo.height(),
        imageInfo.transparent());
  }

  /** The file at a place in a sink. */
  public Asset at(AssetLocation assetLocation) {
    return new Asset(assetLocation.sink(), assetLocation.key(), type, bytes, sha256, null);
  }

  /** The name that the bytes are stored under. */
  public ContentKey key() {
    return ContentKey.of(sha256, type);
  }

  /** The image, if the bytes are one. */
  public Optional<ImageInfo> image() {
    return width == null || height == null
        ? Optional.empty()
        : Optional.of(new ImageInfo(sha256, type, bytes, width, height, transparent));
  }
}
