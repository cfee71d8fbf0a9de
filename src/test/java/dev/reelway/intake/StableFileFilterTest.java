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

class StableFileFilterTest {

  @TempDir Path inbox = Path.of("");

  private final SettableClock clock = new SettableClock();
  private boolean paused;
  private final StableFileFilter stableFileFilter =
      new StableFileFilter(500, null, name -> paused, clock);

  @Test
  void aFileIsCompleteWhenItHasNotChanged() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");

    assertThat(accepts(file)).isFalse();
    clock.passes(Duration.ofMillis(499));
    assertThat(accepts(file)).isFalse();
    clock.passes(Duration.ofMillis(1));
    assertThat(accepts(file)).isTrue();
  }

  @Test
  void aFileOfTheFutureIsCompleteWhenItHasNotChanged() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2038-01-19T03:14:07Z")));

    assertThat(acceptsAfterAPause(file)).isTrue();
  }

  @Test
  void aFileWaitsWhileTheInboxIsPaused() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");
    accepts(file);
    paused = true;

    assertThat(acceptsAfterAPause(file)).isFalse();
    assertThat(acceptsAfterAPause(file)).isFalse();
    paused = false;

    assertThat(accepts(file)).isTrue();
  }

  @Test
  void twoChecksAtTheSameTimeAreNotEnough() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");

    assertThat(accepts(file)).isFalse();
    assertThat(accepts(file)).isFalse();
  }

  @Test
  void aFileThatGrowsIsNotComplete() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");
    accepts(file);

    for (int i = 0; i < 5; i++) {
      var before = Files.getLastModifiedTime(file);
      Files.writeString(file, "\na dog", StandardOpenOption.APPEND);
      Files.setLastModifiedTime(file, before);
      clock.passes(Duration.ofSeconds(30));
      assertThat(accepts(file)).isFalse();
    }

    clock.passes(Duration.ofMillis(500));
    assertThat(accepts(file)).isTrue();
  }

  @Test
  void aFileOfEqualSizeButANewTimeIsNotComplete() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");
    accepts(file);
    clock.passes(Duration.ofMillis(500));

    Files.writeString(file, "a dog");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-22T12:00:07Z")));

    assertThat(accepts(file)).isFalse();
  }

  @Test
  void aNameThatIsDroppedAgainIsCheckedAgain() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");
    accepts(file);
    clock.passes(Duration.ofMillis(500));
    assertThat(accepts(file)).isTrue();

    assertThat(accepts(file)).isFalse();
  }

  @Test
  void anEmptyFileIsAcceptedToo() throws IOException {
    assertThat(acceptsAfterAPause(Files.createFile(inbox.resolve("empty.txt")))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prompts.txt",
        "PROMPTS.TXT",
        "my videos.txt",
        "-rf.txt",
        "🎬.txt",
        "a.b.txt",
        "cafe\u0301.txt",
        "a.csv",
        "a.TSV",
        "a.xlsx",
        "a.ODS",
        "a.jsonl",
        "a.json",
        "a.yaml",
        "options.yml"
      })
  void aPromptFileIsKnownByItsExtension(String name) throws IOException {
    assertThat(acceptsAfterAPause(Files.writeString(inbox.resolve(name), "a cat"))).isTrue();
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
        "txt",
        ".txt"
      })
  void otherNamesAreIgnored(String name) throws IOException {
    assertThat(acceptsAfterAPause(Files.writeString(inbox.resolve(name), "a cat"))).isFalse();
  }

  @Test
  void aFolderIsIgnored() throws IOException {
    assertThat(acceptsAfterAPause(Files.createDirectory(inbox.resolve("folder.txt")))).isFalse();
  }

  @Test
  void aSymbolicLinkIsIgnored() throws IOException {
    var secret = Files.writeString(inbox.resolve("secret"), "root:x:0:0");

    assertThat(acceptsAfterAPause(Files.createSymbolicLink(inbox.resolve("link.txt"), secret)))
        .isFalse();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeIsIgnored() throws Exception {
    assertThat(acceptsAfterAPause(Fifo.in(inbox, "pipe.txt"))).isFalse();
  }

  @Test
  void aDeletedFileIsIgnored() throws IOException {
    var file = Files.writeString(inbox.resolve("prompts.txt"), "a cat");
    accepts(file);
    Files.delete(file);
    clock.passes(Duration.ofMillis(500));

    assertThat(accepts(file)).isFalse();
  }

  @Test
  void tenThousandFilesTakeAsLongAsOne() throws IOException {
    var files = IntStream.range(0, 10_000).mapToObj(n -> inbox.resolve(n + ".txt")).toList();
    for (var file : files) {
      Files.createFile(file);
    }

    assertThat(accepted(files)).isEmpty();
    clock.passes(Duration.ofMillis(500));

    assertThat(accepted(files)).hasSize(10_000);
  }

  private List<Path> accepted(List<Path> files) {
    return files.stream().filter(this::accepts).toList();
  }

  private boolean acceptsAfterAPause(Path file) {
    boolean atOnce = accepts(file);
    clock.passes(Duration.ofMillis(500));
    return !atOnce && accepts(file);
  }

  private boolean accepts(Path path) {
    var file = new GenericFile<File>();
    file.setFile(path.toFile());
    file.setFileNameOnly(path.getFileName().toString());
    file.setDirectory(Files.isDirectory(path));
    return stableFileFilter.accept(file);
  }
}
