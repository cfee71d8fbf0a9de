package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.intake.format.OrderEntry;
import dev.reelway.intake.format.PromptFile;
import dev.reelway.intake.format.PromptFileRefused;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How each format of prompt files is parsed. */
class PromptFormsTest {

  @TempDir Path folder = Path.of("");

  // Tables.

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void aTableMayHaveAnyOfThreeDelimiters(String delimiter) throws IOException {
    var text =
        String.join(delimiter, "id", "prompt", "seconds", "hd")
            + "\n"
            + String.join(delimiter, "a", "\"a cat, a dog; and\ta cow\"", "10", "TRUE")
            + "\n"
            + String.join(delimiter, "b", "two", "", "");

    assertThat(entries("t.csv", text).stream().map(PromptFormsTest::described))
        .containsExactly(
            "2 a {hd=true, prompt=a cat, a dog; and\ta cow, seconds=10}", "3 b {prompt=two}");
  }

  @Test
  void excelsExportsAreParsed() throws IOException {
    var text = "sep=;\r\nPrompt;Seconds; Custom Id ;;\r\n\"say \"\"hi\"\"\";10,0;x;;\r\n;;;;\r\n";

    assertThat(described("\ufeff" + text, StandardCharsets.UTF_8))
        .isEqualTo(described(text, Charset.forName("windows-1252")))
        .isEqualTo(described("\ufeff" + text.replace(';', '\t'), StandardCharsets.UTF_16LE))
        .containsExactly("3 x {prompt=say \"hi\", seconds=10}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0|10",
        "10,00|10",
        "0,000|0",
        "2000|2000",
        "7.5|7.5",
        "7,5|7.5",
        "-12,25|-12.25",
        "0,125|0.125",
        "1000,5|1000.5",
        "1000.000|1000"
      })
  void aNumberMayHaveDecimals(String cell, String read) throws IOException {
    assertThat(
            entries("t.csv", "prompt;seed\na cat;" + cell).stream().map(PromptFormsTest::described))
        .containsExactly("2 - {prompt=a cat, seed=%s}".formatted(read));
  }

