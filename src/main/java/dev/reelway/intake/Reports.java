package dev.reelway.intake;

import static dev.reelway.intake.ResultLines.UNREAD;

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
public final class Reports {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private static final Duration MIN_PAUSE = Duration.ofSeconds(3);
  private static final int PAUSE_FACTOR = 20;
  private static final int PAGE_LIMIT = 50;

  private final Inboxes inboxes;
  private final Batches batches;
  private final JobQueries queries;
  private final Whereabouts files;
  private final Clock clock;
  private final Retries retries;
  private final Map<String, Written> written = new ConcurrentHashMap<>();

  /** The batches whose final page is written or being written; guarded by itself. */
  private final Set<String> finished = new HashSet<>();

  /**
   * @param files links to results
   */
  Reports(Inboxes inboxes, Batches batches, JobQueries queries, Whereabouts files, Clock clock) {
    this.inboxes = inboxes;
    this.batches = batches;
    this.queries = queries;
    this.files = files;
    this.clock = clock;
    this.retries = new Retries(clock);
  }

  /** What a page shows, and when it may be written again. */
  private record Written(Tally tally, Duration pause, Instant next) {

    static Written at(Instant now, Tally tally, Duration pause) {
      return new Written(tally, pause, now.plus(pause));
    }
  }

  /**
   * The ids of open batches whose pages may be written now, at most 50; those without a page first.
   */
  public List<String> due() {
    var open =
        batches.underway().stream()
            .filter(batch -> inboxes.of(batch).isPresent())
            .map(Batch::id)
            .toList();
    forgetAllBut(new HashSet<>(open));
    var now = clock.instant();
    return open.stream()
        .filter(id -> !next(id).isAfter(now) && !retries.rests(id))
        .sorted(Comparator.comparing(this::next))
        .limit(PAGE_LIMIT)
        .toList();
  }

  private void forgetAllBut(Set<String> open) {
    written.keySet().retainAll(open);
    retries.forgetAllBut(open);
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
  public void renew(String id) {
    try {
      writeIfChanged(id);
      retries.forget(id);
    } catch (PromptFileRefused | NoSuchFileException ignored) {
      // The code that moves the file away writes the final page.
      retries.failed(id);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "The report of {} could not be written; retrying in {} s: {}",
          id,
          retries.failed(id).toSeconds(),
          PlainText.logged(e.toString()));
    }
  }

  private void writeIfChanged(String id) throws IOException {
    var batch = batches.find(id).orElseThrow();
    var tally = batches.tally(id).orElse(null);
    var file = inboxes.of(batch).orElseThrow().working(batch);
    if (tally == null || !Files.exists(file)) {
      return;
    }
    var before = written.get(id);
    if (before != null && before.tally().equals(tally)) {
      written.put(id, Written.at(clock.instant(), tally, before.pause()));
      return;
    }
    write(batch, tally, file, false);
  }

  /** Writes the final page of a file whose orders have all ended. */
  void complete(Batch batch, Path file) throws IOException {
    var tally = batches.tally(batch.id());
    if (tally.isPresent()) {
      write(batch, tally.get(), file, true);
    }
  }

  /** Writes the final page of a refused file. */
  void refused(Batch batch, String why) throws IOException {
    try (var page = page(batch)) {
      page.line(ReportHead.refused(batch, why));
      publish(batch, page, true);
    }
  }

  /**
   * Moves a page to its name, unless the final page has been written meanwhile by another thread.
   *
   * @param isFinal whether this is the final page
   */
  private void publish(Batch batch, PartialFile page, boolean isFinal) throws IOException {
    synchronized (finished) {
      if (isFinal) {
        finished.add(batch.id());
      }
      if (isFinal || !finished.contains(batch.id())) {
        page.complete();
      }
    }
  }

  private void write(Batch batch, Tally tally, Path file, boolean isFinal) throws IOException {
    var start = clock.instant();
    try (var entries = PromptFile.open(file);
        var page = page(batch)) {
      page.line(ReportHead.of(batch, tally, tally.isFinal() ? null : refresh(batch), start));
      rows(batch, tally, entries, page);
      page.line("</ol></main></body></html>");
      publish(batch, page, isFinal);
    }
    var now = clock.instant();
    var minPause = Duration.between(start, now).multipliedBy(PAUSE_FACTOR);
    var pause = minPause.compareTo(MIN_PAUSE) > 0 ? minPause : MIN_PAUSE;
    written.put(batch.id(), Written.at(now, tally, pause));
  }

  /** In seconds, somewhat longer than until the page is likely to be written again. */
  private int refresh(Batch batch) {
    var before = written.get(batch.id());
    return 2 + (int) (before == null ? MIN_PAUSE : before.pause()).toSeconds();
  }

  private void rows(Batch batch, Tally tally, PromptFile entries, PartialFile page)
      throws IOException {
    var rows = new ReportRow(files, inboxes.of(batch).orElseThrow().results());
    var jobs = new LineJobs(batch.id(), queries);
    var refusals = batches.refusalsByLine(batch.id());
    for (var entry = entries.next(); entry != null; entry = entries.next()) {
      var job = jobs.at(entry.line());
      var refusal = refusals.getOrDefault(entry.line(), tally.isFinal() ? UNREAD : null);
      page.line(rows.of(entry, job, refusal));
    }
  }

  private PartialFile page(Batch batch) throws IOException {
    var results = Files.createDirectories(inboxes.of(batch).orElseThrow().results());
    return new PartialFile(results, batch.name() + ".report.html");
  }
}
