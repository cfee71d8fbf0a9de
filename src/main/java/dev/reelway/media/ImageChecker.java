package dev.reelway.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks images by their headers; no pixel is decoded. */
public final class ImageChecker {

  /** The most bytes of an image that an upstream makes. */
  public static final long LARGEST_RENDERED = 50_000_000;

  private final long maxBytes;
  private final long maxPixels;

  /**
   * @param maxBytes the maximum size in bytes
   * @param maxPixels the maximum number of pixels, width times height
   */
  ImageChecker(long maxBytes, long maxPixels) {
    this.maxBytes = maxBytes;
    this.maxPixels = maxPixels;
  }

  /**
   * Checks the images that upstreams make, which are paid for: the limits of uploads are not
   * theirs. They may have any number of pixels, as they are only stored and sent on.
   */
  public static ImageChecker ofRendered() {
    return new ImageChecker(LARGEST_RENDERED, Long.MAX_VALUE);
  }

  /**
   * Checks a file.
   *
   * @param sha256 the SHA-256 of the file, in lower-case hex; it is not checked again
   * @throws ImageRefused if the file is not an image of a known type, or too large
   */
  public ImageInfo check(Path file, String sha256) throws IOException {
    long bytes = Files.size(file);
    if (bytes > maxBytes) {
      throw ImageRefused.tooLarge(maxBytes);
    }
    try (var in = Files.newInputStream(file)) {
      var head = ImageHeader.read(in);
      if (head.pixels() > maxPixels) {
        throw new ImageRefused(
            "has %d pixels, more than the %d allowed".formatted(head.pixels(), maxPixels));
      }
      return new ImageInfo(
          sha256, head.type(), bytes, head.width(), head.height(), head.transparent());
    }
  }

  /**
   * Checks a temporary file.
   *
   * @throws ImageRefused if the file is not an image of a known type, or too large
   */
  public ImageInfo check(SpoolFolder.SpoolFile spoolFile) throws IOException {
    return check(spoolFile.path(), spoolFile.sha256());
  }
}
