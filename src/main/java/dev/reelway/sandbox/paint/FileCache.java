package dev.reelway.sandbox.paint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A folder of generated files with a maximum number: the oldest are deleted first. Files are made
 * one at a time.
 */
final class FileCache {

  private final Path folder;
  private final int most;
  private final Duration minAge;
  private final Clock clock;
  private final ReentrantLock oneAtATime = new ReentrantLock(true);

  /** Makes a file. */
  interface Making {
    void into(Path partial) throws IOException;
  }

  /**
   * @param most the most files that are kept
   */
  FileCache(Path folder, int most) throws IOException {
    this(folder, most, Duration.ZERO, Clock.systemUTC());
  }

  /**
   * @param most the most files that are kept, not counting younger ones
   * @param minAge the age from which on a file may be deleted
   */
  FileCache(Path folder, int most, Duration minAge, Clock clock) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.most = most;
    this.minAge = minAge;
    this.clock = clock;
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** The file with this name; it is made if it does not exist. */
  Path get(String name, Making making) throws IOException {
    oneAtATime.lock();
    try {
      return Files.exists(path(name)) ? path(name) : make(name, making);
    } finally {
      oneAtATime.unlock();
    }
  }

  /** The file with this name, made again, so that it counts as the newest. */
  Path replace(String name, Making making) throws IOException {
    oneAtATime.lock();
    try {
      return make(name, making);
    } finally {
      oneAtATime.unlock();
    }
  }

  private Path make(String name, Making making) throws IOException {
    deleteOldest();
    // Another shelf may use the same folder.
    var partial = path("partial-%s-%s".formatted(UUID.randomUUID(), name));
    try {
      making.into(partial);
      return Files.move(partial, path(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private void deleteOldest() throws IOException {
    try (var files = Files.list(folder)) {
      var oldFirst =
          files.sorted(Comparator.comparingLong((Path file) -> file.toFile().lastModified()));
      var all = oldFirst.toList();
      long young = clock.instant().minus(minAge).toEpochMilli();
      for (var file : all.subList(0, Math.max(0, all.size() - most + 1))) {
        if (file.toFile().lastModified() > young) {
          return;
        }
        Files.deleteIfExists(file);
      }
    }
  }
}
