package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.intake.ApiBatch.Fault;
import dev.reelway.intake.ApiBatch.Progress;
import dev.reelway.intake.format.OrderEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the input file of a batch over HTTP is read, by its name. */
class ApiBatchFileTest {

  private static final String CALL =
      "{\"custom_id\": \"%s\", \"method\": \"POST\", \"url\": \"%s\", \"body\": {\"prompt\":"
          + " \"a\"}}\n";

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shots.txt   | a fox; a hare                        | a fox, a hare
          Shots.CSV   | id,prompt; one,a fox; two,a hare     | a fox, a hare
          shots.tsv   | id\tprompt; one\ta fox             | a fox
          shots.json  | ["a fox", {"prompt": "a hare"}]      | a fox, a hare
          shots.yaml  | - a fox; - prompt: a hare            | a fox, a hare
          shots.jsonl | {"prompt": "a fox"}                  | a fox
          Shots.NDJSON | {"prompt": "a fox"}                 | a fox
          shots       | {"prompt": "a fox"}                  | a fox
          shots.docx  | {"prompt": "a fox"}                  | a fox
          """)
  void theNameSaysTheForm(String name, String text, String prompts) throws IOException {
    var file = file(name, text.replaceAll("; ?", "\n").replace("\\t", "\t"));

    assertThat(file.check()).isEqualTo(prompts.split(", ").length);
    assertThat(entries(file))
        .extracting(one -> one.parameters().text("prompt"))
        .containsExactly(prompts.split(", "));
  }

  /** Such files were read as JSON Lines before, whatever their names. */
  @ParameterizedTest
  @CsvSource({"shots.txt", "shots.json", "shots.jsonl", "shots.ndjson", "shots"})
  void linesOfOpenAisFormAreCallsUnderAnyNameOfATextFile(String name) throws IOException {
    var file = file(name, "\n" + call("a") + call("b"));

    assertThat(file.check()).isEqualTo(2);
    assertThat(entries(file)).extracting(OrderEntry::url).containsOnly("/v1/videos");
  }

  @Test
  void aFileOfCallsFailsAsAWhole() throws IOException {
    var file = file("a.jsonl", call("a") + "no json\n" + CALL.formatted("c", "/v1/images/edits"));

    assertThat(faults(file))
        .extracting(Fault::line, Fault::code)
        .containsExactly(tuple(2, "invalid_value"), tuple(3, "mismatched_endpoint"));
  }

  /** A call without its body is no plain order. */
  @Test
  void aBrokenCallDoesNotMakeAListOfTheFile() throws IOException {
    var broken = "{\"custom_id\": \"b\", \"method\": \"POST\", \"url\": \"/v1/videos\"}\n";

    assertThat(faults(file("a.jsonl", call("a") + broken)))
        .extracting(Fault::line)
        .containsExactly(2);
  }

  @Test
  void inAListWithPlainOrdersEachIsRefusedAlone() throws IOException {
    var file = file("a.jsonl", call("a") + "no json\n{\"prompt\": \"a fox\"}\n" + call("a"));

    assertThat(file.check()).isEqualTo(4);
    assertThat(entries(file))
        .extracting(one -> one.refused() != null)
        .containsExactly(false, true, false, true);
  }

  @Test
  void aTableWithoutAGoodRowIsReadLikeAnyOther() throws IOException {
    assertThat(file("a.csv", "prompt\na,b\n").check()).isEqualTo(1);
  }

  @Test
  void aFileThatCannotBeReadFailsWithASentence() throws IOException {
    assertThat(faults(file("a.csv", "promt\na fox\n")))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.code()).isEqualTo("invalid_file");
              assertThat(fault.line()).isZero();
              assertThat(fault.message()).contains("Did you mean prompt?");
            });
    assertThat(faults(file("a.xlsx", "no archive")).getFirst().message())
        .contains("not a valid spreadsheet");
  }

  @Test
  void aFileWithoutOrdersFails() throws IOException {
    assertThat(faults(file("a.txt", "# a comment\n")))
        .extracting(Fault::code)
        .containsExactly("empty_file");
  }

  @Test
  void aFileOfAnotherKindIsToldWhichNamesAreRead() throws IOException {
    assertThat(faults(file("a.docx", "PK\nzip\n")))
        .extracting(Fault::message)
        .first()
        .asString()
        .contains(".csv, .json,", "read as .jsonl");
    assertThat(faults(file("a.jsonl", "no json\n"))).hasSize(1);
  }

  @Test
  void atMostAHundredErrorsAreShown() throws IOException {
    assertThat(faults(file("a.jsonl", "no json\n".repeat(250)))).hasSize(100);
  }

  @Test
  void theModelsOfTheDefaultsMakeSeveralOrdersOfALine() throws IOException {
    var file = file("a.txt", "a fox\n", Map.of("models", TextNode.valueOf("tiny|small")));

    assertThat(file.check()).isEqualTo(2);
    assertThat(entries(file))
        .extracting(OrderEntry::customId)
        .containsExactly("line-1:tiny", "line-1:small");
  }

  private static String call(String id) {
    return CALL.formatted(id, "/v1/videos");
  }

  private static List<Fault> faults(ApiBatchFile file) {
    return catchThrowableOfType(BatchRefused.class, file::check).faults();
  }

  private static List<OrderEntry> entries(ApiBatchFile file) throws IOException {
    var all = new ArrayList<OrderEntry>();
    try (var entries = file.open()) {
      for (var one = entries.next(); one != null; one = entries.next()) {
        all.add(one);
      }
    }
    return all;
  }

  private ApiBatchFile file(String name, String text) throws IOException {
    return file(name, text, Map.of());
  }

  private ApiBatchFile file(String name, String text, Map<String, JsonNode> defaults)
      throws IOException {
    var call =
        new ApiBatch(
            "batch_1",
            "ann",
            "file-in",
            "00ff",
            name,
            "/v1/videos",
            "24h",
            Map.of(),
            defaults,
            "https://videos.example",
            null,
            Instant.EPOCH,
            Instant.EPOCH,
            Progress.NONE);
    var copy = Files.createTempFile(folder, "incoming-", ".part");
    return new ApiBatchFile(call, Files.writeString(copy, text));
  }
}
