package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.reelway.cost.Amount;
import dev.reelway.database.Database;
import dev.reelway.job.JobListQuery.Selection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What operators are shown of jobs, on every database alike. */
abstract class OperatorQueriesContract extends LedgerFixture {

  private final Database database;
  private final JobLists lists;

  OperatorQueriesContract(TestDatabase store) {
    super(store);
    this.database = store.database();
    this.lists = new JobLists(database);
  }

  @Test
  void openJobsAreListedByAgeThoughTheirIdsAreNot() {
    var jobs = inserted(5, "queued");
    set(jobs.get(4), "created_at = 1");
    set(jobs.get(2), "state = 'delivered', ended_at = 5");

    assertThat(idsOf(page(Selection.OPEN, null, 10)))
        .containsExactly(jobs.get(4).id(), jobs.get(0).id(), jobs.get(1).id(), jobs.get(3).id());
    assertThat(lists.oldestOpen()).contains(Instant.ofEpochMilli(1));
  }

  @Test
  void failedJobsAreListedTheLastOneFirst() {
    var jobs = inserted(4, "failed");
    set(jobs.get(3), "deleted_at = 9");

    assertThat(idsOf(page(Selection.FAILED, null, 10)))
        .containsExactly(jobs.get(2).id(), jobs.get(1).id(), jobs.get(0).id());
    assertThat(lists.find(jobs.get(3).id())).isEmpty();
  }

  @Test
  void pagesFollowEachOtherThoughAllTimesAreTheSame() {
    for (var selection : List.of(Selection.OPEN, Selection.FAILED)) {
      var state = selection == Selection.OPEN ? "queued" : "failed";
      var all = new ArrayList<String>();
      var jobs = idsOf(inserted(7, state).stream().map(one -> new ListedJob(one, null, false)));
      setAll("created_at = 7, ended_at = case when state = 'failed' then 8 end");
      for (String after = null; all.size() < 7; after = all.getLast()) {
        all.addAll(idsOf(page(selection, after, 3)));
      }
      assertThat(all).containsExactlyInAnyOrderElementsOf(jobs);
      assertThat(page(selection, all.getLast(), 3)).isEmpty();
    }
  }

  @Test
  void filtersAreAllKept() {
    var jobs = inserted(6, "queued");
    set(jobs.get(0), "licence = 'bob'");
    set(jobs.get(1), "upstream = 'away'");
    set(jobs.get(2), "ordered_model = 'other'");
    set(jobs.get(3), "created_at = 3");
    set(
        jobs.get(4),
        "state = 'rendered', task = 'x', submitted_at = 1, links = '[]',"
            + " upstream = 'u', credential = 'k', model = 'm'");
    set(jobs.get(5), "wait_queue = 'u/k/m'");

    assertThat(idsOf(filtered(Selection.OPEN, "bob", null, null, null)))
        .containsExactly(jobs.get(0).id());
    assertThat(idsOf(filtered(Selection.OPEN, null, "away", null, null)))
        .containsExactly(jobs.get(1).id());
    assertThat(idsOf(filtered(Selection.OPEN, null, null, "other", null)))
        .containsExactly(jobs.get(2).id());
    assertThat(idsOf(filtered(Selection.OPEN, "ann", null, "sora-2", Instant.ofEpochMilli(4))))
        .containsExactly(jobs.get(1).id(), jobs.get(4).id(), jobs.get(5).id());
    assertThat(filtered(Selection.RENDERED, null, null, null, null))
        .extracting(ListedJob::upstream)
        .containsExactly("u");
    assertThat(filtered(Selection.QUEUED, null, null, null, null))
        .extracting(ListedJob::waiting)
        .containsExactly(false, false, false, false, true);
    assertThat(filtered(Selection.FAILED, "bob", "away", "m", NOW)).isEmpty();
  }

  @Test
  void whatEndedIsSummedUpInSlotsAndOnlyTheLastHourIsReadAgain() {
    var ended = new EndedJobs(database);
    var jobs = inserted(5, "failed");
    var slot = NOW.truncatedTo(ChronoUnit.HOURS);
    ended(jobs.get(0), slot.minus(Duration.ofHours(3)), "delivered", 10);
    ended(jobs.get(1), slot.minus(Duration.ofHours(3)).plusSeconds(299), "delivered", 20);
    ended(jobs.get(2), slot.minusSeconds(1), "failed", 0);
    ended(jobs.get(3), slot.minus(Duration.ofDays(30)), "failed", 7);
    var since = slot.minus(Duration.ofHours(24));

    assertThat(ended.since(since, slot))
        .extracting(EndedJobs.Ended::start, EndedJobs.Ended::jobs, EndedJobs.Ended::failed)
        .containsExactly(
            tuple(slot.minus(Duration.ofHours(3)), 2L, false),
            tuple(slot.minus(EndedJobs.SLOT), 1L, true));
    ended(jobs.get(4), slot.minusSeconds(2), "delivered", 5);
    set(jobs.get(0), "cost = 99000000");

    var later = ended.since(since, slot);

    assertThat(later.stream().mapToLong(EndedJobs.Ended::jobs).sum()).isEqualTo(4);
    assertThat(Amount.sums(later.stream().map(EndedJobs.Ended::cost)))
        .hasToString("[0.000035 USD]");
    assertThat(ended.since(slot.minus(Duration.ofDays(31)), slot)).hasSize(4);
    assertThat(ended.times(since, 2)).hasSize(2).isSorted();
  }

