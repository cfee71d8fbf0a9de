package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.SubmitIntent;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.boot.test.system.CapturedOutput;

/** Two nodes share a ledger, and one of them does not know the upstream that renders a job. */
@ExtendWith(LogCapture.class)
@ResourceLock(TestDatabase.POSTGRES)
class RendersOfOtherNodesTest {

  private final SettableClock time = new SettableClock();
  private final TestDatabase store = TestDatabase.postgres();
  private final TargetPlanner unknowing = planner(Map.of(), Map.of());
  private final JobDesk newer =
      desk(
          "newer",
          planner(
              Map.of("up", new Upstream("up", "sora", "http://127.0.0.1:1", "key", "k", false)),
              Map.of("new", List.of(new Target("up", "key", "m")))));
  private final JobDesk older = desk("older", unknowing);

  @AfterEach
  void close() {
    SubmitIntent.end();
    store.close();
  }

  @Test
  void aRenderIsPolledAtItsDeadlineByTheNodeThatCan() {
    var job = rendering();
    pass(Duration.between(time.instant(), job.deadline()).minusSeconds(20));
    leave();
    assertThat(now(job).due()).isEqualTo(job.deadline());

    pass(Duration.ofSeconds(25));
    leave();
    assertThat(older.endings().expire()).isEmpty();
    assertThat(newer.endings().expire()).isEmpty();

    pass(Duration.ofMinutes(1));
    var polled = Claims.of(newer, JobStep.POLL, 1).getFirst();
    newer.steps().polled(polled, report(Verdict.DONE));
    assertThat(now(job).state()).isInstanceOf(Rendered.class);
  }

  @Test
  void aRenderThatNoNodeKnowsIsFailedLater() {
    var job = rendering();
    var left = Duration.between(time.instant(), job.deadline()).plusSeconds(5);
    LiveNode.passes(older, time, left);
    leave();

    LiveNode.passes(older, time, JobEndings.MOST_OVERDUE.plusMinutes(1));
    older.endings().expire();

    var why = ((Failed) now(job).state()).why();
    assertThat(why.code()).isEqualTo("timed_out");
    assertThat(why.message())
        .endsWith("The upstream that has the video, or the key for it, is no longer configured.");
  }

  @Test
  void aRenderOfACancelledBatchIsLeftToTheNodeThatCanCancelIt() {
    var job = rendering();
    cancelItsBatch(job);

    assertThat(older.endings().openOfCancelledBatches()).isEmpty();
    assertThat(newer.endings().openOfCancelledBatches())
        .extracting(Job::id)
        .containsExactly(job.id());
  }

  @Test
  void theLogNamesARenderThatGoesOn(CapturedOutput log) {
    var job = rendering();
    var cancellation =
        new RenderCancellation(
            new Ledger(store.database(), "older").queries(), unknowing, (route, name, value) -> {});

    assertThat(cancellation.renders(older.endings().cancel(now(job)))).isEmpty();
    assertThat(log)
        .contains(
            job.id()
                + " is not cancelled at up: that upstream, or the key for it, is not configured"
                + " here");
  }

  private void pass(Duration all) {
    for (var left = all; left.isPositive(); left = left.minusSeconds(5)) {
      time.passes(Duration.ofSeconds(5));
      older.leases().renew();
      newer.leases().renew();
    }
  }

  /** The node that does not know the upstream claims the job, and can do nothing. */
  private void leave() {
    var claimed = Claims.of(older, JobStep.POLL, 1).getFirst();
    var thrown = catchThrowable(() -> unknowing.upstream(claimed));
    older.failures().failed(claimed, thrown);
    assertThat(now(claimed).state()).isInstanceOf(Rendering.class);
  }

  private Job rendering() {
    var order = new VideoOrder("new", "new", "a cat", "720x1280", 10, false, false, false, null);
    newer.intake().accept(order, "anna");
    var job = newer.steps().submitting(Claims.of(newer, JobStep.SUBMIT, 1).getFirst());
    newer.steps().commitIntent(job);
    return newer.steps().submitted(now(job), report(Verdict.WORKING));
  }

  private void cancelItsBatch(Job job) {
    store
        .database()
        .write(
            db -> {
              db.sql(
                      "insert into batch (id, licence, source, name, created_at, cancelled_at)"
                          + " values ('b', 'anna', 'b', 'b', 0, 1)")
                  .update();
              return db.sql("update job set batch = 'b', line = 1 where id = ?")
                  .param(job.id())
                  .update();
            });
  }

  private static Report report(Verdict verdict) {
    return new Report("task", verdict, null, null, List.of());
  }

  private Job now(Job job) {
    return new Ledger(store.database(), "reader").queries().findAny(job.id()).orElseThrow();
  }

  private TargetPlanner planner(Map<String, Upstream> upstreams, Map<String, List<Target>> models) {
    return new TargetPlanner(
        new Upstreams(upstreams, models),
        new Ledger(store.database(), "reader").queries(),
        (dialect, verb) -> true,
        time);
  }

  private JobDesk desk(String name, TargetPlanner planner) {
    return new JobDesk(
        new Ledger(store.database(), name), planner, new TestJobSettings().build(), time);
  }
}
