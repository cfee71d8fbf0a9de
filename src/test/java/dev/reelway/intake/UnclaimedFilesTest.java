package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.intake.IntakeSettings.UnclaimedSettings;
import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** Files that no reader takes are told of, and moved away. */
@ExtendWith(LogCapture.class)
class UnclaimedFilesTest {

  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final Duration A_DAY = Duration.ofHours(24);

  private final Path folder;
  private final SettableClock clock = new SettableClock();
  private final TestDatabase database;
  private final DroppedBatches droppedBatches;
  private final Inboxes inboxes;
  private final UnclaimedFiles unclaimedFiles;
  private boolean paused;

  UnclaimedFilesTest(@TempDir Path folder, @TempDir Path home) throws IOException {
    this.folder = folder;
    this.database = TestDatabase.sqlite(home);
    this.droppedBatches = new DroppedBatches(database.database());
    var orderDefaults = OrderDefaults.of("tiny");
    this.inboxes =
        new Inboxes(
                List.of(new Inbox("studio", folder, "demo", orderDefaults, null, ".done", A_DAY)))
            .withPauses(inbox -> paused);
    this.unclaimedFiles = node();
    unclaimedFiles.move();
  }

  private UnclaimedFiles node() {
    return new UnclaimedFiles(
        inboxes, droppedBatches, new UnclaimedSettings(TEN_MINUTES, A_DAY), clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shots.md", "shots", "shots.zip", "a.b c", "🎬.mkv"})
  void aFileOfAnotherTypeIsMovedAfterTenMinutes(String name, CapturedOutput log)
      throws IOException {
    Files.writeString(folder.resolve(name), "a cat");
    unclaimedFiles.move();
    clock.passes(TEN_MINUTES.minusMillis(1));
    unclaimedFiles.move();
    assertThat(folder.resolve(name)).exists();

    clock.passes(Duration.ofMillis(1));
    unclaimedFiles.move();

    assertThat(folder.resolve("failed").resolve(name)).hasContent("a cat");
    assertThat(folder.resolve("failed").resolve(name + ".reason.txt"))
        .content()
        .startsWith("Files of this type are not read. Save the orders with one of these")
        .contains(".csv", ".ods", ".xlsx");
    assertThat(log.getOut()).containsOnlyOnce("was moved to failed/: Files of this type");
  }

  /** It may hold orders, and whoever dropped it waits for them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Shots.DOCX    | Save the prompts as .txt, one on each line, or as a table: .xlsx, .ods or .csv.
          shots.pdf     | Save the prompts as .txt, one on each line, or as a table: .xlsx, .ods or .csv.
          shots.xls     | Save the table as .xlsx, .ods or .csv, with a column prompt.
          shots.numbers | Save the table as .xlsx, .ods or .csv, with a column prompt.
          """)
  void aDocumentIsMovedOnceItIsThere(String name, String sentence) throws IOException {
    Files.writeString(folder.resolve(name), "a cat");
    unclaimedFiles.move();
    clock.passes(Duration.ofSeconds(9));
    unclaimedFiles.move();
    assertThat(folder.resolve(name)).exists();

    clock.passes(Duration.ofSeconds(1));
    unclaimedFiles.move();

    assertThat(folder.resolve("failed").resolve(name + ".reason.txt"))
        .hasContent("Files of this type are not read. " + sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".hidden",
        ".~lock.a.ods#",
        "~$shots.docx",
        "shots.docx.part",
        "shots.csv.tmp",
        "shots.csv.crdownload",
        "shots.csv.filepart",
        "shots.txt~",
        "Thumbs.db",
        "desktop.ini",
        "shots.cancel",
        "shots.csv",
        "shots.xlsx"
      })
  void whatIsReadOrWaitsOrIsBeingWrittenStays(String name) throws IOException {
    Files.writeString(folder.resolve(name), "a cat");
    unclaimedFiles.move();
    clock.passes(A_DAY.plusDays(30));
    unclaimedFiles.move();

    assertThat(folder.resolve(name)).exists();
    assertThat(folder.resolve("failed")).doesNotExist();
  }

  /** They would count for another file of that name, dropped weeks later. */
  @ParameterizedTest
  @ValueSource(strings = {"shots.txt.options.yaml", "shots.options.YML", "shots.csv.done"})
  void optionsAndMarkersWithoutAFileAreMovedAfterADay(String name) throws IOException {
    Files.writeString(folder.resolve(name), "seconds: 10");
    unclaimedFiles.move();
    clock.passes(A_DAY.minusMillis(1));
    unclaimedFiles.move();
    assertThat(folder.resolve(name)).exists();

    clock.passes(Duration.ofMillis(1));
    unclaimedFiles.move();

    assertThat(folder.resolve("failed").resolve(name)).hasContent("seconds: 10");
    assertThat(folder.resolve("failed").resolve(name + ".reason.txt"))
        .hasContent("The file that it belongs to was not dropped. Drop it again with that file.");
  }

  @ParameterizedTest
  @CsvSource({
    "shots.txt, shots.txt.options.yaml",
    "shots.txt, shots.options.YML",
    "Shots.CSV, shots.options.yaml",
    "shots.csv, shots.csv.done",
    "caf\u00e9.csv, cafe\u0301.csv.options.yaml"
  })
  void optionsAndMarkersStayWithTheirFile(String file, String name) throws IOException {
    Files.writeString(folder.resolve(file), "a cat");
    Files.writeString(folder.resolve(name), "seconds: 10");
    unclaimedFiles.move();
    clock.passes(A_DAY.plusDays(30));
    unclaimedFiles.move();

    assertThat(folder.resolve(name)).exists();
    assertThat(folder.resolve("failed")).doesNotExist();
  }

  @Test
  void aFileThatChangesIsNotMoved() throws IOException {
    var file = Files.writeString(folder.resolve("shots.docx"), "a");
    unclaimedFiles.move();
    clock.passes(TEN_MINUTES);
    Files.writeString(file, "a longer text");
    unclaimedFiles.move();

    assertThat(file).exists();
  }

  @Test
  void anImageThatNobodyNamesIsMovedAfterADay() throws IOException {
    Files.writeString(folder.resolve("fox.PNG"), "image");
    unclaimedFiles.move();
    clock.passes(A_DAY.minusMillis(1));
    unclaimedFiles.move();
    assertThat(folder.resolve("fox.PNG")).exists();

    clock.passes(Duration.ofMillis(1));
    unclaimedFiles.move();

    assertThat(folder.resolve("failed/fox.PNG")).exists();
    assertThat(folder.resolve("failed/fox.PNG.reason.txt"))
        .hasContent("No order named this file. Drop it again beside a file that names it.");
  }

  /** It may be in every order of next week too. */
  @ParameterizedTest
  @ValueSource(strings = {"fox.png", "caf\u00e9.png", "cafe\u0301.png", "logo", "a %2B+\nb.png"})
  void anImageThatWasNamedStays(String name) throws IOException {
    var image = Files.writeString(folder.resolve(name), "image");
    Files.setLastModifiedTime(image, FileTime.from(Instant.EPOCH));
    var images = new InboxImages(folder, Duration.ofMillis(500), clock);
    assertThat(images.named(name)).isPresent();
    unclaimedFiles.move();
    clock.passes(A_DAY);

    node().move();
    unclaimedFiles.move();

    assertThat(folder.resolve(name)).exists();
  }

  /** Its orders may name the image once it is read. */
  @Test
  void anImageStaysWhileAFileWaitsToBeRead() throws IOException {
    var image = Files.writeString(folder.resolve("fox.png"), "image");
    var file = Files.writeString(folder.resolve("shots.csv"), "prompt");
    passes(A_DAY.plusDays(2));
    assertThat(image).exists();

    Files.delete(file);
    passes(A_DAY.minusMillis(1));
    assertThat(image).exists();
    passes(Duration.ofMillis(1));

    assertThat(folder.resolve("failed/fox.png")).exists();
  }

  /** A licence may have so few open jobs that a long file is read for days. */
  @Test
  void anImageStaysWhileAFileIsBeingRead() throws IOException {
    var image = Files.writeString(folder.resolve("fox.png"), "image");
    var claimed = working("batch_1", Duration.ZERO);
    Files.writeString(claimed.resolve("shots.csv"), "prompt");
    passes(A_DAY.plusDays(2));
    assertThat(image).exists();
    droppedBatches.open(
        new DroppedBatch("batch_1", "demo", "shots.csv", "shots.csv", clock.instant(), "studio"),
        "digest");
    passes(A_DAY.plusDays(2));
    assertThat(image).exists();

    droppedBatches.seal("batch_1", 1);
    unclaimedFiles.move();
    assertThat(image).exists();
    passes(A_DAY);

    assertThat(folder.resolve("failed/fox.png")).exists();
  }

  /** Files that are dropped one after the other only delay it. */
  @Test
  void theTimeOfAnImageGoesOnOnceAFileIsRead() throws IOException {
    Files.writeString(folder.resolve("fox.png"), "image");
    passes(A_DAY.minusHours(1));
    var file = Files.writeString(folder.resolve("shots.csv"), "prompt");
    passes(A_DAY);
    Files.delete(file);

    passes(Duration.ofHours(1));

    assertThat(folder.resolve("failed/fox.png")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fox.png", "shots.csv.done", "shots.options.yaml", "notes.md"})
  void aPauseDoesNotCount(String name) throws IOException {
    Files.writeString(folder.resolve(name), "text");
    unclaimedFiles.move();
    paused = true;
    passes(A_DAY.plusDays(2));
    paused = false;
    unclaimedFiles.move();
    assertThat(folder.resolve(name)).exists();

    passes(A_DAY);

    assertThat(folder.resolve("failed").resolve(name)).exists();
  }

  @Test
  void timeWithoutTheLedgerDoesNotCount(CapturedOutput log) throws IOException {
    Files.writeString(folder.resolve("shots.options.yaml"), "seconds: 10");
    Files.writeString(working("batch_1", Duration.ZERO).resolve("shots.csv"), "prompt");
    unclaimedFiles.move();
    database.close();
    passes(A_DAY);

    assertThat(folder.resolve("shots.options.yaml")).exists();
    assertThat(log.getOut()).contains("The inbox studio could not be scanned");
  }

  private void passes(Duration time) {
    unclaimedFiles.move();
    clock.passes(time);
    unclaimedFiles.move();
  }

  /** Orders may have named it before there was a list. */
  @Test
  void anImageThatIsOlderThanTheListStays() throws IOException {
    Files.delete(folder.resolve(NamedImages.FILE));
    Files.writeString(folder.resolve("logo.png"), "image");
    unclaimedFiles.move();
    clock.passes(A_DAY);
    unclaimedFiles.move();

    assertThat(folder.resolve("logo.png")).exists();
  }

  @Test
  void ofTwoNodesOneMovesAFile(CapturedOutput log) throws IOException {
    var nodes = List.of(unclaimedFiles, node());
    Files.writeString(folder.resolve("shots.docx"), "a cat");
    nodes.forEach(UnclaimedFiles::move);
    clock.passes(TEN_MINUTES);

    nodes.parallelStream().forEach(UnclaimedFiles::move);

    assertThat(log.getOut()).containsOnlyOnce("was moved to failed/");
    try (var failed = Files.list(folder.resolve("failed"))) {
      assertThat(failed).hasSize(2);
    }
  }

  @Test
  void aFileOfTheSameNameIsKeptToo() throws IOException {
    for (var text : List.of("monday", "tuesday")) {
      Files.writeString(folder.resolve("shots.docx"), text);
      unclaimedFiles.move();
      clock.passes(TEN_MINUTES);
      unclaimedFiles.move();
    }

    assertThat(folder.resolve("failed/shots.docx")).hasContent("monday");
    assertThat(folder.resolve("failed/shots-2.docx")).hasContent("tuesday");
    assertThat(folder.resolve("failed/shots-2.docx.reason.txt")).exists();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkIsMovedAndAFolderIsNot() throws IOException {
    var other = Files.writeString(folder.resolve(".other"), "a cat");
    Files.createSymbolicLink(folder.resolve("link.txt"), other);
    Files.createDirectory(folder.resolve("older"));
    Files.createSymbolicLink(folder.resolve("archive"), folder.resolve("older"));
    unclaimedFiles.move();
    clock.passes(TEN_MINUTES);
    unclaimedFiles.move();

    assertThat(folder.resolve("failed/link.txt.reason.txt"))
        .hasContent("The file is not a regular file. Drop a copy of the file itself.");
    assertThat(other).exists();
    assertThat(folder.resolve("archive")).exists();
    assertThat(folder.resolve("older")).exists();
  }

  /** Files would get into the inbox of another licence. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void nothingIsMovedIntoAFolderThatWasReplacedByALink(@TempDir Path other, CapturedOutput log)
      throws IOException {
    Files.createSymbolicLink(folder.resolve("failed"), other);
    Files.writeString(folder.resolve("shots.md"), "a cat");
    unclaimedFiles.move();
    clock.passes(TEN_MINUTES);
    unclaimedFiles.move();

    assertThat(other).isEmptyDirectory();
    assertThat(folder.resolve("shots.md")).exists();
    assertThat(log.getOut()).contains("is a link that was not there when the service started");
  }

  @Test
  void theEmptyFolderOfAFailedClaimIsDeleted() throws IOException {
    var left = working("batch_1", Duration.ofMinutes(11));
    var claimed = working("batch_2", Duration.ofMinutes(11));
    Files.writeString(claimed.resolve("shots.txt"), "a cat");
    age(claimed, Duration.ofMinutes(11));
    var begun = working("batch_3", Duration.ofMinutes(9));

    unclaimedFiles.move();

    assertThat(left).doesNotExist();
    assertThat(claimed.resolve("shots.txt")).exists();
    assertThat(begun).exists();
  }

  private Path working(String batch, Duration age) throws IOException {
    var made = Files.createDirectories(folder.resolve("working").resolve(batch));
    age(made, age);
    return made;
  }

  private void age(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(clock.instant().minus(age)));
  }

  @Test
  void aFileThatCannotBeMovedDelaysNoOther(CapturedOutput log) throws IOException {
    Files.writeString(folder.resolve("failed"), "in the way");
    Files.writeString(folder.resolve("a.docx"), "a cat");
    unclaimedFiles.move();
    clock.passes(TEN_MINUTES);
    unclaimedFiles.move();
    unclaimedFiles.move();
    assertThat(log.getOut()).containsOnlyOnce("a.docx could not be moved to failed/");

    Files.delete(folder.resolve("failed"));
    clock.passes(Duration.ofSeconds(6));
    unclaimedFiles.move();

    assertThat(folder.resolve("failed/a.docx")).exists();
  }
}
