package dev.reelway.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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

  private final Path folder;
  private final Studio studio = new Studio();
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final ThreadPoolExecutor ahead;

  Films(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
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
    if (!Files.exists(file(scene, "mp4"))) {
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
    return made(file(scene, "mp4"), partial -> studio.film(scene, partial));
  }

  /** Its thumbnail, WebP. */
  Path thumbnail(Scene scene) throws IOException {
    return made(file(scene, "webp"), partial -> Files.write(partial, studio.thumbnail(scene)));
  }

  /** How a file comes to be. */
  private interface Making {
    void into(Path partial) throws IOException;
  }

  private Path made(Path file, Making making) throws IOException {
    oneAtATime.lock();
    try {
      if (!Files.exists(file)) {
        makeRoom();
        var partial = file.resolveSibling("partial-" + file.getFileName());
        making.into(partial);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return file;
    } finally {
      oneAtATime.unlock();
    }
  }

  private void makeRoom() throws IOException {
    try (var files = Files.list(folder)) {
      var oldFirst =
          files.sorted(Comparator.comparingLong((Path file) -> file.toFile().lastModified()));
      var all = oldFirst.toList();
      for (var file : all.subList(0, Math.max(0, all.size() - MOST_KEPT))) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Path file(Scene scene, String extension) {
    return folder.resolve(scene.fingerprint() + "." + extension);
  }

  @Override
  public void close() {
    ahead.shutdownNow();
  }
}
