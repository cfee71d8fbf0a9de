package dev.reelway.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sandbox's pictures, painted once for each scene and kept as long as there is room. They wait
 * for each other, but not for films.
 */
final class Stills {

  private static final int MOST_KEPT = 500;

  private final Shelf shelf;
  private final Studio studio;

  Stills(Path folder, Studio studio) throws IOException {
    this.shelf = new Shelf(folder, MOST_KEPT);
    this.studio = studio;
  }

  /** The picture of a scene in a format. */
  Path still(Scene scene, Still format) throws IOException {
    return shelf.made(
        scene.fingerprint() + "." + format.extension(),
        partial -> Files.write(partial, studio.still(scene, format)));
  }
}
