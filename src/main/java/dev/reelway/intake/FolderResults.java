package dev.reelway.intake;

import dev.reelway.intake.format.PromptFileRefused;
import dev.reelway.job.Job;
import dev.reelway.job.JobQueries;
import dev.reelway.sink.DiskSync;
import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the results of a dropped file: each order has exactly one line, in {@code
 * results/<file>.results.jsonl} if it succeeded, else in {@code <file>.errors.jsonl}. Then the file
 * is moved to {@code done/<date>/}.
 */
public final class FolderResults {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final Inboxes inboxes;
  private final DroppedBatches droppedBatches;
  private final JobQueries queries;
  private final Function<Job, Object> shown;
  private final ReportPages reportPages;
  private final Clock clock;
  private final RetryBackoff retryBackoff;
  private final AbsentBatches absentBatches;

  /**
   * @param shown answers the API representation of a job
   */
  FolderResults(
      Inboxes inboxes,
      DroppedBatches droppedBatches,
      JobQueries queries,
      Function<Job, Object> shown,
      ReportPages reportPages,
      Clock clock) {
    this.inboxes = inboxes;
    this.droppedBatches = droppedBatches;
    this.queries = queries;
    this.shown = shown;
    this.reportPages = reportPages;
    this.clock = clock;
    this.retryBackoff = new RetryBackoff(clock);
    this.absentBatches = new AbsentBatches(inboxes, droppedBatches, clock);
  }

  /**
   * The ids of the batches whose jobs have all ended, without those that are left to other nodes.
   * Before, closes batches whose files are in {@code failed/} although the ledger has them as open,
   * and reports those that are missing.
   */
  public List<String> finished() {
    var missing =
        droppedBatches.unread().stream()
            .filter(batch -> inboxes.of(batch).isPresent() && !Files.exists(dropped(batch)))
            .filter(batch -> !absentBatches.isLeft(batch))
            .toList();
    missing.forEach(this::missing);
    var finished =
        droppedBatches.finished().stream()
            .filter(batch -> inboxes.of(batch).isPresent() && !absentBatches.isLeft(batch))
            .map(DroppedBatch::id)
            .toList();
    absentBatches.looked();
    retryBackoff.forgetAllBut(
        Stream.concat(missing.stream().map(DroppedBatch::id), finished.stream()).toList());
    return finished.stream().filter(id -> !retryBackoff.isWaiting(id)).toList();
  }

  /**
   * Of a file that is missing before it was read to its end, no more is read if it is cancelled.
   */
  private void missing(DroppedBatch droppedBatch) {
    var id = droppedBatch.id();
    if (isInFailed(droppedBatch)) {
      end(droppedBatch, "It was found there.");
    } else if (droppedBatches.isCancelled(id)) {
      droppedBatches.seal(id, droppedBatches.lines().of(id).size());
    } else if (!retryBackoff.isWaiting(id) && !droppedBatches.isSealed(id)) {
      LOG.warn(
          "{}: {} looking again in {} s",
          id,
          PlainText.forLog(inbox(droppedBatch).missingSentence(droppedBatch)),
          retryBackoff.failed(id).toSeconds());
    }
  }

