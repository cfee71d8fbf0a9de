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
 * Tells how a dropped file went: each of its orders has exactly one line, what came to its end in
 * {@code results/<file>.results.jsonl}, what did not in {@code <file>.errors.jsonl}; then the file
 * goes to {@code done/<date>/}.
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
   * @param shown a job as the API shows it
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
   * The ids of the batches whose jobs have all ended; those that were put aside without the ledger
   * hearing of it have come to their end too.
   */
  public List<String> finished() {
    batches.unread().stream()
        .filter(this::isPutAside)
        .forEach(batch -> end(batch, "it was put aside"));
    var finished =
        batches.finished().stream()
            .filter(batch -> inboxes.of(batch).isPresent())
            .map(Batch::id)
            .toList();
    retries.forgetAllBut(finished);
    return finished.stream().filter(id -> !retries.rests(id)).toList();
  }

  /**
   * Writes the results under their names at once, moves the file, closes the batch; where that
   * fails, it is tried again later.
   */
  public void report(String id) {
    try {
      reportAlone(id);
    } catch (NoSuchFileException moved) {
      LOG.info("{} is being reported by another node too", id);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "The results of {} cannot be written, which is tried again in {} s: {}",
          id,
          retries.failed(id).toSeconds(),
          PlainText.logged(e.toString()));
    }
  }

  private void reportAlone(String id) throws IOException {
    var batch = batches.find(id).orElseThrow();
    var file = dropped(batch);
    if (Files.exists(file)) {
      write(batch, file);
      reports.complete(batch, file);
    }
    put(batch, "done/" + LocalDate.ofInstant(batch.created(), ZoneOffset.UTC));
    PartialFile.tidy(folder(batch, "results"), batch.name());
    if (batches.close(id, clock.instant())) {
      LOG.info("{} is done: its results lie in results/", id);
    }
  }

  /** A file that has been moved on already has its results. */
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

  /** A file that no job can be made of goes to {@code failed/}, with the reason beside it. */
  public void reject(DroppedFile file, PromptFileRefused why) throws IOException {
    var batch = batches.find(file.batch()).orElseThrow();
    var reason = folder(batch, "failed").resolve(batch.name() + ".reason.txt");
    Files.writeString(reason, why.getMessage() + System.lineSeparator());
    reports.refused(batch, String.valueOf(why.getMessage()));
    put(batch, "failed");
    PartialFile.tidy(folder(batch, "results"), batch.name());
    end(batch, String.valueOf(why.getMessage()));
  }

  private void end(Batch batch, String why) {
    batches.seal(batch.id(), 0);
    if (batches.close(batch.id(), clock.instant())) {
      LOG.info("{} is failed: {}", batch.id(), PlainText.logged(why));
    }
  }

  private boolean isPutAside(Batch batch) {
    return inboxes.of(batch).isPresent()
        && !Files.exists(dropped(batch))
        && Files.exists(inboxes.of(batch).orElseThrow().folder().resolve("failed/" + batch.name()));
  }

  /** The file goes first: without its options it would be read as something else. */
  private void put(Batch batch, String where) throws IOException {
    var file = dropped(batch);
    var home = Objects.requireNonNull(file.getParent());
    var options = file.resolveSibling(DroppedFile.OPTIONS);
    if (Files.exists(file)) {
      move(file, folder(batch, where).resolve(batch.name()));
    }
    if (Files.exists(options)) {
      move(options, folder(batch, where).resolve(batch.name() + DroppedFile.OPTIONS));
    }
    try {
      Files.deleteIfExists(home);
    } catch (DirectoryNotEmptyException somebodyLeftSomething) {
      LOG.warn("{} is not empty and stays", home);
    }
  }

  private static void move(Path file, Path there) throws IOException {
    Files.move(file, there, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path dropped(Batch batch) {
    return inboxes.of(batch).orElseThrow().working(batch);
  }

  private Path folder(Batch batch, String name) throws IOException {
    return Files.createDirectories(inboxes.of(batch).orElseThrow().folder().resolve(name));
  }
}
