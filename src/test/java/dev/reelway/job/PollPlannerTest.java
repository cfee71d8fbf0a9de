package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.SettableClock;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.ReportPage;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamLimits;
import dev.reelway.upstream.Upstreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class PollPlannerTest {

  private static final Duration BETWEEN = Duration.ofSeconds(10);
  private static final Order ORDER =
      new VideoOrder(
          "sora_video2", "sora_video2", "a cat", "720x1280", 10, false, false, false, null);
  private static final Order SECOND =
      new VideoOrder("second", "second", "a cat", "720x1280", 10, false, false, false, null);

  private final TestDatabase store = TestDatabase.memory();
  private final Ledger ledger = new Ledger(store.database(), "this-node", new Listener());
  private final SettableClock time = new SettableClock();
  private final List<JobStep> woken = new ArrayList<>();
  private boolean listenerFails;
  private final JobDesk desk = desk(UpstreamLimits.NONE);
  private final PollPlanner pollPlanner = new PollPlanner(desk, target -> true, time);

  @AfterEach
  void closeTheLedger() {
    store.close();
  }

  @Test
  void whatIsDueTakesAllOthersAlong() {
    rendering(2, 0);
    time.passes(Duration.ofSeconds(4));
    rendering(3, 2);
    time.passes(Duration.ofSeconds(6));

    var rounds = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10));

    assertThat(rounds).hasSize(1);
    assertThat(rounds.getFirst().jobs()).hasSize(5);
    assertThat(rounds.getFirst().hasNextPage()).isTrue();
  }

  @Test
  void aFewAreAskedAfterOneByOne() {
    rendering(2, 0);
    time.passes(BETWEEN);

    var rounds = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 1));

    assertThat(rounds).hasSize(1).noneMatch(PollBatch::hasNextPage);
    assertThat(rounds.getFirst().jobs()).hasSize(2);
  }

  @Test
  void reportsOfAPageAreCommittedAndTheRestReadsTheNextPage() {
    rendering(8, 0);
    time.passes(BETWEEN);
    var pollBatch = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)).getFirst();

    var left = pollPlanner.report(pollBatch, page("task_4", 0, 1, 2, 3, 4));

    assertThat(left.jobs()).hasSize(3);
    assertThat(left.after()).isEqualTo("task_4");
    assertThat(left.hasNextPage()).isTrue();
    assertThat(progressOf(pollBatch.first())).isEqualTo(50);
    assertThat(Claims.of(desk, JobStep.POLL, 10)).isEmpty();
    time.passes(BETWEEN);
    assertThat(Claims.of(desk, JobStep.POLL, 10)).hasSize(5);
  }

  @Test
  void aFinishedRenderIsReported() {
    rendering(3, 0);
    time.passes(BETWEEN);
    var pollBatch = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)).getFirst();

    pollPlanner.report(pollBatch, new ReportPage(List.of(report(1, Verdict.DONE)), null));

    assertThat(woken).contains(JobStep.DELIVER);
    assertThat(Claims.of(desk, JobStep.DELIVER, 10)).hasSize(1);
  }

  @Test
  void rendersMissingFromTheListArePolledAloneAtOnce() {
    rendering(7, 0);
    time.passes(BETWEEN);
    var pollBatch = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)).getFirst();

    pollPlanner.leave(pollPlanner.report(pollBatch, page(null, 0, 1, 2)));

    var rounds = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10));
    assertThat(rounds).hasSize(4).noneMatch(PollBatch::hasNextPage);
  }

  @Test
  void betweenDeepBatchesOnlyFullPagesAreRequested() {
    rendering(8, 0);
    time.passes(BETWEEN);
    var first = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)).getFirst();
    pollPlanner.leave(pollPlanner.report(first, page(null, 0, 1, 2, 3, 4, 5, 6, 7)));

    time.passes(BETWEEN.dividedBy(2));
    var shallow = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)).getFirst();
    var left = pollPlanner.report(shallow, page("task_4", 0, 1, 2, 3, 4));
    pollPlanner.leave(left);

    assertThat(left.hasNextPage()).isFalse();
    assertThat(Claims.of(desk, JobStep.POLL, 10)).isEmpty();
    time.passes(BETWEEN.dividedBy(2));
    var deep = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10));
    assertThat(deep).hasSize(1);
    assertThat(deep.getFirst().jobs()).hasSize(8);
    assertThat(pollPlanner.report(deep.getFirst(), page("task_4", 0, 1, 2, 3, 4)).hasNextPage())
        .isTrue();
  }

  @Test
  void afterTheClockWasSetBackNewRendersArePolledNonetheless() {
    rendering(8, 0);
    time.passes(BETWEEN);
    var first = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)).getFirst();
    pollPlanner.leave(pollPlanner.report(first, page(null, 0, 1, 2, 3, 4, 5, 6, 7)));
    time.passes(BETWEEN.dividedBy(2));
    var shallow = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)).getFirst();
    pollPlanner.leave(pollPlanner.report(shallow, page("task_4", 0, 1, 2, 3, 4)));

    time.passes(Duration.ofHours(-2));
    rendering(8, 8);
    time.passes(BETWEEN);

    assertThat(pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10))).isNotEmpty();
  }

  /** Twenty thousand may be under way. */
  @Test
  void betweenDeepBatchesAPageClaimsOnlyTheRendersThatItNames() {
    rendering(20, 0);
    time.passes(BETWEEN);
    var deep = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 20)).getFirst();
    pollPlanner.leave(pollPlanner.report(deep, page(null, IntStream.range(0, 20).toArray())));
    time.passes(BETWEEN.dividedBy(2));
    var before = fences();

    var shallow = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 1)).getFirst();
    assertThat(shallow.hasNextPage()).isTrue();
    pollPlanner.leave(pollPlanner.report(shallow, page(null, 3, 4, 5)));

    assertThat(before).doesNotContain(0L);
    var changed = fences();
    long claimed =
        IntStream.range(0, 20).filter(n -> !changed.get(n).equals(before.get(n))).count();
    assertThat(claimed).isBetween(3L, 4L);
  }

  @Test
  void whatAPageClaimsIsReturnedIfItsReportsCannotBeRecorded() {
    rendering(20, 0);
    time.passes(BETWEEN);
    var deep = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 20)).getFirst();
    pollPlanner.leave(pollPlanner.report(deep, page(null, IntStream.range(0, 20).toArray())));
    time.passes(BETWEEN.dividedBy(2));
    var shallow = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 1)).getFirst();

    var pages =
        new ReportPage(List.of(report(3, Verdict.FAILED), report(4, Verdict.WORKING)), null);

    listenerFails = true;
    var thrown = catchThrowable(() -> pollPlanner.report(shallow, pages));
    listenerFails = false;
    desk.leases().endAll(shallow.jobs());
    desk.leases().renew();
    time.passes(Duration.ofSeconds(61));

    assertThat(thrown).hasMessage("broken");
    assertThat(Claims.of(desk, JobStep.POLL, 20)).hasSize(20);
  }

  private List<Long> fences() {
    return store
        .database()
        .reader()
        .sql("select fence from job order by id")
        .query(Long.class)
        .list();
  }

  /** A list may say that a render is done, and not where its file is. */
  @Test
  void aRenderThatIsPolledForItsLinkIsPolledAlone() {
    rendering(20, 0);
    time.passes(BETWEEN);
    var deep = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 20)).getFirst();
    pollPlanner.leave(
        pollPlanner.report(deep, new ReportPage(List.of(report(3, Verdict.DONE)), null)));
    var done = Claims.of(desk, JobStep.DELIVER, 1).getFirst();
    desk.failures().failed(done, notThere());
    time.passes(BETWEEN);
    var retried = ledger.queries().findAny(done.id()).orElseThrow();
    assertThat(retried.state()).isInstanceOf(JobState.Rendering.class);

    var batches = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 20));

    assertThat(batches.stream().filter(one -> one.first().id().equals(done.id())))
        .singleElement()
        .matches(alone -> alone.jobs().size() == 1 && !alone.hasNextPage());
  }

  private static HttpOperationFailedException notThere() {
    return new HttpOperationFailedException("/", 404, "", null, Map.of(), null);
  }

  /** It is polled when the next attempt to fetch it is due, and not before. */
  @Test
  void aRenderThatIsPolledForItsLinkIsNotTakenAlong() {
    rendering(20, 0);
    time.passes(BETWEEN);
    var deep = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 20)).getFirst();
    var done = deep.jobs().stream().filter(one -> one.rendering().at().task().equals("task_3"));
    var id = done.findFirst().orElseThrow().id();
    pollPlanner.leave(
        pollPlanner.report(
            deep,
            new ReportPage(
                IntStream.range(0, 20)
                    .mapToObj(n -> report(n, n == 3 ? Verdict.DONE : Verdict.WORKING))
                    .toList(),
                null)));
    desk.failures().failed(Claims.of(desk, JobStep.DELIVER, 1).getFirst(), notThere());

    var target = deep.at().target();
    assertThat(desk.claims().claimListed(target, List.of("task_3"))).isEmpty();
    assertThat(desk.claims().claimAlong(target, 20))
        .hasSize(19)
        .noneMatch(one -> one.id().equals(id));
  }

  @Test
  void aListThatFailsIsNotPolledForAWhile() {
    rendering(4, 0);
    time.passes(BETWEEN);
    pollPlanner.fail(
        pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)).getFirst(),
        new IllegalStateException("no list"));

    assertThat(pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10))).hasSize(4);

    rendering(4, 4);
    time.passes(BETWEEN);
    assertThat(pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10))).hasSize(4);

    rendering(4, 8);
    time.passes(Duration.ofMinutes(6));
    assertThat(pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10))).hasSize(1);
  }

  @Test
  void aListWithNoneOfOurRendersIsNotPolledForAWhile() {
    rendering(4, 0);
    time.passes(BETWEEN);
    pollPlanner.leave(
        pollPlanner.report(
            pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)).getFirst(), page("x", 77)));

    pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10));
    rendering(4, 4);
    time.passes(BETWEEN);

    assertThat(pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10))).hasSize(4);
  }

  @Test
  void whereOnlySoManyQuestionsMayBeAskedTheyAreSpread() {
    var desk = desk(polls(60));
    var alone = new PollPlanner(desk, target -> false, time);
    rendering(10, 0);
    time.passes(BETWEEN);

    assertThat(alone.batches(Claims.of(desk, JobStep.POLL, 10))).hasSize(1);
    assertThat(Claims.of(desk, JobStep.POLL, 10)).isEmpty();
    for (int i = 0; i < 9; i++) {
      time.passes(Duration.ofSeconds(1));
      assertThat(alone.batches(Claims.of(desk, JobStep.POLL, 10))).hasSize(1);
    }
  }

  /** Without a database, or without a processor. */
  @Test
  void slotsThatHavePassedMeanwhileAreNotUsedAllAtOnce() {
    var desk = desk(polls(60));
    var alone = new PollPlanner(desk, target -> false, time);
    rendering(20, 0);
    time.passes(BETWEEN);
    assertThat(alone.batches(Claims.of(desk, JobStep.POLL, 20))).hasSize(1);
    time.passes(Duration.ofMinutes(5));

    assertThat(alone.batches(Claims.of(desk, JobStep.POLL, 20))).hasSize(1);
    for (int i = 0; i < 9; i++) {
      time.passes(Duration.ofSeconds(1));
      assertThat(alone.batches(Claims.of(desk, JobStep.POLL, 20))).hasSize(1);
    }
  }

  @Test
  void aCallbackDoesNotOvertakeReservedSlots() {
    var desk = desk(polls(6));
    var alone = new PollPlanner(desk, target -> false, time);
    rendering(2, 0);
    time.passes(BETWEEN);
    var jobs = Claims.of(desk, JobStep.POLL, 10);
    var asked = alone.batches(jobs).getFirst().first();
    desk.steps().polled(asked, report(0, Verdict.WORKING));

    for (var job : jobs) {
      woken.clear();
      desk.steps().calledBack(ledger.queries().findAny(job.id()).orElseThrow());
      assertThat(woken).containsExactly(JobStep.POLL);
    }

    assertThat(alone.batches(Claims.of(desk, JobStep.POLL, 10))).isEmpty();
    time.passes(BETWEEN);
    assertThat(alone.batches(Claims.of(desk, JobStep.POLL, 10))).hasSize(1);
  }

  @Test
  void aPageOfAListIsOneQuestion() {
    var desk = desk(polls(6));
    var pollPlanner = new PollPlanner(desk, target -> true, time);
    rendering(8, 0);
    time.passes(BETWEEN);
    var pollBatch = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 5)).getFirst();

    assertThat(pollBatch.jobs()).hasSize(8);
    assertThat(pollPlanner.pause(pollBatch)).isZero();
    assertThat(pollPlanner.pause(pollPlanner.report(pollBatch, page("task_4", 0, 1, 2, 3, 4))))
        .isEqualTo(10_000);
  }

  @Test
  void tooFewForAListAreEachAQuestion() {
    for (int perMinute : List.of(6, 600)) {
      var desk = desk(polls(perMinute));
      var pollPlanner = new PollPlanner(desk, target -> true, time);
      rendering(2, perMinute);
      time.passes(Duration.ofHours(1));

      var rounds = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 1));

      assertThat(rounds).hasSize(1).noneMatch(PollBatch::hasNextPage);
      assertThat(rounds.getFirst().jobs()).hasSize(perMinute == 6 ? 1 : 2);
      store.database().write(db -> db.sql("delete from job").update());
    }
  }

  @Test
  void rendersThatWaitForTheListShareOneSlot() {
    var desk = desk(polls(5));
    var pollPlanner = new PollPlanner(desk, target -> true, time);
    rendering(10, 0);
    time.passes(BETWEEN);
    var pollBatch = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)).getFirst();
    pollPlanner.report(pollBatch, page(null, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    time.passes(BETWEEN);

    assertThat(pollPlanner.batches(Claims.of(desk, JobStep.POLL, 3))).isEmpty();
    assertThat(pollPlanner.batches(Claims.of(desk, JobStep.POLL, 3))).isEmpty();
    time.passes(Duration.ofSeconds(2));
    var next = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 3));
    assertThat(next).hasSize(1);
    assertThat(next.getFirst().jobs()).hasSize(10);
  }

  @Test
  void anUpstreamThatAsksForAPauseIsNotPolledMeanwhile() {
    var alone = new PollPlanner(desk, target -> false, time);
    rendering(5, 0);
    time.passes(BETWEEN);
    var asked = alone.batches(Claims.of(desk, JobStep.POLL, 1)).getFirst().first();

    desk.failures().failed(asked, busy());

    assertThat(alone.batches(Claims.of(desk, JobStep.POLL, 10))).isEmpty();
    time.passes(Duration.ofSeconds(29));
    assertThat(Claims.of(desk, JobStep.POLL, 10)).isEmpty();
    time.passes(Duration.ofSeconds(10));
    assertThat(alone.batches(Claims.of(desk, JobStep.POLL, 10))).hasSize(5);
  }

  @Test
  void aListThatAsksForAPauseIsPolledAgainAfterIt() {
    rendering(4, 0);
    time.passes(BETWEEN);

    pollPlanner.fail(pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)).getFirst(), busy());

    assertThat(pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10))).isEmpty();
    time.passes(Duration.ofSeconds(30));
    assertThat(pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)))
        .hasSize(1)
        .allMatch(PollBatch::hasNextPage);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000_000, 600})
  void thePauseOfOneAccountStopsNoPollsOfAnother(int perMinute) {
    var desk = desk(polls(perMinute));
    var alone = new PollPlanner(desk, target -> false, time);
    rendering(ORDER, 2, 0);
    rendering(SECOND, 2, 2);
    time.passes(BETWEEN);
    for (var one : alone.batches(Claims.of(desk, JobStep.POLL, 10))) {
      if (key(one).equals("key")) {
        desk.failures().failed(one.first(), busy());
      } else {
        desk.steps().polled(one.first(), report(0, Verdict.WORKING));
      }
    }
    rendering(ORDER, 2, 4);
    time.passes(BETWEEN);

    assertThat(alone.batches(Claims.of(desk, JobStep.POLL, 10)))
        .extracting(PollPlannerTest::key)
        .containsExactly("other", "other");
  }

  /** They are due at once then, and take one slot after the other. */
  @Test
  void pollsAfterAPauseAreSpacedAsAllOthers() {
    var desk = desk(polls(60));
    var alone = new PollPlanner(desk, target -> false, time);
    rendering(10, 0);
    time.passes(BETWEEN);
    var asked = alone.batches(Claims.of(desk, JobStep.POLL, 1)).getFirst().first();
    desk.failures().failed(asked, busy());
    assertThat(alone.batches(Claims.of(desk, JobStep.POLL, 10))).isEmpty();

    time.passes(Duration.ofSeconds(29));
    assertThat(Claims.of(desk, JobStep.POLL, 10)).isEmpty();
    int polled = 0;
    for (int second = 0; second < 20; second++) {
      time.passes(Duration.ofSeconds(1));
      int now = alone.batches(Claims.of(desk, JobStep.POLL, 10)).size();
      assertThat(now).isLessThanOrEqualTo(2);
      polled += now;
    }
    assertThat(polled).isEqualTo(10);
  }

  @Test
  void whereOneAccountHasNoListTheOthersKeepTheirs() {
    rendering(ORDER, 4, 0);
    rendering(SECOND, 4, 4);
    time.passes(BETWEEN);
    var batches = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10));
    assertThat(batches).hasSize(2).allMatch(PollBatch::hasNextPage);
    for (var one : batches) {
      if (key(one).equals("key")) {
        pollPlanner.fail(one, new IllegalStateException("no list"));
      } else {
        pollPlanner.leave(pollPlanner.report(one, page(null, 4, 5, 6, 7)));
      }
    }
    time.passes(BETWEEN);

    assertThat(pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)))
        .filteredOn(one -> key(one).equals("other"))
        .hasSize(1)
        .allMatch(PollBatch::hasNextPage);
  }

  private static String key(PollBatch pollBatch) {
    return pollBatch.at().target().credential();
  }

  /** Whatever the usual time between two polls: claims in vain would be made without a pause. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 10, 60})
  void noRenderIsClaimedAgainAndAgainUntilTheNextDeepBatch(int seconds) {
    var between = Duration.ofSeconds(seconds);
    var desk = desk(UpstreamLimits.NONE, between);
    var pollPlanner = new PollPlanner(desk, target -> true, time);
    rendering(20, 0);
    time.passes(BETWEEN);
    var deep = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 20)).getFirst();
    pollPlanner.leave(pollPlanner.report(deep, page(null, IntStream.range(0, 20).toArray())));
    time.passes(between.dividedBy(2));
    areDue();
    var shallow = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 20)).getFirst();
    pollPlanner.leave(pollPlanner.report(shallow, page("task_5", 0, 1, 2, 3, 4, 5)));

    List<PollBatch> next = List.of();
    for (int i = 0; i < 20 && next.isEmpty(); i++) {
      time.passes(between.dividedBy(20));
      next = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 20));
      if (next.isEmpty()) {
        assertThat(Claims.of(desk, JobStep.POLL, 20)).isEmpty();
      }
    }
    assertThat(next).singleElement().matches(PollBatch::deep);
  }

  private void areDue() {
    store
        .database()
        .write(
            db ->
                db.sql("update job set due = ? where owner is null")
                    .param(time.instant().toEpochMilli())
                    .update());
  }

  private static Throwable busy() {
    return new HttpOperationFailedException(
        "http://127.0.0.1:1", 429, "busy", null, Map.of("Retry-After", "30"), "{}");
  }

  @Test
  void aReportOnALostLeaseIsDiscarded() {
    rendering(3, 0);
    time.passes(BETWEEN);
    var pollBatch = pollPlanner.batches(Claims.of(desk, JobStep.POLL, 10)).getFirst();
    desk.endings().cancel(pollBatch.first());

    pollPlanner.report(pollBatch, page(null, 0, 1, 2));

    assertThat(ledger.queries().findAny(pollBatch.first().id()).orElseThrow().state())
        .isInstanceOf(JobState.Failed.class);
  }

  private final class Listener implements JobEndListener {

    @Override
    public void ended(JdbcClient db, Job job) {
      if (listenerFails) {
        throw new IllegalStateException("broken");
      }
    }

    @Override
    public void committed() {}
  }

  private void rendering(int count, int from) {
    rendering(ORDER, count, from);
  }

  private void rendering(Order order, int count, int from) {
    for (int i = 0; i < count; i++) {
      desk.intake().accept(order, "anna");
    }
    int number = from;
    for (var job : Claims.of(desk, JobStep.SUBMIT, count)) {
      desk.steps().submitted(desk.steps().submitting(job), report(number++, Verdict.WORKING));
    }
  }

  private int progressOf(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow().state().progress();
  }

  private static ReportPage page(@Nullable String next, int... tasks) {
    var reports = IntStream.of(tasks).mapToObj(task -> report(task, Verdict.WORKING)).toList();
    return new ReportPage(reports, next);
  }

  private static Report report(int task, Verdict verdict) {
    return new Report("task_" + task, verdict, 50.0, null, List.of());
  }

  private static UpstreamLimits polls(int perMinute) {
    return new UpstreamLimits(null, null, perMinute);
  }

  private JobDesk desk(UpstreamLimits limits) {
    return desk(limits, BETWEEN);
  }

  private JobDesk desk(UpstreamLimits limits, Duration between) {
    var upstreams =
        new Upstreams(
            List.of(
                new Upstream("up", "sora", "http://127.0.0.1:1", "key", "k", false),
                new Upstream("up", "sora", "http://127.0.0.1:1", "other", "k", false)),
            Map.of(
                "sora_video2", List.of(new Target("up", "key", "m")),
                "second", List.of(new Target("up", "other", "m"))),
            Map.of(),
            Map.of("up", limits));
    var settings = new TestJobSettings().pollEvery(between).lease(Duration.ofMinutes(1)).build();
    var targetPlanner =
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> true, time);
    return new JobDesk(ledger, targetPlanner, settings, StoragePolicy.FOREVER, woken::add, time);
  }
}
