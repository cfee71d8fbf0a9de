package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.job.Ledger;
import dev.reelway.job.TestDatabase;
import dev.reelway.order.OrderRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;

/** Two nodes share a ledger, and each has a hot folder in its own home. */
@ExtendWith(LogCapture.class)
@ResourceLock(TestDatabase.POSTGRES)
class InboxesOfNodesTest {

  private final SettableClock clock = new SettableClock();
  private final TestDatabase store = TestDatabase.postgres();
  private final DroppedBatches droppedBatches = new DroppedBatches(store.database());
  private final Path folder;
  private final Path otherFolder;
  private final FolderResults node;
  private final FolderResults other;

  InboxesOfNodesTest(@TempDir Path home) {
    folder = home.resolve("node");
    otherFolder = home.resolve("other");
    node = results(folder);
    other = results(otherFolder);
  }

  private FolderResults results(Path its) {
    var inboxes = new Inboxes(List.of(inbox(its)));
    var queries = new Ledger(store.database(), "node").queries();
    var links = new AssetLinks(its, asset -> "http://videos.example");
    var pages = new ReportPages(inboxes, droppedBatches, queries, links, clock);
    return new FolderResults(inboxes, droppedBatches, queries, job -> job, pages, clock);
  }

  private static Inbox inbox(Path its) {
    var defaults = OrderDefaults.of("tiny");
    return new Inbox(Inbox.HOT_FOLDER, its, "demo", defaults, null, null, Duration.ZERO);
  }

