package dev.reelway.sink;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/**
 * What the file sink's routes cannot say themselves.
 *
 * <p>On disk: {@code <folder>/<date>/<job>.mp4}, its sidecar {@code <job>.json} and its thumbnail
 * beside it. A film on its way is {@code .<job>.mp4.<exchange>.part} until it is whole: each try
 * writes a partial file of its own, so that a worker that outlived its lease disturbs nobody.
 */
public final class FileSink {

  private final Path folder;

  public FileSink(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** The file under a key, ready to be served; one that is gone does not exist. */
  public Resource open(String key) {
    return new FileSystemResource(at(key));
  }

  /** Removes what dead workers have left of a file that is whole by now. */
  public void tidy(String key) throws IOException {
    var name = at(key).getFileName().toString();
    delete(key, file -> file.startsWith("." + name + "."));
  }

  /** Removes a film and all that lies beside it under its job's name; nothing there is fine. */
  public void remove(String key) throws IOException {
    var name = at(key).getFileName().toString();
    var job = name.substring(0, name.indexOf('.'));
    delete(key, Pattern.compile("\\.?" + Pattern.quote(job) + "(-\\d+)?\\..*").asMatchPredicate());
  }

  private void delete(String key, Predicate<String> which) throws IOException {
    var day = Objects.requireNonNull(at(key).getParent());
    if (!Files.isDirectory(day)) {
      return;
    }
    DirectoryStream.Filter<Path> filter = file -> which.test(file.getFileName().toString());
    try (var files = Files.newDirectoryStream(day, filter)) {
      for (var file : files) {
        Files.deleteIfExists(file);
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
