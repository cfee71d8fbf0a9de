package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;

/** What the machine refuses at the start is told in one sentence that names the setting. */
@Isolated("it depends on the level of a logger that every start sets")
class StartFailuresTest {

  private final Path home;

  StartFailuresTest(@TempDir Path home) {
    this.home = home;
  }

  @Test
  void theHomeMustBeAFolder(CapturedOutput output) throws IOException {
    var file = Files.writeString(home.resolve("file"), "");

    assertThat(told(output, "reelway.home=" + file))
        .isEqualTo(
            "reelway.home must be a folder that this process can write to: %s is a file."
                .formatted(file));
  }

  @Test
  void theHomeMustNotLieBelowAFile(CapturedOutput output) throws IOException {
    var below = Files.writeString(home.resolve("file"), "").resolve("home");

    assertThat(told(output, "reelway.home=" + below))
        .isEqualTo(
            "reelway.home must be a folder that this process can write to: %s cannot be created below a"
                    .formatted(below)
                + " file.");
  }

  @Test
  void theLedgerMustBeADatabase(CapturedOutput output) throws IOException {
    var ledger = Files.writeString(home.resolve("ledger.db"), "no database at all".repeat(100));

    assertThat(told(output, "reelway.home=" + home))
        .isEqualTo(
            "spring.datasource.url: %s is not a SQLite database. Move it away, or name another file."
                .formatted(ledger));
  }

  @Test
  void theLedgerMustBeAFile(CapturedOutput output) throws IOException {
    var ledger = Files.createDirectory(home.resolve("ledger.db"));

    assertThat(told(output, "reelway.home=" + home))
        .isEqualTo(
            "spring.datasource.url: %s cannot be opened. Name a file in a folder that can be written."
                .formatted(ledger));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://127.0.0.1:1/reel|: the database cannot be reached. Start it, or correct"
            + " the address.",
        "jdbc:mysql://127.0.0.1:1/reel|' must begin with jdbc:sqlite: or jdbc:postgresql:.'"
      })
  void theDatabaseMustBeThere(String url, String sentence, CapturedOutput output) {
    assertThat(told(output, "reelway.home=" + home, "spring.datasource.url=" + url))
        .isEqualTo("spring.datasource.url" + sentence);
  }

  @ParameterizedTest
  @CsvSource({"server.port", "management.server.port"})
  void aPortMustBeFree(String key, CapturedOutput output) throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThat(told(output, "reelway.home=" + home, key + "=" + port))
          .isEqualTo(
              "%s: port %d is in use. Stop the process that listens there, or set %s to a free port."
                  .formatted(key, port, key));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reelway:\\n"
            + "\\thome: x|is not valid YAML at line 2, column 1: indent with spaces instead of"
            + " tabs.",
        "reelway:\\n"
            + "  home: s3cret\\n"
            + "  home: y|is not valid YAML at line 3, column 3: a key appears twice, remove one of"
            + " them.",
        "reelway: \"s3cret|is not valid YAML at line 1, column 17: check the indentation, the"
            + " colons and the quotes there.",
        "just some words|must contain keys, like 'reelway:', not a text or a list.",
        "- s3cret|must contain keys, like 'reelway:', not a text or a list."
      })
  void theFileMustBeYamlWithKeys(String yaml, String sentence, CapturedOutput output)
      throws IOException {
    var file = home.resolve("application.yaml");
    Files.writeString(file, yaml.replace("\\n", "\n").replace("\\t", "\t"));

    assertThat(
            told(
                output,
                "reelway.home=" + home,
                "spring.config.additional-location=" + home.toUri()))
        .endsWith(sentence)
        .doesNotContain("s3cret");
  }

  /** The sentence of the last line of the console. */
  private static String told(CapturedOutput output, String... settings) {
    var all = new ArrayList<>(List.of("server.port=0", "management.server.port=0"));
    all.removeIf(one -> List.of(settings).stream().anyMatch(set -> set.startsWith(key(one))));
    all.addAll(List.of(settings));
    var arguments = all.stream().map("--"::concat).toArray(String[]::new);
    int before = output.getAll().length();

    var failure =
        catchThrowable(() -> new SpringApplicationBuilder(Reelway.class).run(arguments).close());

    assertThat(failure).isNotNull();
    var said = output.getAll().substring(before);
    assertThat(said.lines()).noneMatch(line -> line.startsWith("\tat "));
    var lines = said.lines().filter(line -> !line.isBlank()).toList();
    var last = Objects.requireNonNull(lines.getLast()).split("Reelway cannot start. ", 2);
    assertThat(last).as(said).hasSize(2);
    return Objects.requireNonNull(last[1]);
  }

  private static String key(String setting) {
    return setting.substring(0, setting.indexOf('=') + 1);
  }
}
