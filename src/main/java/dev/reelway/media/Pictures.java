package dev.reelway.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks uploaded images by their headers; no pixel is decoded. */
public final class Pictures {

  private final long maxBytes;
  private final long maxPixels;

  /**
   * @param maxBytes the maximum size in bytes
   * @param maxPixels the maximum number of pixels, width times height
   */
  Pictures(long maxBytes, long maxPixels) {
    this.maxBytes = maxBytes;
    this.maxPixels = maxPixels;
  }

  /**
   * Checks a file.
   *
   * @param sha256 the SHA-256 of the file, in lower-case hex; it is not checked again
   * @throws PictureRefused if the file is not an image of a known type, or too large
   */
  public Picture check(Path file, String sha256) throws IOException {
    long bytes = Files.size(file);
    if (bytes > maxBytes) {
      throw PictureRefused.tooLarge(maxBytes);
    }
    try (var in = Files.newInputStream(file)) {
      var head = PictureHead.read(in);
      if (head.pixels() > maxPixels) {
        throw new PictureRefused(
            "has %d pixels, more than the %d allowed".formatted(head.pixels(), maxPixels));
      }
      return new Picture(sha256, head.type(), bytes, head.width(), head.height());
    }
  }

  /**
   * Checks a temporary file.
   *
   * @throws PictureRefused if the file is not an image of a known type, or too large
   */
  public Picture check(Incoming.File file) throws IOException {
    return check(file.path(), file.sha256());
  }
}
