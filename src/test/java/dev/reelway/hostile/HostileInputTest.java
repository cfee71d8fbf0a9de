package dev.reelway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No example of hostile input, and nothing near one, gets more than a refusal. */
class HostileInputTest {

  @TempDir private static Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource
  void everyExampleIsReadOrRefused(HostileParser parser) throws IOException {
    var examples = examples(parser);

    assertThat(examples).isNotEmpty();
    for (var example : examples) {
      var bytes = Files.readAllBytes(example);
      parser.parse(bytes, folder);
      parser.parse(Arrays.copyOf(bytes, bytes.length / 2), folder);
      parser.parse(Arrays.copyOf(bytes, bytes.length + 3), folder);
    }
    assertThat(folder).isEmptyDirectory();
  }

  static List<Path> examples(HostileParser parser) throws IOException {
    try (var files = Files.list(Path.of("src/test/resources/hostile", parser.folder()))) {
      return files.sorted().toList();
    }
  }
}
