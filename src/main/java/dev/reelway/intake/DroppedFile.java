package dev.reelway.intake;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A dropped file that is ours by now: it lies in {@code working/<batch>/}.
 *
 * @param batch the batch's id, which is the folder's name
 * @param path where it lies, as text: Camel's simple language opens paths that it meets
 */
public record DroppedFile(String batch, String path) {

  static DroppedFile at(Path file) {
    return new DroppedFile(
        Objects.requireNonNull(file.getParent()).getFileName().toString(), file.toString());
  }

  Path file() {
    return Path.of(path);
  }

  String fileName() {
    return String.valueOf(file().getFileName());
  }
}
