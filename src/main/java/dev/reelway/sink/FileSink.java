package dev.reelway.sink;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/**
 * What the file sink's routes cannot say themselves.
 *
 * <p>On disk: {@code <folder>/<date>/<job>.mp4} or as {@link Naming} has it, its sidecar {@code
 * <job>.json} and its thumbnail beside it; further pictures are {@code <job>-2.png} and so on. A
 * file on its way is {@code .parts/<job>.mp4.<exchange>.part} until it is whole: each try writes a
 * partial file of its own, so that a worker that outlived its lease disturbs nobody. They have a
 * folder of their own because a day's folder, which may hold a hundred thousand films, is never
 * listed.
 */
public final class FileSink {

  /** More files than a job has, unless its upstream sent more than were ordered. */
  private static final int MANY = 10;

  /** The setting that names its folder. */
  public static final String FOLDER = "reelway.sinks.file.folder";

  private final Path folder;

  FileSink(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Where its files lie, absolute. */
  public Path folder() {
    return folder;
  }

  /** The file under a key, ready to be served; one that is gone does not exist. */
  public Resource open(String key) {
    return new FileSystemResource(at(key));
  }

  /** Removes what dead workers have left of a file that is whole by now. */
  public void tidy(String key) throws IOException {
    var file = at(key);
    tidy(file, file.getFileName() + ".");
  }

  /** Removes a film and all that lies beside it under its job's name; nothing there is fine. */
  public void remove(String key) throws IOException {
    var file = at(key);
    var name = file.getFileName().toString();
    var job = name.substring(0, name.lastIndexOf('.'));
    Files.deleteIfExists(file);
    Files.deleteIfExists(file.resolveSibling(job + ".json"));
    delete(file, job);
    int number = 2;
    while (delete(file, job + "-" + number) || number < MANY) {
      number++;
    }
    tidy(file, job + ".");
    tidy(file, job + "-");
  }

  /** Whether there was a file of that name, whatever its kind. */
  private static boolean delete(Path beside, String name) throws IOException {
    boolean found = false;
    for (var media : Media.values()) {
      found |= Files.deleteIfExists(beside.resolveSibling(name + "." + media.extension()));
    }
    return found;
  }

  private static void tidy(Path file, String start) throws IOException {
    var parts = file.resolveSibling(".parts");
    if (!Files.isDirectory(parts)) {
      return;
    }
    DirectoryStream.Filter<Path> filter = part -> part.getFileName().toString().startsWith(start);
    try (var found = Files.newDirectoryStream(parts, filter)) {
      for (var part : found) {
        Files.deleteIfExists(part);
      }
    }
  }

  private Path at(String key) {
    var file = folder.resolve(key).normalize();
    if (!file.startsWith(folder) || file.equals(folder)) {
      throw new IllegalArgumentException("a key must stay inside the sink's folder");
    }
    return file;
  }
}