  /** It may be 1 or 1000, and a seed of either makes a video. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.000",
        "2,000",
        "7,500",
        "100,000",
        "-100,000",
        "1,000,000",
        "1.000,0",
        "1,234.00"
      })
  void aNumberWithThousandsSeparatorsIsRefused(String cell) throws IOException {
    var orderEntry = entries("t.csv", "id;prompt;seed\na;a cat;" + cell).getFirst();

    assertThat(orderEntry.customId()).isEqualTo("a");
    assertThat(orderEntry.refused())
        .hasMessage("seed must be a number without thousands separators, like 1000 or 7.5");
  }

  private List<String> described(String text, Charset charset) throws IOException {
    var file = Files.write(folder.resolve("excel.csv"), text.getBytes(charset));
    return Entries.of(file).stream().map(PromptFormsTest::described).toList();
  }

  @Test
  void aRowHasTheNumberOfItsFirstLine() throws IOException {
    var text = "prompt,id\n\"one\ntwo\",a\n\nthree,b\n\"four\nfive\nsix\",c\nseven,d";

    assertThat(entries("t.csv", text).stream().map(one -> one.line() + " " + one.customId()))
        .containsExactly("2 a", "5 b", "6 c", "9 d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name,seconds~a,10 | The first line must contain column names",
        "promt,seconds~a,10 | Unknown column: promt. Did you mean prompt? Known columns: ",
        "promt~a | Unknown column: promt. Did you mean prompt? Known columns: ",
        "a cat on a roof | The first line must contain column names",
        "prompt,colour~a,red | Unknown column: colour. Known columns: ",
        "prompt,,id~a,,b | Column 2 has no name.",
        "prompt,id,Prompt~a,b,c | Duplicate column: prompt.",
        "prompt,id~\"never closed,a~b,c | Invalid quotation mark at or after line 2",
      })
  void aTableWithAnInvalidHeaderIsRefused(String text, String sentence) {
    assertThatThrownBy(() -> entries("t.csv", text.replace('~', '\n')))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void metadataMayHaveAColumnForEachKey() throws IOException {
    var text =
        "prompt,Metadata[Project A],metadata[take],metadata~a,spring,1,~b,,,~c,x,,{}~"
            .replace('~', '\n');
    var entries = entries("t.csv", text);

    assertThat(entries.get(0).parameters().get("metadata"))
        .hasToString("{\"Project A\":\"spring\",\"take\":\"1\"}");
    assertThat(entries.get(1).parameters().get("metadata")).isNull();
    assertThat(refusal(entries.get(2)))
        .isEqualTo("metadata and metadata[...] are the same parameter: give only one");
  }

  @Test
  void aRowWithTooManyCellsIsRefusedAlone() throws IOException {
    var entries = entries("t.csv", "prompt,id\na cat, a dog, a cow\nok,b\nok,c,,,\n");

    assertThat(entries.stream().map(PromptFormsTest::refusal))
        .containsExactly(
            "The row has more cells than the header: put a cell that contains a comma in quotation"
                + " marks",
            null,
            null);
  }

  @Test
  void commentsOfATextAreCounted() throws IOException {
    var text = folder.resolve("a.txt");
    Files.writeString(text, "# one\n#two, a prompt?\na cat # no comment\n\n  # three\n");
    var table = Files.writeString(folder.resolve("a.csv"), "prompt\n# a prompt\n");

    assertThat(PromptFile.comments(text)).isEqualTo(3);
    assertThat(PromptFile.comments(table)).isZero();
    assertThat(PromptFile.count(text)).isEqualTo(1);
  }

  @Test
  void aTextOfCommentsSaysSo() throws IOException {
    var text = Files.writeString(folder.resolve("a.txt"), "#1 a cat\n#2 a dog\n");

    assertThatThrownBy(() -> PromptFile.count(text))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessageContaining("Lines that begin with # are comments.");
  }

  @Test
  void aThousandUnknownColumnsAreRefused() {
    assertThatThrownBy(() -> entries("t.csv", "prompt" + ",x".repeat(1000) + "\na"))
        .isInstanceOf(PromptFileRefused.class);
  }

  // Records.

  @Test
  void aLineOfAnOpenAiBatchIsParsed() throws IOException {
    var text =
        """
        {"custom_id": "a", "method": "POST", "url": "/v1/videos", "body": {"prompt": "p", "seconds": "10"}}

        {"custom_id": "b", "method": "POST", "url": "/v1/images/generations", "body": {"prompt": "q"}}
        """;

    assertThat(entries("b.jsonl", text).stream().map(one -> one.url() + " " + described(one)))
        .containsExactly(
            "/v1/videos 1 a {prompt=p, seconds=10}", "/v1/images/generations 3 b {prompt=q}");
  }

  @Test
  void aPlainOrderIsParsed() throws IOException {
    assertThat(
            entries("b.jsonl", "{\"id\": 7, \"prompt\": \"p\", \"hd\": true}").stream()
                .map(PromptFormsTest::described))
        .containsExactly("1 7 {hd=true, prompt=p}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"custom_id\":\"a\",\"url\":\"/v1/videos\",\"body\":{}} | method must be POST",
        "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{}} |"
            + " url must be one of /v1/videos, /v1/images/generations, /v1/images/edits",
        "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/videos\",\"body\":[]} |"
            + " body must be an object with the parameters of the request",
        "{\"method\":\"POST\",\"url\":\"/v1/videos\",\"body\":{}} | custom_id is required and must"
            + " be a string",
        "[1] | The line must be one JSON object",
        "{\"a\":1,\"a\":2} | The line must be one JSON object, without duplicate keys",
        "{\"a\":1} {} | The line must be one JSON object, without duplicate keys",
        "{\"a\": | The line must be one JSON object, without duplicate keys"
      })
  void anInvalidLineIsRefusedAlone(String line, String sentence) throws IOException {
    var entries = entries("b.jsonl", "{\"prompt\":\"1\"}\n" + line + "\n{\"prompt\":\"3\"}");

    assertThat(entries.stream().map(PromptFormsTest::refusal))
        .containsExactly(null, sentence, null);
  }

  @Test
  void aLineThatIsNestedTooDeeplyIsRefused() throws IOException {
    var deep = "{\"prompt\": " + "[".repeat(70) + "]".repeat(70) + "}";

    assertThat(entries("b.jsonl", deep).stream().map(PromptFormsTest::refusal))
        .containsExactly(
            "The line is too large: at most 64 nesting levels and 100000 values are allowed");
  }

  @Test
  void aCustomIdMayBeUsedOnce() throws IOException {
    var entries = entries("t.csv", "prompt,id\n1,a\n2,b\n3,a\n4,\n5,\n");

    assertThat(entries.stream().map(PromptFormsTest::refusal))
        .containsExactly(null, null, "custom_id 'a' is already used on line 2", null, null);
  }

  @Test
  void moreThanFiftyThousandOrdersAreRefused() throws IOException {
    assertThat(entries("a.txt", "x\n".repeat(50_000))).hasSize(50_000);
    assertThatThrownBy(() -> entries("a.txt", "x\n".repeat(50_001)))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessage("The file contains more than 50000 orders. Split it.");
  }

  @Test
  void aLineOfFiftyMegabytesIsRefusedAlone() throws IOException {
    var text = "{\"prompt\":\"" + "x".repeat(50_000_000) + "\"}\n{\"prompt\":\"ok\"}";

    assertThat(entries("b.jsonl", text).stream().map(PromptFormsTest::refusal))
        .containsExactly(
            "The line is longer than 1000000 characters: refer to an image by file name or link",
            null);
  }

  // Lists.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "l.json | [{\"prompt\": \"a\", \"seconds\": 10}, \"b\"]",
        "l.yaml | `- prompt: a~  seconds: 10~- b`",
        "l.yml | `# videos~- {prompt: a, seconds: 10}~- \"b\"`",
      })
  void aListOfOrdersIsParsed(String name, String text) throws IOException {
    assertThat(entries(name, text.replace('~', '\n')).stream().map(PromptFormsTest::described))
        .containsExactly("1 - {prompt=a, seconds=10}", "2 - {prompt=b}");
  }

  @Test
  void aSingleOrderNeedsNoList() throws IOException {
    assertThat(entries("l.yaml", "prompt: a\nid: x").stream().map(PromptFormsTest::described))
        .containsExactly("1 x {prompt=a}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "l.json | {\"prompt\": | Invalid JSON at line 1.",
        "l.yaml | `a: [~b: {` | Invalid YAML at line 2.",
        "l.yaml | `a: &x [1]~b: *x` | Invalid YAML: an alias does not refer to a string.",
        "l.yaml | !!javax.script.ScriptEngineManager [] | Invalid YAML at line 1.",
        "l.yaml | `a: 1~a: 2` | Invalid YAML at line 2."
      })
  void anInvalidListIsRefusedAsAWhole(String name, String text, String sentence) {
    assertThatThrownBy(() -> entries(name, text.replace('~', '\n')))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessage(sentence);
  }

  @Test
  void itemsThatAreNotOrdersAreRefusedOneByOne() throws IOException {
    assertThat(
            entries("l.json", "[1, null, [], {\"prompt\":\"a\"}]").stream()
                .map(PromptFormsTest::refusal))
        .containsExactly(
            "An order must be an object or a prompt string",
            "An order must be an object or a prompt string",
            "An order must be an object or a prompt string",
            null);
  }

  /** Editors number their shots 010, 020, 030. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "010", "0x10", "0b1", "1_000", "1e3", "1.10", "+7", "12:30", "190:20:30", "2026-09-01",
        "2026-09-01T10:00:00Z", "yes", "No", "on", "true", ".5", ".inf", ".NaN", "=", "<<<"
      })
  void aScalarOfYamlStaysAsItIsWritten(String scalar) throws IOException {
    var text = "- id: %1$s%n  prompt: %1$s%n  output_name: %1$s%n- %1$s%n".formatted(scalar);

    assertThat(entries("l.yaml", text).stream().map(PromptFormsTest::described))
        .containsExactly(
            "1 %1$s {output_name=%1$s, prompt=%1$s}".formatted(scalar),
            "2 - {prompt=%s}".formatted(scalar));
  }

  @Test
  void aNumberOrBooleanOfYamlIsReadAsInAForm() throws IOException {
    var orders = entries("l.yaml", "prompt: a\nseconds: 010\nhd: TRUE\nsize: ~\nn:\n");

    var parameters = orders.getFirst().parameters();
    assertThat(parameters.integer("seconds", "a number")).isEqualTo(10);
    assertThat(parameters.bool("hd")).isTrue();
    assertThat(parameters.values()).containsOnlyKeys("prompt", "seconds", "hd");
  }

  @Test
  void twoKeysOfYamlThatAreWrittenAlikeAreRefused() {
    assertThatThrownBy(() -> entries("l.yaml", "1: a\n\"1\": b"))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessage("Invalid YAML at line 2.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "l.jsonl | {\"prompt\":\"a\",\"id\":{\"n\":1}} | id must be a string or a number",
        "l.jsonl | {\"prompt\":\"a\",\"id\":1.10} | id must be a string if it is not a whole"
            + " number: write \"1.10\"",
        "l.json | {\"prompt\":\"a\",\"id\":1e3} | id must be a string if it is not a whole number:"
            + " write \"1.10\"",
        "l.json | {\"prompt\":\"a\",\"id\":[1]} | id must be a string or a number",
        "l.json | {\"prompt\":\"a\",\"id\":true} | id must be a string or a number",
        "l.yaml | {prompt: a, id: {shot: 1}} | id must be a string or a number",
        "l.yaml | {prompt: a, custom_id: [1]} | custom_id must be a string",
        "l.yaml | {prompt: a, id: x, custom_id: y} | id and custom_id are the same parameter:"
            + " give only one",
      })
  void aNameThatIsNoTextOrIsGivenTwiceIsRefused(String name, String text, String sentence)
      throws IOException {
    assertThat(entries(name, text).stream().map(PromptFormsTest::refusal))
        .containsExactly(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"l.json", "l.yaml", "l.jsonl", "l.txt"})
  void anEmptyFileHasNoOrders(String name) throws IOException {
    assertThat(entries(name, "")).isEmpty();
  }

  private List<OrderEntry> entries(String name, String text) throws IOException {
    return Entries.of(Files.writeString(folder.resolve(name), text));
  }

  private static String described(OrderEntry orderEntry) {
    var id = orderEntry.customId() == null ? "-" : orderEntry.customId();
    var parameters = new java.util.TreeMap<String, String>();
    orderEntry.parameters().values().forEach((name, value) -> parameters.put(name, value.asText()));
    return orderEntry.line() + " " + id + " " + parameters;
  }

  private static @Nullable String refusal(OrderEntry orderEntry) {
    return orderEntry.refused() == null ? null : orderEntry.refused().sentence();
  }
}
