package dev.reelway.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandbox's videos and thumbnails, rendered once for each scene. At most 200 files are kept; a
 * deleted one is rendered again with the same content. One video is rendered at a time, so that the
 * sandbox never takes more than one core from the service.
 */
final class Films implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sandbox");
  private static final int MAX_KEPT = 200;
  private static final int MAX_AHEAD = 32;

  private final Shelf shelf;
  private final Studio studio;
  private final ThreadPoolExecutor ahead;

  Films(Path folder, Studio studio) throws IOException {
    this.shelf = new Shelf(folder, MAX_KEPT);
    this.studio = studio;
    this.ahead =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_AHEAD),
            Thread.ofPlatform().daemon().name("sandbox-studio").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /**
   * Starts to render in the background, so that the video is ready when it is fetched. With a full
   * queue it does nothing, and the video is rendered on demand.
   */
  void prepare(Scene scene) {
    if (!Files.exists(shelf.place(name(scene, "mp4")))) {
      ahead.execute(() -> quietly(scene));
    }
  }

  private void quietly(Scene scene) {
    try {
      film(scene);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("A video could not be rendered in advance", e);
    }
  }

  /** The video of a scene, MP4. */
  Path film(Scene scene) throws IOException {
    return shelf.made(name(scene, "mp4"), partial -> studio.film(scene, partial));
  }

  /** The thumbnail of a scene, WebP. */
  Path thumbnail(Scene scene) throws IOException {
    return shelf.made(
        name(scene, "webp"), partial -> Files.write(partial, studio.thumbnail(scene)));
  }

  private static String name(Scene scene, String extension) {
    return scene.fingerprint() + "." + extension;
  }

  @Override
  public void close() {
    ahead.shutdownNow();
  }
}
