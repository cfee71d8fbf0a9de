package dev.reelway.intake;

import static dev.reelway.intake.ResultLines.UNREAD;

import dev.reelway.job.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pages {@code results/<file>.report.html}, which tell a person how a file goes, from its first
 * line to its last result. A page is written anew when something has changed since, some seconds
 * later at the earliest, and the later the longer writing it takes.
 */
public final class Reports {

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(3);
  private static final int PAUSES_PER_WRITE = 20;
  private static final int PAGES_AT_ONCE = 50;

  private final Inboxes inboxes;
  private final Batches batches;
  private final Ledger ledger;
  private final Whereabouts files;
  private final Clock clock;
  private final Map<String, Written> written = new ConcurrentHashMap<>();

  /**
   * @param files where films are found
   */
  public Reports(Inboxes inboxes, Batches batches, Ledger ledger, Whereabouts files, Clock clock) {
    this.inboxes = inboxes;
    this.batches = batches;
    this.ledger = ledger;
    this.files = files;
    this.clock = clock;
  }

  /** What a page tells, and when it may be written anew. */
  private record Written(Tally tally, Duration pause, Instant next) {

    static Written at(Instant now, Tally tally, Duration pause) {
      return new Written(tally, pause, now.plus(pause));
    }
  }

  /** The batches under way whose pages may be written now, those without one first. */
  public List<String> due() {
    var underway =
        batches.underway().stream()
            .filter(batch -> inboxes.of(batch).isPresent())
            .map(Batch::id)
            .toList();
    written.keySet().retainAll(underway);
    var now = clock.instant();
    return underway.stream()
        .filter(id -> !next(id).isAfter(now))
        .sorted(Comparator.comparing(this::next))
        .limit(PAGES_AT_ONCE)
        .toList();
  }

  private Instant next(String id) {
    var before = written.get(id);
    return before == null ? Instant.EPOCH : before.next();
  }

  /** Writes a batch's page anew, if it tells something else by now. */
  public synchronized void renew(String id) throws IOException {
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
    try {
      write(batch, tally, file);
    } catch (PromptFileRefused | NoSuchFileException toldSoon) {
      // Whoever puts it aside, or has moved it, says so on the page.
    }
  }

  /** Writes the page of a file whose orders have all ended. */
  synchronized void complete(Batch batch, Path file) throws IOException {
    var tally = batches.tally(batch.id());
    if (tally.isPresent()) {
      write(batch, tally.get(), file);
    }
  }

  /** Writes the page of a file that no job can be made of. */
  synchronized void refused(Batch batch, String why) throws IOException {
    try (var page = page(batch)) {
      page.line(ReportHead.refused(batch, why));
      page.complete();
    }
  }

  private void write(Batch batch, Tally tally, Path file) throws IOException {
    var began = clock.instant();
    try (var entries = PromptFile.open(file);
        var page = page(batch)) {
      page.line(ReportHead.of(batch, tally, tally.isFinal() ? null : refresh(batch), began));
      rows(batch, tally, entries, page);
      page.line("</ol></main></body></html>");
      page.complete();
    }
    var now = clock.instant();
    var took = Duration.between(began, now).multipliedBy(PAUSES_PER_WRITE);
    var pause = took.compareTo(SHORTEST_PAUSE) > 0 ? took : SHORTEST_PAUSE;
    written.put(batch.id(), Written.at(now, tally, pause));
  }

  /** Somewhat later than the page is likely to be written anew. */
  private int refresh(Batch batch) {
    var before = written.get(batch.id());
    return 2 + (int) (before == null ? SHORTEST_PAUSE : before.pause()).toSeconds();
  }

  private void rows(Batch batch, Tally tally, PromptFile entries, PartialFile page)
      throws IOException {
    var rows = new ReportRow(files, inboxes.of(batch).orElseThrow().results());
    var jobs = new LineJobs(batch.id(), ledger);
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
