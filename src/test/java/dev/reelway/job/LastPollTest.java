package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Account;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.ReportPage;
import dev.reelway.upstream.SubmitIntent;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamLimits;
import dev.reelway.upstream.Upstreams;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No render is failed at its deadline whose upstream was last asked long before. */
class LastPollTest {

  private static final Report WORKING = new Report("task", Verdict.WORKING, 50.0, null, List.of());
  private static final Report DONE =
      new Report("task", Verdict.DONE, null, null, List.of("http://127.0.0.1:1/video.mp4"));

  private static final Report DONE_AT_ITS_NAME =
      new Report("task", Verdict.DONE, null, null, List.of());

  private final SettableClock time = new SettableClock();
  private final TestDatabase store = TestDatabase.memory();
  private final Ledger ledger = new Ledger(store.database(), "this-node");

  @AfterEach
  void close() {
    SubmitIntent.end();
    store.close();
  }

  @Test
  void aRenderIsPolledAtItsDeadlineHoweverLongItsRetriesAreApart() {
    var desk = desk(UpstreamLimits.NONE);
    var job = rendering(desk);
    pollsUntilDeadline(desk, job, claimed -> desk.failures().failed(claimed, answered(500)));

    assertThat(now(job).due()).isEqualTo(job.deadline());
    passesUntilDue(desk, job);
    assertThat(desk.endings().expire()).isEmpty();
    var claimed = claimed(desk);
    assertThat(desk.endings().expire()).isEmpty();
    desk.steps().polled(claimed, DONE);

    assertThat(now(job).state()).isInstanceOf(Rendered.class);
  }

  /** What begins at the deadline itself has seconds. */
  @Test
  void aFinishedRenderIsFetchedOnceMoreWhileThereIsTimeForIt() {
    var desk = desk(UpstreamLimits.NONE);
    var job = rendering(desk);
    passesUntilDue(desk, job);
    desk.steps().polled(claimed(desk), DONE_AT_ITS_NAME);

    var begun = new ArrayList<Duration>();
    var failing = now(job);
    while (failing.due().isBefore(failing.deadline())) {
      passesUntilDue(desk, job);
      begun.add(Duration.between(time.instant(), failing.deadline()));
      var fetching = Claims.of(desk, JobStep.DELIVER, 1).getFirst();
      desk.failures().failed(fetching, new SocketTimeoutException());
      failing = now(job);
    }

    assertThat(begun).contains(Duration.ofMinutes(5));
    assertThat(failing.due()).isEqualTo(failing.deadline());
  }

  @Test
  void afterItItIsFailed() {
    var desk = desk(UpstreamLimits.NONE);
    var job = rendering(desk);
    pollsUntilDeadline(desk, job, claimed -> desk.steps().polled(claimed, WORKING));

    passesUntilDue(desk, job);
    desk.steps().polled(claimed(desk), WORKING);
    desk.endings().expire();

    assertThat(((Failed) now(job).state()).why().code()).isEqualTo("timed_out");
  }

  @Test
  void aRenderThatNoWorkerTakesIsFailedAQuarterOfAnHourLater() {
    var desk = desk(UpstreamLimits.NONE);
    var job = rendering(desk);

    LiveNode.passes(desk, time, Duration.between(time.instant(), job.deadline()).plusMinutes(14));
    assertThat(desk.endings().expire()).isEmpty();

    LiveNode.passes(desk, time, Duration.ofMinutes(2));
    assertThat(desk.endings().expire()).extracting(Job::id).containsExactly(job.id());
  }

  @Test
  void aRenderThatWaitsForItsSlotIsPolledBeforeItIsFailed() {
    var desk = desk(new UpstreamLimits(null, null, 1));
    var planner = new PollPlanner(desk, target -> false, time);
    var jobs = List.of(rendering(desk), rendering(desk));
    for (int slots = 0; slots < 40; slots++) {
      desk.terms().capacityPlanner().pollRateLimiter().nextSlot(new Account("up", "key"));
    }
    time.passes(Duration.ofMinutes(1));

    assertThat(planner.batches(Claims.of(desk, JobStep.POLL, 9))).isEmpty();

    for (var job : jobs) {
      assertThat(now(job).due()).isAfter(job.deadline());
      assertThat(now(job).deadline()).isEqualTo(now(job).due());
    }
  }