  @BeforeEach
  void folders() throws IOException {
    Files.createDirectories(folder);
    Files.createDirectories(otherFolder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void resultsAreWrittenWhereTheFileWasDropped() throws IOException {
    claim("batch_1", folder);
    look(other, Duration.ofHours(1));
    end("batch_1");
    look(other, Duration.ofSeconds(30));
    assertThat(droppedBatches.openBatches()).hasSize(1);

    look(node, Duration.ofSeconds(1));

    assertThat(droppedBatches.openBatches()).isEmpty();
    assertThat(folder.resolve("results/a.txt.errors.jsonl")).exists();
    assertThat(otherFolder).isEmptyDirectory();
  }

  @Test
  void aCancelledFileIsEndedWhereItWasDropped() throws IOException {
    claim("batch_1", folder);
    look(other, Duration.ofHours(1));
    droppedBatches.cancel("batch_1", clock.instant());

    look(other, Duration.ofMinutes(14));
    assertThat(droppedBatches.isSealed("batch_1")).isFalse();
    end("batch_1");
    look(other, Duration.ofSeconds(30));
    look(node, Duration.ofSeconds(1));

    assertThat(folder.resolve("results/a.txt.errors.jsonl")).exists();
    assertThat(otherFolder).isEmptyDirectory();
  }

  /** The folder was deleted, or its node has gone for good. */
  @Test
  void aFileThatNoNodeHasIsReportedAndEndsOnceItIsCancelled(CapturedOutput log) throws IOException {
    claim("batch_1", folder.resolve("gone"));
    look(other, Duration.ofSeconds(50));
    assertThat(log.getOut()).doesNotContain("missing");

    look(other, Duration.ofSeconds(20));
    assertThat(log.getOut())
        .contains(
            "batch_1: " + otherFolder.resolve("working/batch_1/a.txt") + " is missing. Put it back")
        .contains("or drop batch_1.cancel to end it without the file.")
        .contains("If it is in the folder of another node, that one goes on with it.");

    droppedBatches.cancel("batch_1", clock.instant());
    look(other, Duration.ofMinutes(16));
    assertThat(droppedBatches.openBatches()).isEmpty();
  }

  @Test
  void aFileThatAnotherNodeReadsIsNotReportedAsMissing(CapturedOutput log) throws IOException {
    claim("batch_1", folder);
    var leases = new ReadingLeases(store.database(), clock);
    assertThat(leases.take("batch_1")).isTrue();

    for (int n = 0; n < 60; n++) {
      leases.renew();
      look(other, Duration.ofSeconds(5));
    }

    assertThat(log.getOut()).doesNotContain("missing");
  }

  @Test
  void aCancelFileMeansTheFileOfItsOwnFolder() throws IOException {
    claim("batch_1", folder);
    claim("batch_2", otherFolder);
    Files.writeString(folder.resolve("a.cancel"), "");

    new CancelFileFilter(inbox(folder), droppedBatches, clock).cancel("a.cancel");

    assertThat(droppedBatches.isCancelled("batch_1")).isTrue();
    assertThat(droppedBatches.isCancelled("batch_2")).isFalse();
  }

  /** A node cannot tell a file of another's folder from one that is gone. */
  @Test
  void aFileThatIsNotInTheFolderOfTheCancelFileIsCancelledByItsIdOnly() throws IOException {
    claim("batch_2", otherFolder);
    var cancelFileFilter = new CancelFileFilter(inbox(folder), droppedBatches, clock);

    Files.writeString(folder.resolve("a.cancel"), "");
    cancelFileFilter.cancel("a.cancel");
    assertThat(droppedBatches.isCancelled("batch_2")).isFalse();
    assertThat(folder.resolve("failed/a.cancel.reason.txt")).exists();

    Files.writeString(folder.resolve("batch_2.cancel"), "");
    cancelFileFilter.cancel("batch_2.cancel");
    assertThat(droppedBatches.isCancelled("batch_2")).isTrue();
  }

  /** Names are unique in one ledger, and the folder is older than it. */
  @ParameterizedTest
  @CsvSource({"failed, failed/a.txt.reason.txt", "done/2026-11-22, results/a.txt.errors.jsonl"})
  void aFileThatEndedInAnEarlierLedgerIsNotTheOneThatAnotherNodeReads(String where, String written)
      throws IOException {
    Files.createDirectories(otherFolder.resolve(where));
    Files.writeString(otherFolder.resolve(where).resolve("a.txt"), "one\n");
    var end = otherFolder.resolve(written);
    Files.createDirectories(end.getParent());
    Files.writeString(end, "");
    Files.setLastModifiedTime(end, FileTime.from(clock.instant().minus(Duration.ofHours(1))));
    claim("batch_1", folder);

    look(other, Duration.ofMinutes(2));
    assertThat(droppedBatches.isSealed("batch_1")).isFalse();
    end("batch_1");
    look(other, Duration.ofMinutes(2));
    assertThat(droppedBatches.openBatches()).hasSize(1);
  }

  /** The process was killed between the move and the end of the batch. */
  @Test
  void aFileThatWasMovedToFailedEndsWhereItWasDropped() throws IOException {
    claim("batch_1", folder);
    var working = folder.resolve("working/batch_1/a.txt");
    var failed = Files.createDirectories(folder.resolve("failed"));
    var reason = Files.writeString(failed.resolve("a.txt.reason.txt"), "Duplicate file.");
    Files.setLastModifiedTime(reason, FileTime.from(clock.instant()));
    Files.move(working, failed.resolve("a.txt"));
    Files.delete(working.getParent());

    look(other, Duration.ofMinutes(2));
    assertThat(droppedBatches.openBatches()).hasSize(1);
    look(node, Duration.ofSeconds(1));
    assertThat(droppedBatches.openBatches()).isEmpty();
  }

  private void claim(String id, Path its) throws IOException {
    var file = its.resolve("working").resolve(id).resolve("a.txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "one\n");
    droppedBatches.open(
        new DroppedBatch(id, "demo", "a.txt", "a.txt", clock.instant()), "digest of " + id);
  }

  private void end(String id) {
    droppedBatches.lines().refuse(id, 1, new OrderRefused("prompt", "prompt is wrong"));
    droppedBatches.seal(id, 1);
  }

  /** A node looks again and again, for a while. */
  private void look(FolderResults results, Duration all) {
    for (var left = all; left.isPositive(); left = left.minusSeconds(10)) {
      results.finished().forEach(results::write);
      clock.passes(Duration.ofSeconds(Math.min(10, left.toSeconds())));
    }
    results.finished().forEach(results::write);
  }
}
