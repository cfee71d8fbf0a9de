package dev.reelway.intake.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.intake.Entries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BakeOffsTest {

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          jsonl ; {"id": "a", "prompt": "A fox", "models": ["m-1", "m-2"]}¶{"prompt": "An owl", "models": "m-1"}¶{"prompt": "A cat"}
          jsonl ; {"custom_id": "a", "method": "POST", "url": "/v1/videos", "body": {"prompt": "A fox", "models": ["m-1", "m-2"]}}¶{"prompt": "An owl", "models": "m-1"}¶{"prompt": "A cat"}
          json ; [{"id": "a", "prompt": "A fox", "models": ["m-1", "m-2"]}, {"prompt": "An owl", "models": ["m-1"]}, "A cat"]
          yaml ; - {id: a, prompt: A fox, models: [m-1, m-2]}¶- {prompt: An owl, models: m-1}¶- A cat
          csv ; id,prompt,Models¶a,A fox,m-1!m-2¶,An owl, m-1¶,A cat,
          """)
  void aLineIsAnOrderForEachOfItsModels(String file) throws IOException {
    var parts = file.replace('!', '|').split(" ; ", 2);

    var entries = entries(parts[0], parts[1].replace('¶', '\n'));

    int first = entries.getFirst().place();
    assertThat(entries)
        .extracting(
            one ->
                one.place() - first + " " + one.customId() + " " + one.parameters().text("model"))
        .containsExactly(
            "0 a:m-1 m-1", "0 a:m-2 m-2", "1 line-%d:m-1 m-1".formatted(first + 1), "2 null null");
    assertThat(entries).extracting(OrderEntry::line).doesNotHaveDuplicates();
    assertThat(entries).allMatch(one -> one.refused() == null);
    assertThat(entries).noneMatch(one -> one.parameters().has("models"));
    assertThat(entries)
        .extracting(one -> one.parameters().text("prompt"))
        .startsWith("A fox", "A fox");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"m|\"",
        "[\"m\", \"m\"]",
        "[\"m\", 7]",
        "[[\"m\"]]",
        "7.5e400",
        "\"1|2|3|4|5|6|7|8|9|10|11\""
      })
  void whatNamesNoModelsIsRefusedAlone(String models) throws IOException {
    var entries =
        entries(
            "jsonl",
            "{\"id\": \"a\", \"prompt\": \"A fox\", \"models\": %s}\n{\"prompt\": \"An owl\"}\n"
                .formatted(models));

    assertThat(entries).hasSize(2);
    assertThat(entries.getFirst().customId()).isEqualTo("a");
  }

  @Test
  void modelAndModelsAreOne() throws IOException {
    var entry = entries("jsonl", "{\"prompt\": \"A fox\", \"model\": \"a\", \"models\": \"a|b\"}");

    assertThat(entry).hasSize(1);
    assertThat(entry.getFirst().refused())
        .hasMessage("models and model are the same parameter: give only one");
  }

  @Test
  void anOrderWithoutAModelIsMadeWithTheUsualOnes() throws IOException {
    var file = folder.resolve("orders.jsonl");
    Files.writeString(
        file,
        """
        {"prompt": "A fox"}
        {"id": "b", "prompt": "An owl", "model_id": "z"}
        {"id": "c", "prompt": "A cat", "models": "x|y"}
        """);

    try (var entries = PromptFile.open(file, List.of("m", "n"))) {
      var all = Stream.generate(() -> next(entries)).limit(5).toList();

      assertThat(all)
          .extracting(OrderEntry::customId)
          .containsExactly("line-1:m", "line-1:n", "b", "c:x", "c:y");
      assertThat(entries.next()).isNull();
    }
    assertThat(PromptFile.count(file, List.of("m", "n"))).isEqualTo(5);
  }

  private static OrderEntry next(PromptFile entries) {
    try {
      return Objects.requireNonNull(entries.next());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Test
  void anIdThatIsTakenIsRefusedWithItsLine() throws IOException {
    var entries =
        entries(
            "jsonl",
            """
            {"id": "a", "prompt": "A fox", "models": ["m", "n"]}
            {"id": "a:n", "prompt": "A fox"}
            """);

    assertThat(entries.getLast().refused()).hasMessage("custom_id 'a:n' is already used on line 1");
  }

  @Test
  void theLinesOfTheLongestFileAreWholeNumbers() throws IOException {
    var models = "1|2|3|4|5|6|7|8|9|10";
    var entries = entries("jsonl", "{\"prompt\": \"A fox\", \"models\": \"%s\"}".formatted(models));

    assertThat(entries.getLast().line()).isEqualTo(9 * 200_000_001 + 1);
    assertThat((long) entries.getLast().line() + PromptFile.MOST_BYTES)
        .isLessThan(Integer.MAX_VALUE);
  }

  private List<OrderEntry> entries(String ending, String text) throws IOException {
    return Entries.of(Files.writeString(folder.resolve("orders." + ending), text));
  }
}
