package dev.reelway.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sandbox's images, painted once for each scene; at most 500 are kept. One image is painted at
 * a time, independently of videos.
 */
final class Stills {

  private static final int MAX_KEPT = 500;

  private final Shelf shelf;
  private final Studio studio;

  Stills(Path folder, Studio studio) throws IOException {
    this.shelf = new Shelf(folder, MAX_KEPT);
    this.studio = studio;
  }

  /** The image of a scene in a format. */
  Path still(Scene scene, Still format) throws IOException {
    return shelf.made(
        scene.fingerprint() + "." + format.extension(),
        partial -> Files.write(partial, studio.still(scene, format)));
  }
}
