package dev.reelway.intake;

import dev.reelway.intake.format.PromptFile;
import dev.reelway.intake.format.PromptFileRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A dropped file that has been claimed, so that it is in {@code working/<batch>/}.
 *
 * @param batch the id of the batch, which is the name of the folder
 * @param path its path as text: Camel's simple language would open a {@link Path} and read the file
 */
public record DroppedFile(String batch, String path) {

  /** The name of its options file in {@code working/<batch>/}; no prompt file has this name. */
  static final String OPTIONS = ".options.yaml";

  static DroppedFile at(Path file) {
    return new DroppedFile(
        Objects.requireNonNull(file.getParent()).getFileName().toString(), file.toString());
  }

  Path file() {
    return Path.of(path);
  }

  /**
   * Opens a claimed file with its options file beside it.
   *
   * @throws PromptFileRefused as {@link PromptFile#open(Path)} does
   */
  static PromptFile open(Path claimed) throws IOException {
    return PromptFile.open(claimed, OrderDefaults.models(claimed.resolveSibling(OPTIONS)));
  }

  /** The path of its options file after the claim. */
  Path options() {
    return file().resolveSibling(OPTIONS);
  }

  /**
   * The names that its options file may have in the inbox: {@code a.csv.options.yaml} or {@code
   * a.options.yaml}, or with {@code .yml}.
   */
  private static Stream<String> optionsNames(String name) {
    return Stream.of(name, name.substring(0, name.lastIndexOf('.')))
        .flatMap(stem -> Stream.of(stem + ".options.yaml", stem + ".options.yml"));
  }

  /** Its options file in the inbox. */
  Optional<Path> optionsIn(Path folder) {
    return NameForms.companion(folder, fileName(), DroppedFile::optionsNames);
  }

  String fileName() {
    return String.valueOf(file().getFileName());
  }
}
