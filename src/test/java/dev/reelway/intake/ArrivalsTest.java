package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {

  @TempDir Path inbox = Path.of("");

  private final SettableClock clock = new SettableClock();
  private final Arrivals arrivals = new Arrivals(500, null, clock);

  @Test
  void aFileHasArrivedWhenItHasStayedTheSame() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");

    assertThat(look(file)).isFalse();
    clock.passes(Duration.ofMillis(499));
    assertThat(look(file)).isFalse();
    clock.passes(Duration.ofMillis(1));
    assertThat(look(file)).isTrue();
  }

  @Test
  void twoLooksAtTheSameTimeProveNothing() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");

    assertThat(look(file)).isFalse();
    assertThat(look(file)).isFalse();
  }

  @Test
  void aFileThatGrowsHasNotArrived() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");
    look(file);

    for (int i = 0; i < 5; i++) {
      var before = Files.getLastModifiedTime(file);
      Files.writeString(file, "\na dog", StandardOpenOption.APPEND);
      Files.setLastModifiedTime(file, before);
      clock.passes(Duration.ofSeconds(30));
      assertThat(look(file)).isFalse();
    }

    clock.passes(Duration.ofMillis(500));
    assertThat(look(file)).isTrue();
  }

  @Test
  void aFileOfEqualSizeButANewTimeHasNotArrived() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");
    look(file);
    clock.passes(Duration.ofMillis(500));

    Files.writeString(file, "a dog");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-22T12:00:07Z")));

    assertThat(look(file)).isFalse();
  }

  @Test
  void aNameThatIsDroppedAgainIsANewFile() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");
    look(file);
    clock.passes(Duration.ofMillis(500));
    assertThat(look(file)).isTrue();

    assertThat(look(file)).isFalse();
  }

  @Test
  void anEmptyFileArrivesTooAsItsOwnerWantsAnAnswer() throws IOException {
    assertThat(arrives(Files.createFile(inbox.resolve("empty.txt")))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prompts.txt",
        "PROMPTS.TXT",
        "my films.txt",
        "-rf.txt",
        "🎬.txt",
        "a.b.txt",
        "cafe\u0301.txt",
        "a.csv",
        "a.TSV",
        "a.jsonl",
        "a.json",
        "a.yaml",
        "options.yml"
      })
  void aPromptFileIsKnownByItsEnding(String name) throws IOException {
    assertThat(arrives(Files.writeString(inbox.resolve(name), "a cat"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".hidden.txt",
        "~$prompts.txt",
        "prompts",
        "prompts.txt~",
        "prompts.txt.tmp",
        "prompts.txt.part",
        "prompts.txt.crdownload",
        "prompts.csv.filepart",
        "~$prompts.csv",
        "prompts.options.yaml",
        "prompts.options.YML",
        "prompts.xlsx",
        "txt",
        ".txt"
      })
  void otherNamesAreLeftAlone(String name) throws IOException {
    assertThat(arrives(Files.writeString(inbox.resolve(name), "a cat"))).isFalse();
  }

  @Test
  void aFolderIsNoFileWhateverItsName() throws IOException {
    assertThat(arrives(Files.createDirectory(inbox.resolve("folder.txt")))).isFalse();
  }

  @Test
  void aLinkIsNoFile() throws IOException {
    var secret = Files.writeString(inbox.resolve("secret"), "root:x:0:0");

    assertThat(arrives(Files.createSymbolicLink(inbox.resolve("link.txt"), secret))).isFalse();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeIsNoFile() throws Exception {
    assertThat(arrives(Fifo.in(inbox, "pipe.txt"))).isFalse();
  }

  @Test
  void aFileThatIsGoneHasNotArrived() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");
    look(file);
    Files.delete(file);
    clock.passes(Duration.ofMillis(500));

    assertThat(look(file)).isFalse();
  }

  @Test
  void tenThousandFilesArriveAsFastAsOne() throws IOException {
    var files = IntStream.range(0, 10_000).mapToObj(n -> inbox.resolve(n + ".txt")).toList();
    for (var file : files) {
      Files.createFile(file);
    }

    assertThat(accepted(files)).isEmpty();
    clock.passes(Duration.ofMillis(500));

    assertThat(accepted(files)).hasSize(10_000);
  }

  private List<Path> accepted(List<Path> files) {
    return files.stream().filter(this::look).toList();
  }

  private boolean arrives(Path file) {
    boolean atOnce = look(file);
    clock.passes(Duration.ofMillis(500));
    return !atOnce && look(file);
  }

  private boolean look(Path path) {
    var file = new GenericFile<File>();
    file.setFile(path.toFile());
    file.setFileNameOnly(path.getFileName().toString());
    file.setDirectory(Files.isDirectory(path));
    return arrivals.accept(file);
  }
}
