package dev.reelway.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.intake.format.PromptFileRefused;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any file is read quickly and in little memory, or refused with one sentence. */
class PromptBoundsTest {

  /** A limit for steps of a second or two on a busy machine. */
  private static final Duration SOON = Duration.ofSeconds(25);

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "l.json | [ | {}, | ] | 6000000",
        "l.yaml | [ | {}, | ] | 6000000",
        "l.json | [ | 1, | 1] | 9000000",
        "l.json | [{\"a\":[ | 1, | 1]}] | 9000000",
        "l.json | [{ | \"a\":1, | \"a\":1}] | 1000000",
        "l.yaml | a: [ | 1, | 1] | 9000000",
        "l.json | {\"a\":[ | 1, | 1]} | 9000000",
        "l.json | [ | [ | ] | 9000000",
        "l.yaml | [ | [ | ] | 9000000",
        "l.json | [{\"a\":\" | x | \"}] | 0",
        "l.jsonl | {\"a\":[ | 1, | 1]} | 400000"
      })
  void aHugeDocumentIsRefusedBeforeItIsParsed(
      String name, String start, String part, String end, int times) throws IOException {
    var file = file(name, start, part, end, times);

    Assertions.assertTimeoutPreemptively(SOON, () -> refusedOrRead(file, times));
  }

  private static void refusedOrRead(Path file, int times) throws IOException {
    try {
      var entries = Entries.of(file);
      assertThat(entries).hasSize(1);
      assertThat(times == 0 || entries.getFirst().refused() != null).isTrue();
    } catch (PromptFileRefused refused) {
      assertThat(refused).hasMessageMatching("(?s)[A-Z].{10,200}\\.");
    }
  }

  private Path file(String name, String start, String part, String end, int times)
      throws IOException {
    var file = folder.resolve(name);
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(start.strip());
      for (long bytes = 0, i = 0; i < times && bytes < 19_900_000; i++, bytes += part.length()) {
        out.write(part);
      }
      out.write(end.equals("]") ? "{}]" : end);
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource({"l.json, 6000000", "l.yaml, 6000000"})
  void aListOfSixMillionItemsNeedsLittleHeap(String name, int times) throws Exception {
    var file = file(name, "[", "{},", "]", times);

    assertThat(SmallHeap.read(file, "-Xmx48m"))
        .isEqualTo("The file contains more than 50000 orders. Split it.");
  }

  /** A file of almost 20 MB whose anchors, or directives, are all kept by its parser. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- {prompt: &a%1$d x, b: &b%1$d x, c: &c%1$d x} | Invalid YAML: the file contains more than"
            + " 100000 anchors.",
        "%%TAG !a%d! tag: | Invalid YAML at line 101: more than 100 lines begin with %.",
      })
  void anchorsAndDirectivesOfYamlDoNotFillTheHeap(String line, String refusal) throws Exception {
    var file = folder.resolve("l.yaml");
    try (Writer out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < 350_000; i++) {
        out.write(line.formatted(i) + "\n");
      }
    }

    assertThat(SmallHeap.read(file, "-Xmx96m")).isEqualTo(refusal);
  }

  /** Some programs give each text an anchor that they write twice. */
  @Test
  void eachOrderMayHaveAnAnchor() throws IOException {
    var yaml = new StringBuilder();
    for (int n = 1; n <= 2_000; n++) {
      yaml.append("- {prompt: &%1$d cat %1$d, custom_id: *%1$d}\n".formatted(n));
    }

    assertThat(entries("l.yaml", yaml.toString())).isEqualTo(2_000);
  }

  @Test
  void aLongListOfOrdersIsRead() throws IOException {
    var json = file("l.json", "[", "{\"prompt\":\"a\",\"seconds\":5},", "{\"id\":\"z\"}]", 40_000);
    var yaml = file("l.yaml", "", "- {prompt: a, seconds: 5}\n", "- b\n", 40_000);

    assertThat(Entries.of(json)).hasSize(40_001);
    assertThat(Entries.of(yaml)).hasSize(40_001);
  }

  @Test
  void aYamlTokenOf8MegabytesIsRefusedQuickly() {
    for (var yaml :
        new String[] {"- prompt: ", "- prompt: \"", "- |\n  ", "# ", "- {prompt: '", "- !!int "}) {
      Assertions.assertTimeoutPreemptively(
          SOON, () -> refused("l.yaml", yaml + "1".repeat(8_000_000)));
    }
  }

  @Test
  void linesOfTheMaximumLengthAreRead() throws IOException {
    var text = ("- prompt: " + "x".repeat(399_000) + "\n").repeat(40);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(55), () -> assertThat(entries("l.yaml", text)).isEqualTo(40));
  }

  @Test
  void aLongTextIsNotParsedAsANumber() throws IOException {
    Files.writeString(
        folder.resolve("l.yaml"),
        "- prompt: %s\n- prompt: !!int %s\n".formatted("1".repeat(32_000), "1".repeat(300_000)));

    assertThat(Entries.of(folder.resolve("l.yaml")))
        .allMatch(
            orderEntry -> String.valueOf(orderEntry.parameters().text("prompt")).startsWith("111"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- !!binary \"%%%\"",
        "- !!timestamp never",
        "- !!float x",
        "- !!omap [1]",
        "- ? [a, b]\n  : {? {c: d} : e}",
        "- {~: a}",
        "- !<tag:x> y",
        "- a\n--- \n- b",
        "%YAML 9.9\n---\n- a",
        "- *nothing",
        "- &a [*a]",
        "- <<: {a: 1}\n  b: 2",
        "- 2026-99-99",
        "- 190:20:30:999999999999999999999",
        "- \"\\uD83E\"",
        "\u0000",
        "- \u0007",
        "}",
        "-",
        "--- |"
      })
  void unusualYamlIsReadOrRefused(String yaml) throws IOException {
    Files.writeString(folder.resolve("l.yaml"), yaml);

    refusedOrRead(folder.resolve("l.yaml"));
  }

  private static void refusedOrRead(Path file) throws IOException {
    try {
      assertThat(Entries.of(file)).hasSizeLessThan(3);
    } catch (PromptFileRefused refused) {
      assertThat(refused).hasMessageMatching("(?s)[A-Z].{10,200}\\.");
    }
  }

  @Test
  void aStringAliasMayBeUsedInAnotherOrder() throws IOException {
    Files.writeString(folder.resolve("l.yaml"), "- prompt: &p a cat\n- prompt: *p\n- *p\n");

    assertThat(Entries.of(folder.resolve("l.yaml")))
        .allMatch(orderEntry -> "a cat".equals(orderEntry.parameters().text("prompt")))
        .hasSize(3);
  }

  /** A byte order mark and an incomplete character. */
  @ParameterizedTest
  @ValueSource(strings = {"txt", "csv", "tsv", "jsonl", "json", "yaml", "yml"})
  void anIncompleteCharacterIsRefused(String ending) throws IOException {
    var file = folder.resolve("half." + ending);
    for (var bytes :
        new String[] {"\u00ff\u00fe[", "\u00fe\u00ff\u0000", "\u00ef\u00bb\u00bf\u00ff"}) {
      Files.write(file, bytes.getBytes(ISO_8859_1));

      assertThatThrownBy(() -> Entries.of(file))
          .isInstanceOf(PromptFileRefused.class)
          .hasMessageStartingWith("Unrecognised text encoding");
    }
  }

  @Test
  void anIncompleteCharacterFarFromTheStartIsRefused() throws IOException {
    for (var text : new String[] {"prompt\na\n", "\"prompt\"\n\"a\"\n"}) {
      var far = "\u00ff\u00fe" + (text + "b\n".repeat(40_000)).replaceAll("(?s)(.)", "$1\u0000");
      Files.write(folder.resolve("far.csv"), (far + "\u0000\u00d8x").getBytes(ISO_8859_1));

      assertThatThrownBy(() -> Entries.of(folder.resolve("far.csv")))
          .isInstanceOf(PromptFileRefused.class)
          .hasMessageStartingWith("Unrecognised text encoding");
    }
  }

  @Test
  void anOptionsFileHasTheSameLimits() throws IOException {
    for (var options :
        new String[] {
          "\u00ff\u00fe[", "model: " + "x".repeat(8_000_000), "a: [" + "1,".repeat(300_000)
        }) {
      Files.write(folder.resolve(".options.yaml"), options.getBytes(ISO_8859_1));

      assertThatThrownBy(() -> OrderDefaults.NONE.and(folder.resolve(".options.yaml")))
          .isInstanceOf(PromptFileRefused.class);
    }
  }

  @Test
  void aCellThatIsNeverClosedIsRefusedEarly() throws IOException {
    refused("t.csv", "prompt\na\n\"" + "x".repeat(10_000_000));
    refused("t.csv", "prompt\na\n" + "x".repeat(10_000_000));
    refused("t.csv", "prompt\na\n" + ",".repeat(10_000_000));
    refused("t.csv", "prompt\na\n\"" + "x\n".repeat(2_000_000));
    assertThat(entries("t.csv", "prompt\n" + "\"a\nb\"\n".repeat(40_000))).isEqualTo(40_000);
    assertThat(entries("t.csv", "prompt\n" + ("x".repeat(30_000) + "\n").repeat(200)))
        .isEqualTo(200);
  }

  @Test
  void aLineOf10MegabytesIsRefusedAlone() throws IOException {
    assertThat(entries("l.jsonl", "{\"prompt\":\"" + "x".repeat(10_000_000) + "\"}\n{}\n"))
        .isEqualTo(2);
    assertThat(entries("l.txt", "x".repeat(10_000_000) + "\na\n")).isEqualTo(2);
  }

  private int entries(String name, String text) throws IOException {
    return Entries.of(Files.writeString(folder.resolve(name), text)).size();
  }

  private void refused(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    assertThatThrownBy(() -> Entries.of(folder.resolve(name)))
        .isInstanceOf(PromptFileRefused.class);
  }
}
