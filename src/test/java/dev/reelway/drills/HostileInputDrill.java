package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.hostile.HostileInput;
import dev.reelway.hostile.HostileParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Millions of hostile inputs for each parser, made by Jazzer from the examples and from what they
 * cover. {@code -Dhostile.runs=200000} for fewer.
 */
class HostileInputDrill {

  private static final long RUNS = Long.getLong("hostile.runs", 1_000_000);

  @TempDir private Path home = Path.of("");

  @ParameterizedTest
  @EnumSource
  void whateverComesIsReadOrRefused(HostileParser parser) throws Exception {
    var found = Files.createDirectory(home.resolve("found"));
    var files = Files.createDirectory(home.resolve("files"));
    var log = home.resolve("log");
    var process =
        new ProcessBuilder(command(parser, found, files))
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();

    assertThat(process.waitFor()).as(() -> end(log)).isZero();
    assertThat(Files.readString(log)).contains("Done " + RUNS + " runs");
    assertThat(files).isEmptyDirectory();
  }

  private static List<String> command(HostileParser parser, Path found, Path files) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+EnableDynamicAgentLoading",
        "-Xmx1g",
        "-Dhostile.parser=" + parser,
        "-Dhostile.folder=" + files,
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + HostileInput.class.getName(),
        "--instrumentation_includes=dev.reelway.**:com.fasterxml.jackson.core.**:org.yaml.**:org.apache.commons.csv.**:org.apache.tomcat.util.http.fileupload.**",
        "--custom_hook_includes=dev.reelway.**",
        // Guesses what each regular expression wants, and takes ten times as long.
        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexRoadblocks",
        "-runs=" + RUNS,
        "-max_len=4096",
        "-timeout=20",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
        found.toString(),
        Path.of("src/test/resources/hostile", parser.folder()).toAbsolutePath().toString());
  }

  private static String end(Path log) {
    try {
      var lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    } catch (IOException unread) {
      return unread.toString();
    }
  }
}
