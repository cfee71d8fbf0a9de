package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of upstreams, and the questions that come of them. */
class CallbackPollsTest {

  private static final Duration AHEAD = Duration.ofMillis(500);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration MUCH_LATER = Duration.ofMinutes(5);
  private static final Target TARGET = new Target("up", "key", "m");
  private static final JobState RENDERING = new Rendering(new RenderTask(TARGET, "task-1"), 0);

  private final SettableClock time = new SettableClock();
  private final TestDatabase store;
  private final Ledger ledger;
  private final CallbackPolls callbackPolls;

  CallbackPollsTest(@TempDir Path folder) throws IOException {
    store = TestDatabase.sqlite(folder);
    ledger = new Ledger(store.database(), "this-node");
    callbackPolls = new CallbackPolls(ledger.leases(), AHEAD, time);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aCallMakesARenderDueNow() {
    var job = rendering();

    assertThat(callbackPolls.call(job)).isTrue();

    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void aFloodOfCallsMakesOneQuestionASecond() {
    var job = rendering();
    int questions = 0;
    for (int tenth = 0; tenth < 100; tenth++) {
      callbackPolls.call(found(job));
      questions += asked();
      callbackPolls.call(found(job));
      questions += asked();
      time.passes(Duration.ofMillis(100));
    }

    assertThat(questions).isEqualTo(10);
  }

  @Test
  void afterTheClockWasSetBackACallMakesARenderDueNow() {
    var job = rendering();
    callbackPolls.call(job);
    asked();
    time.passes(Duration.ofHours(-2));

    assertThat(callbackPolls.call(found(job))).isTrue();

    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void aCallSoonAfterAQuestionIsNotLost() {
    var job = rendering();
    callbackPolls.call(job);
    asked();
    time.passes(Duration.ofMillis(100));

    assertThat(callbackPolls.call(found(job))).isFalse();

    assertThat(asked()).isZero();
    time.passes(Duration.ofMillis(900));
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void aCallbackForALeasedRenderIsFollowedUpAfterwards() {
    rendering();
    time.passes(MUCH_LATER);
    var held = claim().getFirst();

    assertThat(callbackPolls.call(held)).isFalse();
    letGo(held, RENDERING);

    time.passes(Duration.ofSeconds(1));
    assertThat(asked()).isEqualTo(1);
    time.passes(Duration.ofSeconds(1));
    assertThat(asked()).isZero();
  }

  @Test
  void aCallbackDuringTheSubmitIsFollowedUpAfterIt() {
    var job = submitting();

    assertThat(callbackPolls.call(job)).isFalse();
    letGo(job, RENDERING);

    time.passes(Duration.ofSeconds(1));
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void whatHasEndedIsNotAskedAfter() {
    var job = submitting();
    letGo(job, new Failed(null, new Failure("failed", "It broke.")));

    assertThat(callbackPolls.call(found(job))).isFalse();

    assertThat(found(job).state()).isInstanceOf(Failed.class);
  }

  /** The questions that are due now, each answered with nothing new. */
  private int asked() {
    var due = claim();
    due.forEach(job -> letGo(job, RENDERING));
    return due.size();
  }

  private List<Job> claim() {
    var now = time.instant();
    return Claims.of(ledger, JobState.Name.RENDERING, 9, now.plus(AHEAD), LEASE);
  }

  private void letGo(Job job, JobState state) {
    ledger.records().commit(in(state, job, time.instant().plus(MUCH_LATER)));
    callbackPolls.released(job.id());
  }

  private Job rendering() {
    var job = submitting();
    letGo(job, RENDERING);
    return found(job);
  }

  private Job submitting() {
    var now = time.instant();
    var order = new VideoOrder("m", "m", "a fox", "1280x720", 8, false, false, false, null);
    var job =
        Job.accepted(order, "ann", null, now, now.plus(Duration.ofMinutes(30)))
            .submitting(TARGET, order, now.plus(LEASE), now.plus(LEASE));
    ledger.records().insert(List.of(job));
    return job;
  }

  private static Job in(JobState state, Job job, Instant due) {
    return JobBuilder.like(job)
        .state(state)
        .due(due)
        .ended(state instanceof Failed ? due : null)
        .build();
  }

  private Job found(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }
}