  @Test
  void whatEndedWhileNobodyAskedForHoursIsSummedUpToo() {
    var ended = new EndedJobs(database);
    var jobs = inserted(3, "failed");
    var slot = NOW.truncatedTo(ChronoUnit.HOURS);
    var since = slot.minus(Duration.ofHours(24));
    assertThat(ended.since(since, slot)).isEmpty();
    ended(jobs.get(0), slot.minusSeconds(1), "delivered", 0);
    ended(jobs.get(1), slot.plusSeconds(1), "delivered", 0);
    ended(jobs.get(2), slot.plus(Duration.ofHours(2)), "failed", 0);

    assertThat(ended.since(since, slot.plus(Duration.ofHours(5))))
        .extracting(EndedJobs.Ended::start)
        .containsExactly(slot.minus(EndedJobs.SLOT), slot, slot.plus(Duration.ofHours(2)));
  }

  @Test
  void whatEndedAfterAClockWasSetBackIsSummedUpToo() {
    var ended = new EndedJobs(database);
    var jobs = inserted(1, "failed");
    var slot = NOW.truncatedTo(ChronoUnit.HOURS);
    var since = slot.minus(Duration.ofHours(24));
    assertThat(ended.since(since, slot.plus(Duration.ofHours(5)))).isEmpty();
    ended(jobs.getFirst(), slot.minusSeconds(1), "delivered", 0);

    assertThat(ended.since(since, slot)).hasSize(1);
  }

  @Test
  void whatAnUpstreamDidIsSummedUpApartFromTheOthers() {
    var jobs = inserted(4, "failed");
    var at = NOW.minusSeconds(60);
    IntStream.range(0, 3).forEach(n -> ended(jobs.get(n), at, n < 2 ? "delivered" : "failed", n));
    set(jobs.get(0), "submitted_at = 1000, done_at = 4000");
    set(jobs.get(1), "submitted_at = 1000, done_at = 9000");
    set(jobs.get(3), "state = 'queued', ended_at = null, wait_queue = 'a/k/m studio/k/m'");

    var reading = new UpstreamQueries(database).since(NOW.minus(Duration.ofHours(1)));

    var studio = reading.of("studio");
    assertThat(studio.completed()).isEqualTo(2);
    assertThat(studio.failed()).isEqualTo(1);
    assertThat(studio.medianSeconds()).hasValue(3.0);
    assertThat(studio.costs()).hasToString("[0.000003 USD]");
    assertThat(studio.waiting()).isEqualTo(1);
    assertThat(reading.of("a").waiting()).isEqualTo(1);
    assertThat(reading.of("udio")).isEqualTo(reading.of("away"));
  }

  private void ended(Job job, Instant at, String state, long micros) {
    set(
        job,
        "state = '%s', ended_at = %d, created_at = 1, cost = %d, cost_currency = 'USD', upstream = 'studio'"
            .formatted(state, at.toEpochMilli(), micros));
  }

  private List<Job> inserted(int count, String state) {
    var jobs = new ArrayList<Job>();
    for (int n = 0; n < count; n++) {
      var job = accepted();
      ledger.records().insert(List.of(job));
      boolean failed = state.equals("failed");
      set(job, "created_at = " + (100 + n));
      if (failed) {
        set(
            job,
            "state = 'failed', failure_code = 'failed', failure = 'No.', ended_at = " + (200 + n));
      }
      jobs.add(job);
    }
    return jobs;
  }

  private void set(Job job, String columns) {
    database.write(
        db -> db.sql("update job set " + columns + " where id = ?").param(job.id()).update());
  }

  private void setAll(String columns) {
    database.write(db -> db.sql("update job set " + columns).update());
  }

  private List<ListedJob> page(Selection selection, @Nullable String after, int limit) {
    return lists.page(new JobListQuery(selection, null, null, null, null, after, limit));
  }

  private List<ListedJob> filtered(
      Selection selection,
      @Nullable String licence,
      @Nullable String upstream,
      @Nullable String model,
      @Nullable Instant after) {
    return lists.page(new JobListQuery(selection, licence, upstream, model, after, null, 10));
  }

  private static List<String> idsOf(List<ListedJob> found) {
    return idsOf(found.stream());
  }

  private static List<String> idsOf(Stream<ListedJob> found) {
    return found.map(one -> one.job().id()).toList();
  }
}
