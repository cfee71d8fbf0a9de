package dev.reelway.intake.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.intake.Entries;
import dev.reelway.intake.Fifo;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptFileTest {

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void aLineMayEndInAnyWay(String end) throws IOException {
    var text = String.join(end, "a cat", "", "a dog", "a cow");

    assertThat(lines(text)).isEqualTo(lines(text + end)).isEqualTo(catDogCow());
  }

  @Test
  void everyLineMayEndInItsOwnWay() throws IOException {
    assertThat(lines("a cat\n\ra dog\r\na cow\r")).isEqualTo(catDogCow());
  }

  private static List<Line> catDogCow() {
    return List.of(new Line(1, "a cat"), new Line(3, "a dog"), new Line(4, "a cow"));
  }

  @Test
  void commentsAndBlankLinesCountAsLinesOnly() throws IOException {
    assertThat(lines("# my videos\n\n  \t \n  # indented\n a cat # not this \n#\n"))
        .containsExactly(new Line(5, "a cat # not this"));
  }

  @Test
  void aByteOrderMarkIsNotPartOfTheFirstPrompt() throws IOException {
    assertThat(lines("\ufeffa cat\na dog")).containsExactly(line(1, "a cat"), line(2, "a dog"));
    assertThat(lines("\ufeff# a comment\na dog")).containsExactly(line(2, "a dog"));
    assertThat(lines("\ufeff")).isEmpty();
    assertThat(lines("\ufeff\r\na cat")).containsExactly(line(2, "a cat"));
  }

  @Test
  void anEmptyFileHasNoPrompts() throws IOException {
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n\r\n\r")).isEmpty();
  }

  @Test
  void anyLanguageIsRead() throws IOException {
    assertThat(lines("一只猫\n🎬 👨‍👩‍👧‍👦\na\u2028b\n"))
        .containsExactly(line(1, "一只猫"), line(2, "🎬 👨‍👩‍👧‍👦"), line(3, "a\u2028b"));
  }

  @Test
  void aLineThatIsTooLongIsCutButRemainsTooLong() throws IOException {
    var lines = lines("x".repeat(1 << 20) + "\na cat\n" + "🎬".repeat(1 << 18));

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0).prompt()).hasSizeBetween(64_001, 100_000);
    assertThat(lines.get(1)).isEqualTo(line(2, "a cat"));
    assertThat(lines.get(2).prompt()).hasSizeBetween(64_001, 100_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {65_534, 65_535, 65_536, 65_537, 8191, 8192})
  void lineEndsAreFoundAtAnyPosition(int length) throws IOException {
    var first = "x".repeat(length);

    assertThat(lines(first + "\r\na dog")).containsExactly(line(1, first), line(2, "a dog"));
    assertThat(lines(first + "\ra dog")).containsExactly(line(1, first), line(2, "a dog"));
    assertThat(lines(first + "\r")).containsExactly(line(1, first));
  }

  @Test
  void aSymbolicLinkIsRefused() throws IOException {
    var secret = Files.writeString(folder.resolve("secret"), "root:x:0:0");
    var link = Files.createSymbolicLink(folder.resolve("prompts.txt"), secret);

    assertThatThrownBy(() -> lines(link))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessage("The file is not a regular file.");
  }

  @Test
  void aFolderIsRefused() throws IOException {
    var named = Files.createDirectory(folder.resolve("folder.csv"));

    assertThatThrownBy(() -> lines(folder)).isInstanceOf(PromptFileRefused.class);
    assertThatThrownBy(() -> lines(named)).isInstanceOf(PromptFileRefused.class);
  }

  /** Another node has moved it: the file is not at fault. */
  @Test
  void aMissingFileIsNotRefused() {
    assertThatThrownBy(() -> lines(folder.resolve("gone.txt")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFileOfTenGigabytesIsRefusedWithoutReadingIt() throws IOException {
    var large = folder.resolve("sparse.txt");
    try (var file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(10_000_000_000L);
    }

    assertThatThrownBy(() -> lines(large))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessage("The file is larger than 200 MB. Split it.");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeIsNotOpened() throws Exception {
    var pipe = Fifo.in(folder, "prompts.txt");

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThatThrownBy(() -> PromptFile.open(pipe)).isInstanceOf(PromptFileRefused.class));
  }

  /** A prompt and its line number. */
  private record Line(int number, String prompt) {}

  private static Line line(int number, String prompt) {
    return new Line(number, prompt);
  }

  private List<Line> lines(String text) throws IOException {
    return lines(Files.writeString(folder.resolve("prompts.txt"), text));
  }

  private static List<Line> lines(Path file) throws IOException {
    return Entries.of(file).stream()
        .map(
            orderEntry ->
                line(orderEntry.line(), String.valueOf(orderEntry.parameters().text("prompt"))))
        .toList();
  }
}