  @Test
  void aRenderWhoseUpstreamAsksForAPauseIsPolledBeforeItIsFailed() {
    var desk = desk(UpstreamLimits.NONE);
    var planner = new PollPlanner(desk, target -> false, time);
    var job = rendering(desk);
    pollsUntilDeadline(desk, job, claimed -> desk.steps().polled(claimed, WORKING));
    LiveNode.passes(desk, time, Duration.between(time.instant(), job.deadline()).minusMillis(400));
    pause(desk);

    assertThat(planner.batches(Claims.of(desk, JobStep.POLL, 9))).isEmpty();

    assertThat(now(job).deadline()).isEqualTo(now(job).due()).isAfter(job.deadline());
  }

  @Test
  void aRenderWhoseUpstreamAlwaysAsksForAPauseIsFailedAfterTheFirstOne() {
    var desk = desk(UpstreamLimits.NONE);
    var planner = new PollPlanner(desk, target -> false, time);
    var job = rendering(desk);
    var pause = desk.terms().settings().longestRetry().plus(PollSlots.APART);
    var longest = pause.plus(Expiry.FOR_AN_ANSWER);
    var latest = job.deadline().plus(longest);

    List<Job> ended = List.of();
    while (ended.isEmpty() && time.instant().isBefore(latest.plus(longest))) {
      time.passes(Duration.ofMillis(500));
      desk.leases().renew();
      pause(desk);
      planner.batches(Claims.of(desk, JobStep.POLL, 9));
      ended = desk.endings().expire();
    }

    assertThat(ended).extracting(Job::id).containsExactly(job.id());
    assertThat(now(job).deadline()).isBeforeOrEqualTo(latest);
  }

  /** A tick may come some time after it. */
  @Test
  void soIsOneThatIsClaimedAfterItsDeadlineInSuchAPause() {
    var desk = desk(UpstreamLimits.NONE);
    var planner = new PollPlanner(desk, target -> false, time);
    var job = rendering(desk);
    pollsUntilDeadline(desk, job, claimed -> desk.steps().polled(claimed, WORKING));
    passesUntilDue(desk, job);
    time.passes(Duration.ofMillis(400));
    pause(desk);

    assertThat(planner.batches(Claims.of(desk, JobStep.POLL, 9))).isEmpty();

    assertThat(now(job).deadline()).isEqualTo(now(job).due()).isAfter(time.instant());
    assertThat(desk.endings().expire()).isEmpty();
  }

  @Test
  void aRenderWhoseLastPollIsAnsweredWithAPauseIsPolledAfterIt() {
    var desk = desk(UpstreamLimits.NONE);
    var job = rendering(desk);
    pollsUntilDeadline(desk, job, claimed -> desk.steps().polled(claimed, WORKING));
    passesUntilDue(desk, job);
    desk.failures().failed(claimed(desk), busy());

    assertThat(desk.endings().expire()).isEmpty();
    passesUntilDue(desk, job);
    assertThat(desk.endings().expire()).isEmpty();
    desk.steps().polled(claimed(desk), DONE);
    assertThat(now(job).state()).isInstanceOf(Rendered.class);
  }

  @Test
  void afterAnOutageARenderThatWaitsForItsSlotIsPolledBeforeItIsFailed() {
    var desk = desk(new UpstreamLimits(null, null, 1));
    var planner = new PollPlanner(desk, target -> false, time);
    desk.leases().renew();
    rendering(desk);
    rendering(desk);
    time.passes(Duration.ofMinutes(40));

    var polled = planner.batches(Claims.of(desk, JobStep.POLL, 9)).getFirst().first();
    LiveNode.passes(desk, time, LeaseRenewal.AFTER_AN_OUTAGE.plusSeconds(2));
    assertThat(desk.endings().expire()).isEmpty();
    desk.steps().polled(polled, WORKING);
    assertThat(desk.endings().expire()).extracting(Job::id).containsExactly(polled.id());

    LiveNode.passes(desk, time, Duration.ofSeconds(55));
    assertThat(desk.endings().expire()).isEmpty();
    var other = planner.batches(Claims.of(desk, JobStep.POLL, 9)).getFirst().first();
    desk.steps().polled(other, WORKING);
    LiveNode.passes(desk, time, Duration.ofSeconds(1));
    assertThat(desk.endings().expire()).extracting(Job::id).containsExactly(other.id());
  }

