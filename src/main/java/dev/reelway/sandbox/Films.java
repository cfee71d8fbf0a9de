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
 * The sandbox's films and thumbnails, rendered once for each scene and kept as long as there is
 * room: a scene that is asked for again looks the same anyway. One film is rendered at a time, so
 * that the sandbox never takes more than one core from the service that it rehearses for.
 */
final class Films implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sandbox");
  private static final int MOST_KEPT = 200;
  private static final int MOST_AHEAD = 32;

  private final Shelf shelf;
  private final Studio studio;
  private final ThreadPoolExecutor ahead;

  Films(Path folder, Studio studio) throws IOException {
    this.shelf = new Shelf(folder, MOST_KEPT);
    this.studio = studio;
    this.ahead =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_AHEAD),
            Thread.ofPlatform().daemon().name("sandbox-studio").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Begins to render, so that the film is there when it is asked for; a mere courtesy. */
  void prepare(Scene scene) {
    if (!Files.exists(shelf.place(name(scene, "mp4")))) {
      ahead.execute(() -> quietly(scene));
    }
  }

  private void quietly(Scene scene) {
    try {
      film(scene);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("A film could not be rendered ahead", e);
    }
  }

  /** The film of a scene. */
  Path film(Scene scene) throws IOException {
    return shelf.made(name(scene, "mp4"), partial -> studio.film(scene, partial));
  }

  /** Its thumbnail, WebP. */
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
