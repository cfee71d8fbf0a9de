package dev.reelway.sandbox.paint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sandbox's images, painted once for each scene; at most 500 are kept. One image is painted at
 * a time, independently of videos.
 */
public final class ImageCache {

  private static final int MAX_KEPT = 500;

  private final FileCache fileCache;
  private final SceneRenderer sceneRenderer;

  public ImageCache(Path folder, SceneRenderer sceneRenderer) throws IOException {
    this.fileCache = new FileCache(folder, MAX_KEPT);
    this.sceneRenderer = sceneRenderer;
  }

  /** The image of a scene in a format. */
  public Path still(Scene scene, ImageFormat format) throws IOException {
    return fileCache.get(
        scene.fingerprint() + "." + format.extension(),
        partial -> Files.write(partial, sceneRenderer.image(scene, format)));
  }

  /** The same image as it is not finished: in squares of so many pixels. */
  public Path unfinished(Scene scene, ImageFormat format, int side) throws IOException {
    return fileCache.get(
        "%s-%d.%s".formatted(scene.fingerprint(), side, format.extension()),
        partial -> Files.write(partial, sceneRenderer.unfinished(scene, format, side)));
  }
}
