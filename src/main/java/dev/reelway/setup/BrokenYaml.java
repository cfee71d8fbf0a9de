package dev.reelway.setup;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Names the YAML file that cannot be read, and the position of the mistake. The text there is not
 * repeated, as it may be a secret.
 */
public final class BrokenYaml {

  private static final String FILES = "application*.{yaml,yml}";

  private BrokenYaml() {}

  static String sentence(YAMLException broken) {
    var name = files().filter(BrokenYaml::isBroken).findFirst().map(BrokenYaml::display);
    return "%s is not valid YAML%s: %s."
        .formatted(name.orElse("application.yaml"), position(broken), advice(broken));
  }

  /**
   * Says where a text is not valid YAML; empty if it is.
   *
   * @param file what the text is called
   */
  public static Optional<String> in(String file, String text) {
    try {
      load(text);
      return Optional.empty();
    } catch (YAMLException broken) {
      return Optional.of(
          "%s is not valid YAML%s: %s.".formatted(file, position(broken), advice(broken)));
    }
  }

  private static void load(String text) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    new Yaml(new SafeConstructor(options)).loadAll(text).forEach(document -> {});
  }

  private static String display(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }

  private static String position(YAMLException broken) {
    return broken instanceof MarkedYAMLException marked && marked.getProblemMark() != null
        ? " at line %d, column %d"
            .formatted(
                marked.getProblemMark().getLine() + 1, marked.getProblemMark().getColumn() + 1)
        : "";
  }

  private static String advice(YAMLException broken) {
    if (broken instanceof DuplicateKeyException) {
      return "a key appears twice, remove one of them";
    }
    if (String.valueOf(broken.getMessage()).contains("TAB")) {
      return "indent with spaces instead of tabs";
    }
    return broken instanceof MarkedYAMLException marked && isIndented(marked)
        ? "the indentation does not fit line " + (marked.getContextMark().getLine() + 1)
        : "check the indentation, the colons and the quotes there";
  }

  /** Whether a line stands where no key or entry of the block around it may stand. */
  private static boolean isIndented(MarkedYAMLException broken) {
    return broken.getContextMark() != null
        && String.valueOf(broken.getContext()).startsWith("while parsing a block");
  }

  /** Where Spring Boot looks for them. */
  private static Stream<Path> files() {
    return Stream.of(Path.of(""), JarFolder.path())
        .flatMap(folder -> Stream.of(folder.resolve("config"), folder))
        .flatMap(folder -> in(folder).stream())
        .flatMap(found -> found);
  }

  private static Optional<Stream<Path>> in(Path folder) {
    try (var files = Files.newDirectoryStream(folder.toAbsolutePath(), FILES)) {
      var all = Stream.<Path>builder();
      files.forEach(all);
      return Optional.of(all.build());
    } catch (IOException | DirectoryIteratorException noFolder) {
      return Optional.empty();
    }
  }

  private static boolean isBroken(Path file) {
    try {
      load(Files.readString(file));
      return false;
    } catch (IOException | YAMLException broken) {
      return true;
    }
  }
}
