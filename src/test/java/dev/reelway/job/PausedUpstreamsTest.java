package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where jobs go, and what they are told, while an operator has paused an upstream. */
class PausedUpstreamsTest {

  private static final Target SMALL = new Target("small", "key", "m");
  private static final Target OTHER = new Target("other", "key", "m");

  private final SettableClock time = new SettableClock();
  private final Set<String> paused = ConcurrentHashMap.newKeySet();
  private final TestDatabase store = TestDatabase.memory();
  private final Ledger ledger = new Ledger(store.database(), "this-node");
  private final JobDesk desk = desk(ledger);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aJobWhoseOnlyUpstreamIsPausedWaitsWithoutAnAttemptAndSaysWhy() {
    paused.add("small");
    var job = accepted("small");
    submit(job);

    var waiting = now(job);
    assertThat(waiting.state()).isEqualTo(new Queued());
    assertThat(waiting.attempts()).isZero();
    assertThat(desk.leases().held(job)).isNull();
    assertThat(Claims.of(desk, JobStep.SUBMIT, 9)).isEmpty();
    assertThat(cause(waiting)).isEqualTo(PausedUpstreams.CAUSE);
    assertThat(planner().learnedBound(SMALL.account())).isEmpty();
    assertThat(planner().isOpen(SMALL)).isFalse();
    assertThat(planner().isResting("small")).isTrue();
  }

  @Test
  void itGoesThereOnceThatIsResumed() {
    paused.add("small");
    var job = accepted("small");
    submit(job);

    paused.clear();

    assertThat(cause(now(job))).isNull();
    var claimed = Claims.of(desk, JobStep.SUBMIT, 9).getFirst();
    assertThat(JobRow.target(desk.steps().submitting(claimed).state())).isEqualTo(SMALL);
  }

  @Test
  void anotherNodeThatKnowsOfNoQueueSendsItOnceThatIsResumed() {
    paused.add("small");
    var job = accepted("small");
    submit(job);
    var other = desk(new Ledger(store.database(), "other-node"));

    other.claims().discoverWaitQueues();
    assertThat(Claims.of(other, JobStep.SUBMIT, 9)).isEmpty();
    paused.clear();

    assertThat(Claims.of(other, JobStep.SUBMIT, 9)).extracting(Job::id).containsExactly(job.id());
  }

  @Test
  void anotherTargetIsUsedInstead() {
    paused.add("small");
    var job = accepted("both");

    var submitting = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());

    assertThat(JobRow.target(submitting.state())).isEqualTo(OTHER);
    assertThat(cause(job)).isNull();
    assertThat(planner().isResting("both")).isFalse();
  }

  @Test
  void manyWaitBehindTheFirstWithoutAWorker() {
    paused.add("small");
    IntStream.range(0, 50).forEach(n -> accepted("small"));
    submit(Claims.of(desk, JobStep.SUBMIT, 1).getFirst(), true);

    assertThat(Claims.of(desk, JobStep.SUBMIT, 100)).isEmpty();
    paused.clear();

    assertThat(Claims.of(desk, JobStep.SUBMIT, 100)).hasSize(50);
  }

  @Test
  void aRenderThatIsThereAlreadyIsPolledToItsEnd() {
    accepted("small");
    var sent = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    paused.add("small");
    desk.steps().submitted(sent, report(Verdict.WORKING));
    time.passes(Duration.ofMinutes(1));

    var polled = Claims.of(desk, JobStep.POLL, 1).getFirst();
    desk.steps().polled(polled, report(Verdict.DONE));

    assertThat(now(sent).isDone()).isTrue();
  }

  /** The order was decided on before the pause, and its render may exist. */
  @Test
  void aLostAnswerIsLookedUpDuringThePause() {
    accepted("small");
    var sent = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    desk.steps().commitIntent(sent);
    paused.add("small");
    desk.failures().failed(sent, new SocketException("reset"));

    assertThat(now(sent).state())
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why().code()).isEqualTo("submit_unknown"));
  }

  @Test
  void aJobThatWaitedTooLongFailsWithTheReason() {
    paused.add("small");
    var job = accepted("small");
    submit(job);
    time.passes(Duration.ofDays(30));

    desk.endings().expire();

    assertThat(now(job).state())
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.why().code()).isEqualTo("wait_expired");
              assertThat(failed.why().message()).endsWith(". " + PausedUpstreams.CAUSE);
            });
  }

  @Test
  void anotherTargetThatFailsDoesNotSendItToThePausedOne() {
    paused.add("small");
    var job = accepted("both");
    for (int n = 0; n < 8; n++) {
      var claimed = Claims.of(desk, JobStep.SUBMIT, 1);
      if (!claimed.isEmpty()) {
        submit(claimed.getFirst(), false);
      }
      time.passes(Duration.ofMinutes(1));
    }

    assertThat(now(job).state()).isEqualTo(new Queued());
    assertThat(planner().lastError("small")).isEmpty();
    assertThat(planner().lastError("other")).isPresent();
    assertThat(planner().restsUntil(SMALL)).isEmpty();
  }

  @Test
  void theLastFailedRequestOfAnUpstreamIsKnownInWords() {
    var job = accepted("small");
    submit(job);

    assertThat(planner().lastError("small"))
        .hasValueSatisfying(
            error -> {
              assertThat(error.cause())
                  .isEqualTo("The connection to the upstream could not be established.");
              assertThat(error.target()).isEqualTo(SMALL);
              assertThat(error.job()).isEqualTo(job.id());
            });
  }

  private void submit(Job job) {
    var claimed = Claims.of(desk, JobStep.SUBMIT, 1).getFirst();
    assertThat(claimed.id()).isEqualTo(job.id());
    submit(claimed, false);
  }

  /** Submits a job; its upstream cannot be reached. */
  private void submit(Job claimed, boolean waits) {
    var sent = new Job[1];
    var thrown = catchThrowable(() -> sent[0] = desk.steps().submitting(claimed));
    assertThat(!waits || thrown != null).isTrue();
    var job = sent[0] == null ? claimed : sent[0];
    desk.failures().failed(job, thrown == null ? new ConnectException() : thrown);
  }

  private Job accepted(String model) {
    var order = new VideoOrder(model, model, "a fox", "720x1280", 8, false, false, false, null);
    return desk.intake().accept(order, "anna");
  }

  private Job now(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }

  private @Nullable String cause(Job job) {
    return planner().explained(job).history().lastCause();
  }

  private CapacityPlanner planner() {
    return desk.terms().capacityPlanner();
  }

  private static Report report(Verdict verdict) {
    return new Report("task-1", verdict, null, null, List.of());
  }

  private JobDesk desk(Ledger of) {
    var upstreams =
        new Upstreams(
            Map.of("small", upstream("small"), "other", upstream("other")),
            Map.of("small", List.of(SMALL), "both", List.of(SMALL, OTHER)));
    return new JobDesk(
        of,
        new TargetPlanner(upstreams, of.queries(), (dialect, verb) -> false, time),
        new TestJobSettings().build(),
        StoragePolicy.FOREVER,
        StepTrigger.NONE,
        JobObserver.NONE,
        JobQuotas.NONE,
        new PausedUpstreams(() -> Set.copyOf(paused)),
        JobTraces.OFF,
        time);
  }

  private static Upstream upstream(String name) {
    return new Upstream(name, "sora", "http://127.0.0.1:1", "key", "k", false);
  }
}
