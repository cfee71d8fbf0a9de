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
 * Names the {@code application.yaml} that cannot be read, and the position of the mistake. The text
 * there is not repeated, as it may be a secret.
 */
final class BrokenYaml {

  private static final String FILES = "application*.{yaml,yml}";

  private BrokenYaml() {}

  static String sentence(YAMLException broken) {
    var name = files().filter(BrokenYaml::isBroken).findFirst().map(BrokenYaml::display);
    return "%s is not valid YAML%s: %s."
        .formatted(name.orElse("application.yaml"), position(broken), advice(broken));
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
    return String.valueOf(broken.getMessage()).contains("TAB")
        ? "indent with spaces instead of tabs"
        : "check the indentation, the colons and the quotes there";
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
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try (var text = Files.newBufferedReader(file)) {
      new Yaml(new SafeConstructor(options)).loadAll(text).forEach(document -> {});
      return false;
    } catch (IOException | YAMLException broken) {
      return true;
    }
  }
}
