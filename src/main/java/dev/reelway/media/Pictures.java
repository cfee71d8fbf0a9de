package dev.reelway.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks files that are to be pictures by their heads; no pixel is decoded. */
public final class Pictures {

  private final long largest;
  private final long mostPixels;

  /**
   * @param largest the most bytes that a picture may have
   * @param mostPixels the most pixels, width by height, that it may have
   */
  Pictures(long largest, long mostPixels) {
    this.largest = largest;
    this.mostPixels = mostPixels;
  }

  /**
   * Checks a file.
   *
   * @param sha256 of the file, as it was found when the file was taken in
   * @throws PictureRefused where the file is no picture, or too large a one
   */
  public Picture check(Path file, String sha256) throws IOException {
    long bytes = Files.size(file);
    if (bytes > largest) {
      throw PictureRefused.tooLarge(largest);
    }
    try (var in = Files.newInputStream(file)) {
      var head = PictureHead.read(in);
      if (head.pixels() > mostPixels) {
        throw new PictureRefused(
            "has %d pixels, more than the %d allowed".formatted(head.pixels(), mostPixels));
      }
      return new Picture(sha256, head.type(), bytes, head.width(), head.height());
    }
  }

  /** Checks a file that has just come in. */
  public Picture check(Incoming.File file) throws IOException {
    return check(file.path(), file.sha256());
  }
}
