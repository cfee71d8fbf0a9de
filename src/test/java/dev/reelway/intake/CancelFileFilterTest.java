package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CancelFileFilterTest {

  private final Path folder;
  private final TestDatabase database;
  private final DroppedBatches droppedBatches;

  CancelFileFilterTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.database = TestDatabase.sqlite(folder);
    this.droppedBatches = new DroppedBatches(database.database());
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** A file name has at most 255 bytes, and a character up to four. */
  @ParameterizedTest
  @CsvSource({"a, 1", "a, 236", "a, 237", "a, 248", "雨, 82", "🎬, 62"})
  void anUnknownNameOfAnyLengthGetsAReasonFile(String character, int times) throws IOException {
    var name = character.repeat(times) + ".cancel";
    assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255);

    cancelFileFilter().cancel(Files.writeString(folder.resolve(name), "").getFileName().toString());

    try (var reasons = Files.list(folder.resolve("failed"))) {
      assertThat(reasons)
          .singleElement()
          .satisfies(
              reason -> {
                assertThat(reason.getFileName().toString())
                    .startsWith(character)
                    .endsWith(".cancel.reason.txt");
                assertThat(reason).hasContent("No file with this name is being processed.");
              });
    }
  }

  /** Between its claim and its row in the ledger a file is in neither. */
  @Test
  void aCancelFileWaitsForAFileThatIsBeingClaimed() throws IOException {
    Files.createDirectories(folder.resolve("working/batch_1"));
    Files.writeString(folder.resolve("working/batch_1/a.csv"), "prompt");

    assertThat(cancelFileFilter().accept(dropped("a.csv.cancel"))).isFalse();
    assertThat(cancelFileFilter().accept(dropped("a.cancel"))).isFalse();
    assertThat(cancelFileFilter().accept(dropped("b.cancel"))).isTrue();

    droppedBatches.open(
        new DroppedBatch("batch_1", "demo", "a.csv", "a.csv", Instant.EPOCH), "digest");
    assertThat(cancelFileFilter().accept(dropped("a.csv.cancel"))).isTrue();
  }

  /** A letter with a mark is one character on Windows and Linux, and two on macOS. */
  @ParameterizedTest
  @CsvSource({"caf\u00e9, cafe\u0301", "cafe\u0301, caf\u00e9"})
  void aCancelFileFindsItsFileInEitherForm(String file, String cancel) throws IOException {
    var waiting = Files.createFile(folder.resolve(file + ".csv"));
    assertThat(cancelFileFilter().accept(dropped(cancel + ".cancel"))).isFalse();
    Files.delete(waiting);
    open("batch_1", file + ".csv");

    cancelFileFilter().cancel(cancel + ".csv.cancel");

    assertThat(droppedBatches.isOver("batch_1")).isTrue();
    assertThat(folder.resolve("failed")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "SHOTS.TXT, SHOTS.cancel",
    "Shots.Csv, Shots.cancel",
    "SHOTS.XLSX, SHOTS.CANCEL",
    "v1.2.JSONL, v1.2.cancel",
    "Shots.Csv, Shots.Csv.cancel",
  })
  void anExtensionMayBeInCapitals(String file, String cancel) throws IOException {
    var waiting = Files.createFile(folder.resolve(file));
    assertThat(cancelFileFilter().accept(dropped(cancel))).isFalse();
    Files.delete(waiting);
    open("batch_1", file);

    assertThat(cancelFileFilter().accept(dropped(cancel))).isTrue();
    cancelFileFilter().cancel(cancel);

    assertThat(droppedBatches.isOver("batch_1")).isTrue();
    assertThat(folder.resolve("failed")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "shots.txt, sho.cancel",
    "shots.1.txt, shots.cancel",
    "shots.mp4, shots.cancel",
    "shots.txt.txt, shots.txt.cancel",
    "shots.TXT.csv, shots.TXT.cancel",
  })
  void aFileOfAnotherNameGoesOn(String file, String cancel) throws IOException {
    open("batch_1", file);

    cancelFileFilter().cancel(cancel);

    assertThat(droppedBatches.isOver("batch_1")).isFalse();
    assertThat(folder.resolve("failed")).isNotEmptyDirectory();
  }

  @Test
  void ofTwoFilesThatDifferOnlyInFormTheExactOneIsCancelled() throws IOException {
    open("batch_1", "caf\u00e9.csv");
    open("batch_2", "cafe\u0301.csv");

    cancelFileFilter().cancel("cafe\u0301.cancel");

    assertThat(droppedBatches.isOver("batch_1")).isFalse();
    assertThat(droppedBatches.isOver("batch_2")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shots", "done", "results", "shots.txt"})
  void aFolderOfTheNameIsNoFileToWaitFor(String name) throws IOException {
    Files.createDirectory(folder.resolve(name));

    assertThat(cancelFileFilter().accept(dropped(name + ".cancel"))).isTrue();
  }

  @Test
  void aFileIsCancelledAtOnceThoughAnotherOfItsNameWaits() throws IOException {
    open("batch_1", "shots.txt");
    Files.createFile(folder.resolve("shots.txt"));

    assertThat(cancelFileFilter().accept(dropped("shots.cancel"))).isTrue();
    cancelFileFilter().cancel("shots.cancel");
    assertThat(droppedBatches.isOver("batch_1")).isTrue();

    assertThat(cancelFileFilter().accept(dropped("shots.cancel"))).isFalse();
  }

  /** It may be the corrected file, which was claimed meanwhile. */
  @Test
  void aFileThatCameAfterTheCancelFileGoesOn() throws IOException {
    var cancel = Files.createFile(folder.resolve("shots.cancel"));
    var came = Files.getLastModifiedTime(cancel).toInstant();
    claimed("batch_1", came);
    claimed("batch_2", came.plusMillis(1));
    claimed("batch_3", came.plus(Duration.ofDays(1)));

    cancelFileFilter(came.plusSeconds(1)).cancel("shots.cancel");

    assertThat(droppedBatches.isOver("batch_1")).isTrue();
    assertThat(droppedBatches.isOver("batch_2")).isFalse();
    assertThat(droppedBatches.isOver("batch_3")).as("a time in the future says nothing").isTrue();
  }

  private void claimed(String batch, Instant modified) throws IOException {
    var claimed = Files.createDirectories(folder.resolve("working").resolve(batch));
    var file = Files.createFile(claimed.resolve("shots.txt"));
    Files.setLastModifiedTime(file, FileTime.from(modified));
    open(batch, "shots.txt");
  }

  /** Two nodes may both have found the cancel file. */
  @Test
  void aFileThatAnotherNodeHasCancelledIsNotUnknown() throws IOException {
    open("batch_1", "shots.txt");

    cancelFileFilter().cancel("shots.cancel");
    cancelFileFilter().cancel("shots.cancel");

    assertThat(folder.resolve("failed")).doesNotExist();
  }

  private void open(String batch, String name) {
    droppedBatches.open(new DroppedBatch(batch, "demo", name, name, Instant.EPOCH), batch);
  }

  private static GenericFile<File> dropped(String name) {
    var file = new GenericFile<File>();
    file.setFileNameOnly(name);
    return file;
  }

  private CancelFileFilter cancelFileFilter() {
    return cancelFileFilter(Instant.now());
  }

  private CancelFileFilter cancelFileFilter(Instant now) {
    var inbox =
        new Inbox(
            Inbox.HOT_FOLDER, folder, "demo", OrderDefaults.of("tiny"), null, null, Duration.ZERO);
    return new CancelFileFilter(inbox, droppedBatches, Clock.fixed(now, ZoneOffset.UTC));
  }
}
