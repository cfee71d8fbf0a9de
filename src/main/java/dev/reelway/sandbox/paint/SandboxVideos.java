package dev.reelway.sandbox.paint;

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
public final class SandboxVideos implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sandbox");
  private static final int MAX_KEPT = 200;
  private static final int MAX_AHEAD = 32;

  private final FileCache fileCache;
  private final SceneRenderer sceneRenderer;
  private final ThreadPoolExecutor ahead;

  public SandboxVideos(Path folder, SceneRenderer sceneRenderer) throws IOException {
    this.fileCache = new FileCache(folder, MAX_KEPT);
    this.sceneRenderer = sceneRenderer;
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
  public void prepare(Scene scene) {
    if (!Files.exists(fileCache.path(name(scene, "mp4")))) {
      ahead.execute(() -> quietly(scene));
    }
  }

  private void quietly(Scene scene) {
    try {
      video(scene);
    } catch (IOException | UncheckedIOException e) {
      if (!ahead.isShutdown()) {
        LOG.warn("A video could not be rendered in advance", e);
      }
    }
  }

  /** The video of a scene, MP4. */
  public Path video(Scene scene) throws IOException {
    return fileCache.get(name(scene, "mp4"), partial -> sceneRenderer.video(scene, partial));
  }

  /** The thumbnail of a scene, WebP. */
  public Path thumbnail(Scene scene) throws IOException {
    return fileCache.get(
        name(scene, "webp"), partial -> Files.write(partial, sceneRenderer.thumbnail(scene)));
  }

  private static String name(Scene scene, String extension) {
    return scene.fingerprint() + "." + extension;
  }

  @Override
  public void close() {
    ahead.shutdownNow();
  }
}
