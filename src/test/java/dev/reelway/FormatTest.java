package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A test and no plugin: plugins run in Maven's own JVM, which may be too old to parse our sources,
 * while tests run in the JDK that the build selects.
 */
@Order(1)
class FormatTest {

  private static final boolean APPLY = "apply".equals(System.getProperty("format"));

  private final Formatter formatter = new Formatter();

  @Test
  void everySourceIsFormattedByGoogleJavaFormat() throws IOException {
    var others = sources().stream().filter(this::isChanged).toList();

    assertThat(others)
        .as("files to be formatted; this does it: mvn test -Dtest=FormatTest -Dformat=apply")
        .isEmpty();
  }

  private static List<Path> sources() throws IOException {
    try (var files = Files.walk(Path.of("src"))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private boolean isChanged(Path file) {
    try {
      var text = Files.readString(file);
      var formatted = formatter.formatSourceAndFixImports(text);
      if (APPLY) {
        Files.writeString(file, formatted);
      }
      return !APPLY && !formatted.equals(text);
    } catch (IOException | FormatterException e) {
      throw new AssertionError(file + " cannot be formatted", e);
    }
  }
}
