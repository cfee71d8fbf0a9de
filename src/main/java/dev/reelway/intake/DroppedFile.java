package dev.reelway.intake;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A dropped file that is ours by now: it lies in {@code working/<batch>/}.
 *
 * @param batch the batch's id, which is the folder's name
 * @param path where it lies, as text: Camel's simple language opens paths that it meets
 */
public record DroppedFile(String batch, String path) {

  /** No prompt file is called so. */
  static final String OPTIONS = ".options.yaml";

  static DroppedFile at(Path file) {
    return new DroppedFile(
        Objects.requireNonNull(file.getParent()).getFileName().toString(), file.toString());
  }

  Path file() {
    return Path.of(path);
  }

  /** Where its options lie, once they are ours too. */
  Path options() {
    return file().resolveSibling(OPTIONS);
  }

  /** The names that its options may have beside it: {@code a.csv.options.yaml}, or of its stem. */
  List<String> optionsNames() {
    var name = fileName();
    return Stream.of(name, name.substring(0, name.lastIndexOf('.')))
        .flatMap(stem -> Stream.of(stem + ".options.yaml", stem + ".options.yml"))
        .toList();
  }

  String fileName() {
    return String.valueOf(file().getFileName());
  }
}
