package dev.reelway.sandbox.paint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A folder of generated files that is bounded: the oldest are deleted first. Files are made one at
 * a time.
 */
final class FileCache {

  /** Between two lists of a folder that may have many files, however few are deleted. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Path folder;
  private final Bounds bounds;
  private final Clock clock;
  private final ReentrantLock oneAtATime = new ReentrantLock(true);
  private Instant nextList = Instant.MIN;

  /**
   * How much is kept. Where the youngest are not counted, that is looked at once a minute at most.
   *
   * @param files the most files, not counting younger ones
   * @param minAge the age from which on a file counts among them
   * @param bytes the most bytes of all files, however young
   */
  record Bounds(int files, Duration minAge, long bytes) {}

  private record Kept(Path file, long modified, long bytes) {

    static Kept of(Path path) {
      var file = path.toFile();
      return new Kept(path, file.lastModified(), file.length());
    }
  }

  /** Makes a file. */
  interface Making {
    void into(Path partial) throws IOException;
  }

  /**
   * @param most the most files that are kept
   */
  FileCache(Path folder, int most) throws IOException {
    this(folder, new Bounds(most, Duration.ZERO, Long.MAX_VALUE), Clock.systemUTC());
  }

  FileCache(Path folder, Bounds bounds, Clock clock) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.bounds = bounds;
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
    var now = clock.instant();
    if (now.isBefore(nextList)) {
      return;
    }
    nextList = bounds.minAge().isZero() ? now : now.plus(PAUSE);
    var all = oldestFirst();
    int files = all.size();
    long bytes = all.stream().mapToLong(Kept::bytes).sum();
    long young = now.minus(bounds.minAge()).toEpochMilli();
    for (var oldest : all) {
      boolean isOneTooMany = files >= bounds.files() && oldest.modified() <= young;
      if (!isOneTooMany && bytes <= bounds.bytes()) {
        return;
      }
      Files.deleteIfExists(oldest.file());
      files--;
      bytes -= oldest.bytes();
    }
  }

  private List<Kept> oldestFirst() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(Kept::of).sorted(Comparator.comparingLong(Kept::modified)).toList();
    }
  }
}
