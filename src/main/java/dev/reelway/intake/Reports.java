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
 * The pages {@code results/<file>.report.html}, which tell a person how a file goes, from its first
 * line to its last result. A page is written anew when something has changed since, some seconds
 * later at the earliest, and the later the longer writing it takes.
 */
public final class Reports {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(3);
  private static final int PAUSES_PER_WRITE = 20;
  private static final int PAGES_AT_ONCE = 50;

  private final Inboxes inboxes;
  private final Batches batches;
  private final JobQueries queries;
  private final Whereabouts files;
  private final Clock clock;
  private final Retries retries;
  private final Map<String, Written> written = new ConcurrentHashMap<>();

  /** Whose last page is there, or about to be; guarded by itself. */
  private final Set<String> ended = new HashSet<>();

  /**
   * @param files where films are found
   */
  Reports(Inboxes inboxes, Batches batches, JobQueries queries, Whereabouts files, Clock clock) {
    this.inboxes = inboxes;
    this.batches = batches;
    this.queries = queries;
    this.files = files;
    this.clock = clock;
    this.retries = new Retries(clock);
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
    forgetAllBut(new HashSet<>(underway));
    var now = clock.instant();
    return underway.stream()
        .filter(id -> !next(id).isAfter(now) && !retries.rests(id))
        .sorted(Comparator.comparing(this::next))
        .limit(PAGES_AT_ONCE)
        .toList();
  }

  private void forgetAllBut(Set<String> underway) {
    written.keySet().retainAll(underway);
    retries.forgetAllBut(underway);
    synchronized (ended) {
      ended.retainAll(underway);
    }
  }

  private Instant next(String id) {
    var before = written.get(id);
    return before == null ? Instant.EPOCH : before.next();
  }

  /**
   * Writes a batch's page anew, if it tells something else by now; where that fails, it is tried
   * again later, and other pages are written meanwhile.
   */
  public void renew(String id) {
    try {
      renewAlone(id);
      retries.forget(id);
    } catch (PromptFileRefused | NoSuchFileException toldSoon) {
      // Whoever puts it aside, or has moved it, says so on the page.
      retries.failed(id);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "The page of {} cannot be written, which is tried again in {} s: {}",
          id,
          retries.failed(id).toSeconds(),
          PlainText.logged(e.toString()));
    }
  }

  private void renewAlone(String id) throws IOException {
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

  /** Writes the page of a file whose orders have all ended. */
  void complete(Batch batch, Path file) throws IOException {
    var tally = batches.tally(batch.id());
    if (tally.isPresent()) {
      write(batch, tally.get(), file, true);
    }
  }

  /** Writes the page of a file that no job can be made of. */
  void refused(Batch batch, String why) throws IOException {
    try (var page = page(batch)) {
      page.line(ReportHead.refused(batch, why));
      publish(batch, page, true);
    }
  }

  /**
   * Puts a page under its name, where no later one lies there: files are read while others write.
   *
   * @param last whether no other page is to follow
   */
  private void publish(Batch batch, PartialFile page, boolean last) throws IOException {
    synchronized (ended) {
      if (last) {
        ended.add(batch.id());
      }
      if (last || !ended.contains(batch.id())) {
        page.complete();
      }
    }
  }

  private void write(Batch batch, Tally tally, Path file, boolean last) throws IOException {
    var began = clock.instant();
    try (var entries = PromptFile.open(file);
        var page = page(batch)) {
      page.line(ReportHead.of(batch, tally, tally.isFinal() ? null : refresh(batch), began));
      rows(batch, tally, entries, page);
      page.line("</ol></main></body></html>");
      publish(batch, page, last);
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