  @Test
  void afterAnOutageARenderWhoseUpstreamAsksForAPauseIsPolledBeforeItIsFailed() {
    var desk = desk(UpstreamLimits.NONE);
    var planner = new PollPlanner(desk, target -> false, time);
    desk.leases().renew();
    var jobs = List.of(rendering(desk), rendering(desk));
    time.passes(Duration.ofMinutes(40));

    desk.failures().failed(claimed(desk), busy());
    assertThat(planner.batches(Claims.of(desk, JobStep.POLL, 9))).isEmpty();
    LiveNode.passes(desk, time, LeaseRenewal.AFTER_AN_OUTAGE.plusSeconds(2));

    assertThat(desk.endings().expire()).isEmpty();
    LiveNode.passes(desk, time, Duration.ofSeconds(40));
    assertThat(planner.batches(Claims.of(desk, JobStep.POLL, 9))).hasSameSizeAs(jobs);
  }

  /** The first pages are read again, and name others. */
  @Test
  void aRenderThatWaitsForTheRestOfAListIsPolledBeforeItIsFailed() {
    var desk = desk(UpstreamLimits.NONE);
    var planner = new PollPlanner(desk, target -> true, time);
    var job = rendering(desk);
    for (int others = 0; others < 5; others++) {
      rendering(desk);
    }
    LiveNode.passes(desk, time, Duration.between(time.instant(), job.deadline()).minusSeconds(2));
    var deep = planner.batches(Claims.of(desk, JobStep.POLL, 9)).getFirst();
    var reports = deep.jobs().stream().map(one -> working(one.rendering().at().task())).toList();
    planner.report(deep, new ReportPage(reports, null));
    LiveNode.passes(desk, time, Duration.ofMillis(2_100));

    var batch = planner.batches(Claims.of(desk, JobStep.POLL, 9)).getFirst();
    planner.leave(planner.report(batch, new ReportPage(List.of(working("other")), null)));

    assertThat(now(job).due()).isAfter(time.instant());
    assertThat(desk.endings().expire()).isEmpty();
  }

  private static Report working(String task) {
    return new Report(task, Verdict.WORKING, 50.0, null, List.of());
  }

  private static void pause(JobDesk desk) {
    var terms = desk.terms();
    terms
        .capacityPlanner()
        .pollRateLimiter()
        .pause(new Account("up", "key"), terms.settings().longestRetry());
  }

  /** Each time that it is due before its deadline; it is due then once more. */
  private void pollsUntilDeadline(JobDesk desk, Job job, Consumer<Job> poll) {
    while (now(job).due().isBefore(job.deadline())) {
      passesUntilDue(desk, job);
      poll.accept(claimed(desk));
    }
    store // A poll in the last half second would be the last one.
        .database()
        .write(db -> db.sql("update job set due = deadline where due > deadline").update());
  }

  private void passesUntilDue(JobDesk desk, Job job) {
    var left = Duration.between(time.instant(), now(job).due());
    for (; left.isPositive(); left = left.minusSeconds(5)) {
      time.passes(left.compareTo(Duration.ofSeconds(5)) < 0 ? left : Duration.ofSeconds(5));
      desk.leases().renew();
    }
  }

  private static Job claimed(JobDesk desk) {
    return Claims.of(desk, JobStep.POLL, 1).getFirst();
  }

  private static Exception answered(int status) {
    return new HttpOperationFailedException("http://127.0.0.1:1/", status, "", "", Map.of(), "");
  }

  private static Exception busy() {
    return new HttpOperationFailedException(
        "http://127.0.0.1:1/", 429, "", "", Map.of("Retry-After", "30"), "");
  }

  private Job rendering(JobDesk desk) {
    desk.intake().accept(video(), "anna");
    var job = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    desk.steps().commitIntent(job);
    return desk.steps()
        .submitted(now(job), new Report(job.id(), Verdict.WORKING, null, null, List.of()));
  }

  private static VideoOrder video() {
    return new VideoOrder("m", "m", "a cat", "720x1280", 10, false, false, false, null);
  }

  private Job now(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }

  private JobDesk desk(UpstreamLimits limits) {
    var upstream = new Upstream("up", "sora", "http://127.0.0.1:1", "key", "k", false);
    var upstreams =
        new Upstreams(
            List.of(upstream),
            Map.of("m", List.of(new Target("up", "key", "m"))),
            Map.of(),
            Map.of("up", limits));
    return new JobDesk(
        ledger,
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time),
        new TestJobSettings().build(),
        time);
  }
}