  /**
   * Writes the results, moves the file and closes the batch. A failure is logged and retried later.
   */
  public void write(String id) {
    try {
      writeAndClose(id);
    } catch (NoSuchFileException moved) {
      LOG.info("{}: another node is writing the results", id);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "The results of {} could not be written; retrying in {} s: {}",
          id,
          retryBackoff.failed(id).toSeconds(),
          PlainText.forLog(e.toString()));
    }
  }

  private void writeAndClose(String id) throws IOException {
    var droppedBatch = droppedBatches.find(id).orElseThrow();
    var file = claimed(droppedBatch);
    if (Files.exists(file)) {
      write(droppedBatch, file);
      reportPages.complete(droppedBatch, file);
      sync(droppedBatch, "results");
    } else if (!wasMoved(droppedBatch)) {
      writeWithoutFile(droppedBatch);
      sync(droppedBatch, "results");
    }
    var done = Inbox.done(droppedBatch);
    moveTo(droppedBatch, done);
    sync(droppedBatch, done);
    PartialFile.deletePartials(folder(droppedBatch, "results"), droppedBatch.name());
    if (droppedBatches.close(id, clock.instant())) {
      LOG.info("{} completed: its results are in results/", droppedBatch.forLog());
    }
  }

  /**
   * Whether the file is where this or another process has moved it to before the batch was closed:
   * in {@code done/}, after its results were written, or in {@code failed/}, which leaves it
   * without orders.
   */
  private boolean wasMoved(DroppedBatch droppedBatch) {
    return inbox(droppedBatch).hasDone(droppedBatch)
        || isInFailed(droppedBatch) && droppedBatches.tally(droppedBatch.id()).orders() == 0;
  }

  /**
   * Writes both result files; called only while the file has not been moved, as a moved file has
   * its results.
   */
  private void write(DroppedBatch droppedBatch, Path file) throws IOException {
    try (var entries = DroppedFile.open(file)) {
      write(droppedBatch, entries::next);
    }
  }

  /**
   * Writes what the ledger knows of a file that is missing and cancelled; its report page stays as
   * it is.
   *
   * @throws IOException if it is not cancelled: it may come back
   */
  private void writeWithoutFile(DroppedBatch droppedBatch) throws IOException {
    if (!droppedBatches.isCancelled(droppedBatch.id())) {
      throw new IOException(inbox(droppedBatch).missingSentence(droppedBatch));
    }
    write(droppedBatch, droppedBatches.lines().entries(droppedBatch.id()));
  }

  private void write(DroppedBatch droppedBatch, ResultLines.Entries entries) throws IOException {
    var results = folder(droppedBatch, "results");
    try (var good = new PartialFile(results, droppedBatch.name() + ".results.jsonl");
        var bad = new PartialFile(results, droppedBatch.name() + ".errors.jsonl")) {
      new ResultLines(droppedBatch.id(), droppedBatches, queries, shown).write(entries, good, bad);
      bad.sync();
      good.sync();
      bad.complete();
      good.complete();
    }
  }

  /**
   * Moves a refused file to {@code failed/}, with the reason beside it, and closes its batch.
   *
   * @throws IOException if orders of it have been accepted or refused already, as somebody has
   *     changed the file since; they need their results
   */
  public void reject(DroppedFile file, PromptFileRefused why) throws IOException {
    var droppedBatch = droppedBatches.find(file.batch()).orElseThrow();
    if (droppedBatches.lines().isAny(file.batch())) {
      throw new IOException(
          file.path() + " was changed while it was read: " + why.getMessage(), why);
    }
    var reason = folder(droppedBatch, "failed").resolve(droppedBatch.name() + ".reason.txt");
    ReasonFile.write(reason, String.valueOf(why.getMessage()));
    DiskSync.file(reason);
    reportPages.refused(droppedBatch, String.valueOf(why.getMessage()));
    moveTo(droppedBatch, "failed");
    sync(droppedBatch, "results");
    sync(droppedBatch, "failed");
    PartialFile.deletePartials(folder(droppedBatch, "results"), droppedBatch.name());
    end(droppedBatch, String.valueOf(why.getMessage()));
  }

  private void end(DroppedBatch droppedBatch, String why) {
    droppedBatches.seal(droppedBatch.id(), 0);
    if (droppedBatches.close(droppedBatch.id(), clock.instant())) {
      LOG.warn("{} was moved to failed/: {}", droppedBatch.forLog(), PlainText.forLog(why));
    }
  }

  private boolean isInFailed(DroppedBatch droppedBatch) {
    return inboxes.of(droppedBatch).isPresent()
        && !Files.exists(dropped(droppedBatch))
        && inbox(droppedBatch).hasFailed(droppedBatch);
  }

  /**
   * Moves the file, then its options: a file that remained without its options would be read with
   * other parameters.
   */
  private void moveTo(DroppedBatch droppedBatch, String where) throws IOException {
    var file = claimed(droppedBatch);
    var parent = Objects.requireNonNull(file.getParent());
    var options = file.resolveSibling(DroppedFile.OPTIONS);
    if (Files.exists(file)) {
      move(file, folder(droppedBatch, where).resolve(droppedBatch.name()));
    }
    if (Files.exists(options)) {
      move(options, folder(droppedBatch, where).resolve(droppedBatch.name() + DroppedFile.OPTIONS));
    }
    try {
      Files.deleteIfExists(parent);
    } catch (DirectoryNotEmptyException ignored) {
      // Someone else has added a file to the folder; it is not ours to delete.
      LOG.warn("{} is not empty and was not deleted", parent);
    }
  }

  /**
   * Waits until the names of the files in a folder are on the disk, and those of the folders down
   * to it. A batch that is closed is not looked at again, even after a loss of power. A system that
   * cannot sync a folder does not keep a batch open.
   */
  private void sync(DroppedBatch droppedBatch, String where) {
    var inbox = inbox(droppedBatch).folder();
    for (var one = inbox.resolve(where);
        one != null && one.startsWith(inbox);
        one = one.getParent()) {
      try {
        DiskSync.folder(one);
      } catch (IOException failed) {
        LOG.warn("{} could not be synced to the disk: {}", one, failed.getMessage());
      }
    }
  }

  private static void move(Path file, Path target) throws IOException {
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path dropped(DroppedBatch droppedBatch) {
    return inbox(droppedBatch).working(droppedBatch);
  }

  private Path claimed(DroppedBatch droppedBatch) throws IOException {
    return inbox(droppedBatch).claimed(droppedBatch);
  }

  private Path folder(DroppedBatch droppedBatch, String name) throws IOException {
    return inbox(droppedBatch).made(name);
  }

  private Inbox inbox(DroppedBatch droppedBatch) {
    return inboxes.of(droppedBatch).orElseThrow();
  }
}
