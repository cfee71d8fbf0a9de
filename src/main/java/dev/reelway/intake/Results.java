package dev.reelway.intake;

import dev.reelway.job.Job;
import dev.reelway.job.JobQueries;
import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the results of a dropped file: each order has exactly one line, in {@code
 * results/<file>.results.jsonl} if it succeeded, else in {@code <file>.errors.jsonl}. Then the file
 * is moved to {@code done/<date>/}.
 */
public final class Results {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final Inboxes inboxes;
  private final Batches batches;
  private final JobQueries queries;
  private final Function<Job, Object> shown;
  private final Reports reports;
  private final Clock clock;
  private final Retries retries;

  /**
   * @param shown answers the API representation of a job
   */
  Results(
      Inboxes inboxes,
      Batches batches,
      JobQueries queries,
      Function<Job, Object> shown,
      Reports reports,
      Clock clock) {
    this.inboxes = inboxes;
    this.batches = batches;
    this.queries = queries;
    this.shown = shown;
    this.reports = reports;
    this.clock = clock;
    this.retries = new Retries(clock);
  }

  /**
   * The ids of the batches whose jobs have all ended. Before, closes batches whose files are in
   * {@code failed/} although the ledger has them as open.
   */
  public List<String> finished() {
    batches.unread().stream()
        .filter(this::isInFailed)
        .forEach(batch -> end(batch, "its file is in failed/"));
    var finished =
        batches.finished().stream()
            .filter(batch -> inboxes.of(batch).isPresent())
            .map(Batch::id)
            .toList();
    retries.forgetAllBut(finished);
    return finished.stream().filter(id -> !retries.rests(id)).toList();
  }

  /**
   * Writes the results, moves the file and closes the batch. A failure is logged and retried later.
   */
  public void report(String id) {
    try {
      writeAndClose(id);
    } catch (NoSuchFileException moved) {
      LOG.info("{}: another node is writing the results", id);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "The results of {} could not be written; retrying in {} s: {}",
          id,
          retries.failed(id).toSeconds(),
          PlainText.logged(e.toString()));
    }
  }

  private void writeAndClose(String id) throws IOException {
    var batch = batches.find(id).orElseThrow();
    var file = dropped(batch);
    if (Files.exists(file)) {
      write(batch, file);
      reports.complete(batch, file);
    }
    moveTo(batch, "done/" + LocalDate.ofInstant(batch.created(), ZoneOffset.UTC));
    PartialFile.tidy(folder(batch, "results"), batch.name());
    if (batches.close(id, clock.instant())) {
      LOG.info("{} completed: its results are in results/", id);
    }
  }

  /**
   * Writes both result files; called only while the file has not been moved, as a moved file has
   * its results.
   */
  private void write(Batch batch, Path file) throws IOException {
    var results = folder(batch, "results");
    try (var entries = PromptFile.open(file);
        var good = new PartialFile(results, batch.name() + ".results.jsonl");
        var bad = new PartialFile(results, batch.name() + ".errors.jsonl")) {
      new ResultLines(batch.id(), batches, queries, shown).write(entries, good, bad);
      bad.complete();
      good.complete();
    }
  }

  /** Moves a refused file to {@code failed/}, with the reason beside it, and closes its batch. */
  public void reject(DroppedFile file, PromptFileRefused why) throws IOException {
    var batch = batches.find(file.batch()).orElseThrow();
    var reason = folder(batch, "failed").resolve(batch.name() + ".reason.txt");
    Files.writeString(reason, why.getMessage() + System.lineSeparator());
    reports.refused(batch, String.valueOf(why.getMessage()));
    moveTo(batch, "failed");
    PartialFile.tidy(folder(batch, "results"), batch.name());
    end(batch, String.valueOf(why.getMessage()));
  }

  private void end(Batch batch, String why) {
    batches.seal(batch.id(), 0);
    if (batches.close(batch.id(), clock.instant())) {
      LOG.info("{} failed: {}", batch.id(), PlainText.logged(why));
    }
  }

  private boolean isInFailed(Batch batch) {
    return inboxes.of(batch).isPresent()
        && !Files.exists(dropped(batch))
        && Files.exists(inboxes.of(batch).orElseThrow().folder().resolve("failed/" + batch.name()));
  }

  /**
   * Moves the file, then its options: a file that remained without its options would be read with
   * other parameters.
   */
  private void moveTo(Batch batch, String where) throws IOException {
    var file = dropped(batch);
    var parent = Objects.requireNonNull(file.getParent());
    var options = file.resolveSibling(DroppedFile.OPTIONS);
    if (Files.exists(file)) {
      move(file, folder(batch, where).resolve(batch.name()));
    }
    if (Files.exists(options)) {
      move(options, folder(batch, where).resolve(batch.name() + DroppedFile.OPTIONS));
    }
    try {
      Files.deleteIfExists(parent);
    } catch (DirectoryNotEmptyException ignored) {
      // Someone else has added a file to the folder; it is not ours to delete.
      LOG.warn("{} is not empty and was not deleted", parent);
    }
  }

  private static void move(Path file, Path target) throws IOException {
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path dropped(Batch batch) {
    return inboxes.of(batch).orElseThrow().working(batch);
  }

  private Path folder(Batch batch, String name) throws IOException {
    return Files.createDirectories(inboxes.of(batch).orElseThrow().folder().resolve(name));
  }
}
