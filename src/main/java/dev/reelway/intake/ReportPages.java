package dev.reelway.intake;

import dev.reelway.intake.format.PromptFile;
import dev.reelway.intake.format.PromptFileRefused;
import dev.reelway.job.JobQueries;
import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report pages {@code results/<file>.report.html}, which show the progress and the results of a
 * file. A page is written again when something has changed, at least 3 seconds after the last time,
 * and at least 20 times as long as the last write took.
 */
public final class ReportPages {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private static final Duration MIN_PAUSE = Duration.ofSeconds(3);
  private static final int PAUSE_FACTOR = 20;
  private static final int PAGE_LIMIT = 50;

  private final Inboxes inboxes;
  private final DroppedBatches droppedBatches;
  private final JobQueries queries;
  private final AssetLinks files;
  private final Clock clock;
  private final RetryBackoff retryBackoff;
  private final Map<String, Written> written = new ConcurrentHashMap<>();

  /** The batches whose final page is written or being written; guarded by itself. */
  private final Set<String> finished = new HashSet<>();

  /**
   * @param files links to results
   */
  ReportPages(
      Inboxes inboxes,
      DroppedBatches droppedBatches,
      JobQueries queries,
      AssetLinks files,
      Clock clock) {
    this.inboxes = inboxes;
    this.droppedBatches = droppedBatches;
    this.queries = queries;
    this.files = files;
    this.clock = clock;
    this.retryBackoff = new RetryBackoff(clock);
  }

  /** What a page shows, and when it may be written again. */
  private record Written(BatchProgress batchProgress, Duration pause, Instant next) {

    static Written at(Instant now, BatchProgress batchProgress, Duration pause) {
      return new Written(batchProgress, pause, now.plus(pause));
    }
  }

  /**
   * The ids of open batches whose pages may be written now, at most 50; those without a page first.
   */
  public List<String> due() {
    var open =
        droppedBatches.openBatches().stream()
            .filter(droppedBatch -> inboxes.of(droppedBatch).isPresent())
            .map(DroppedBatch::id)
            .toList();
    forgetAllBut(new HashSet<>(open));
    var now = clock.instant();
    return open.stream()
        .filter(id -> !next(id).isAfter(now) && !retryBackoff.isWaiting(id))
        .sorted(Comparator.comparing(this::next))
        .limit(PAGE_LIMIT)
        .toList();
  }

  private void forgetAllBut(Set<String> open) {
    written.keySet().retainAll(open);
    retryBackoff.forgetAllBut(open);
    synchronized (finished) {
      finished.retainAll(open);
    }
  }

  private Instant next(String id) {
    var before = written.get(id);
    return before == null ? Instant.EPOCH : before.next();
  }

  /**
   * Writes the page of a batch if its progress has changed. A failure is logged and retried later;
   * other pages are not affected.
   */
  public void update(String id) {
    try {
      writeIfChanged(id);
      retryBackoff.forget(id);
    } catch (PromptFileRefused | NoSuchFileException ignored) {
      // The code that moves the file away writes the final page.
      retryBackoff.failed(id);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "The report of {} could not be written; retrying in {} s: {}",
          id,
          retryBackoff.failed(id).toSeconds(),
          PlainText.forLog(e.toString()));
    }
  }

  private void writeIfChanged(String id) throws IOException {
    var droppedBatch = droppedBatches.find(id).orElseThrow();
    var batchProgress = droppedBatches.progress(id).orElse(null);
    var file = inboxes.of(droppedBatch).orElseThrow().claimed(droppedBatch);
    if (batchProgress == null || !Files.exists(file)) {
      return;
    }
    var before = written.get(id);
    if (before != null && before.batchProgress().equals(batchProgress)) {
      written.put(id, Written.at(clock.instant(), batchProgress, before.pause()));
      return;
    }
    write(droppedBatch, batchProgress, file, false);
  }

  /** Writes the final page of a file whose orders have all ended. */
  void complete(DroppedBatch droppedBatch, Path file) throws IOException {
    var tally = droppedBatches.progress(droppedBatch.id());
    if (tally.isPresent()) {
      write(droppedBatch, tally.get(), file, true);
    }
  }

  /** Writes the final page of a refused file. */
  void refused(DroppedBatch droppedBatch, String why) throws IOException {
    try (var page = page(droppedBatch)) {
      page.line(ReportHead.refused(droppedBatch, why));
      publish(droppedBatch, page, true);
    }
  }

  /**
   * Moves a page to its name, unless the final page has been written meanwhile by another thread.
   * Only the final page must be on the disk: no start writes it again.
   *
   * @param isFinal whether this is the final page
   */
  private void publish(DroppedBatch droppedBatch, PartialFile page, boolean isFinal)
      throws IOException {
    if (isFinal) {
      page.sync();
    }
    synchronized (finished) {
      if (isFinal) {
        finished.add(droppedBatch.id());
      }
      if (isFinal || !finished.contains(droppedBatch.id())) {
        page.complete();
      }
    }
  }

  private void write(
      DroppedBatch droppedBatch, BatchProgress batchProgress, Path file, boolean isFinal)
      throws IOException {
    var start = clock.instant();
    try (var entries = DroppedFile.open(file);
        var page = page(droppedBatch)) {
      var head =
          ReportHead.of(
              droppedBatch,
              batchProgress,
              PromptFile.comments(file),
              batchProgress.isFinal() ? null : refresh(droppedBatch),
              start);
      reportPage(droppedBatch, head, batchProgress.isFinal()).write(entries, page);
      publish(droppedBatch, page, isFinal);
    }
    var now = clock.instant();
    var minPause = Duration.between(start, now).multipliedBy(PAUSE_FACTOR);
    var pause = minPause.compareTo(MIN_PAUSE) > 0 ? minPause : MIN_PAUSE;
    written.put(droppedBatch.id(), Written.at(now, batchProgress, pause));
  }

  /** In seconds, somewhat longer than until the page is likely to be written again. */
  private int refresh(DroppedBatch droppedBatch) {
    var before = written.get(droppedBatch.id());
    return 2 + (int) (before == null ? MIN_PAUSE : before.pause()).toSeconds();
  }

  private ReportPage reportPage(DroppedBatch droppedBatch, String head, boolean isFinal) {
    var links = files.from(inboxes.of(droppedBatch).orElseThrow().results());
    return new ReportPage(
        head,
        new OrderOutcomes(droppedBatch.id(), droppedBatches, queries, isFinal),
        new ReportRow(links));
  }

  private PartialFile page(DroppedBatch droppedBatch) throws IOException {
    var results = inboxes.of(droppedBatch).orElseThrow().made("results");
    return new PartialFile(results, droppedBatch.name() + ".report.html");
  }
}
