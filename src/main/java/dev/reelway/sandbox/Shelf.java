package dev.reelway.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A folder of files that are made one at a time and kept as long as there is room: the oldest go
 * first.
 */
final class Shelf {

  private final Path folder;
  private final int room;
  private final ReentrantLock oneAtATime = new ReentrantLock(true);

  /** How a file comes to be. */
  interface Making {
    void into(Path partial) throws IOException;
  }

  /**
   * @param room how many files are kept
   */
  Shelf(Path folder, int room) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.room = room;
  }

  Path place(String name) {
    return folder.resolve(name);
  }

  /** The file of that name, made now if it is not there. */
  Path made(String name, Making making) throws IOException {
    oneAtATime.lock();
    try {
      return Files.exists(place(name)) ? place(name) : make(name, making);
    } finally {
      oneAtATime.unlock();
    }
  }

  /** The file of that name, made anew, and so the last to go. */
  Path renewed(String name, Making making) throws IOException {
    oneAtATime.lock();
    try {
      return make(name, making);
    } finally {
      oneAtATime.unlock();
    }
  }

  private Path make(String name, Making making) throws IOException {
    makeRoom();
    // Another shelf may have the same folder.
    var partial = place("partial-%s-%s".formatted(UUID.randomUUID(), name));
    try {
      making.into(partial);
      return Files.move(partial, place(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private void makeRoom() throws IOException {
    try (var files = Files.list(folder)) {
      var oldFirst =
          files.sorted(Comparator.comparingLong((Path file) -> file.toFile().lastModified()));
      var all = oldFirst.toList();
      for (var file : all.subList(0, Math.max(0, all.size() - room + 1))) {
        Files.deleteIfExists(file);
      }
    }
  }
}
