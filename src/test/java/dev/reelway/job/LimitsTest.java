package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.SettableClock;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamLimits;
import dev.reelway.upstream.Upstreams;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where jobs go that have several targets, keys and limits. */
class LimitsTest {

  /** How long after its deadline a render is failed that no worker has polled. */
  private static final Duration UNASKED = JobEndings.MOST_OVERDUE.plusMinutes(1);

  private static final int SHARE = 20;
  private static final Target SMALL = new Target("small", "key", "m");
  private static final Target OTHER = new Target("other", "key", "m");
  private static final Target MAIN = new Target("pair", "main", "m");
  private static final Target SECOND = new Target("pair", "second", "m");

  private final SettableClock time = new SettableClock();
  private final Map<String, UpstreamLimits> limits = new HashMap<>();
  private final Set<JobStep> woken = ConcurrentHashMap.newKeySet();
  private final TestDatabase store;
  private final Ledger ledger;
  private int tasks;
  private int submitsAtOnce = 1_000;

  LimitsTest(@TempDir Path home) throws IOException {
    store = TestDatabase.sqlite(home);
    ledger = new Ledger(store.database(), "this-node");
  }

  @AfterEach
  void close() {
    store.close();
  }

  // Keys.

  @Test
  void keysTakeTurns() {
    var desk = desk();
    var targets = submitted(desk, accepted(desk, "pair", 200));

    assertThat(targets).filteredOn(MAIN::equals).hasSizeBetween(50, 150);
    assertThat(targets).filteredOn(SECOND::equals).hasSizeBetween(50, 150);
  }

  @Test
  void theNextTryGoesToTheNextKey() {
    var desk = desk();
    accepted(desk, "pair", 1);
    var first = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());

    desk.failures().failed(first, new ConnectException());
    var second = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());

    assertThat(List.of(target(first), target(second))).containsExactlyInAnyOrder(MAIN, SECOND);
  }

  @Test
  void aRemixGoesToTheKeyThatMadeItsSource() {
    var desk = desk();
    for (int i = 0; i < 20; i++) {
      var source = accepted(desk, "pair", 1).getFirst();
      var at = submitted(desk, List.of(source)).getFirst();
      desk.intake().accept(order("pair", source.id()), "anna");

      assertThat(target(desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst())))
          .isEqualTo(at);
    }
  }

  @Test
  void noMoreIsOpenThanTheLimitThoughManySubmitAtOnce() throws Exception {
    limits.put("small", new UpstreamLimits(10, null, null));
    var desk = desk();
    accepted(desk, "small", 128);
    var claimed = Claims.of(desk, JobStep.SUBMIT, 128);

    var gone =
        Together.run(
            claimed.stream().<Callable<Boolean>>map(job -> () -> goes(desk, job)).toList());

    assertThat(gone.stream().filter(went -> went)).hasSize(10);
    assertThat(ledger.queries().countOpen("small")).isEqualTo(10);
  }

  @Test
  void aTargetWithoutCapacityIsSkippedForTheNextOne() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var desk = desk();

    assertThat(submitted(desk, accepted(desk, "both", 3))).containsExactly(SMALL, OTHER, OTHER);
  }

  @Test
  void aJobWithoutCapacityStaysQueuedAndCountsNoAttempt() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var desk = desk();
    submitted(desk, accepted(desk, "small", 1));
    var second = accepted(desk, "small", 1).getFirst();

    work(desk);

    assertThat(state(second)).isInstanceOf(JobState.Queued.class);
    assertThat(ledger.queries().findAny(second.id()).orElseThrow().attempts()).isZero();
    time.passes(Duration.ofSeconds(30));
    assertThat(Claims.of(desk, JobStep.SUBMIT, 10)).isEmpty();
  }

  @Test
  void aRenderThatEndsFreesCapacityForTheJobThatHasWaitedLongest() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var desk = desk();
    var jobs = accepted(desk, "small", 4);
    work(desk);

    for (var job : jobs) {
      assertThat(state(job)).isInstanceOf(JobState.Rendering.class);
      woken.clear();
      ends(desk);
      assertThat(woken.contains(JobStep.SUBMIT) || job == jobs.getLast()).isTrue();
      work(desk);
    }
  }

  @Test
  void waitingJobsAreSubmittedBeforeNewOnes() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var desk = desk();
    var jobs = accepted(desk, "small", 2);
    work(desk);
    var late = accepted(desk, "small", 1).getFirst();

    assertThat(Claims.of(desk, JobStep.SUBMIT, 1)).isEmpty();
    ends(desk);
    work(desk);

    assertThat(state(jobs.getLast())).isInstanceOf(JobState.Rendering.class);
    assertThat(state(late)).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void manyWaitingJobsAreNotClaimedAndDelayNoOther() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var desk = desk();
    accepted(desk, "small", 300);
    work(desk);
    var other = accepted(desk, "other", 1).getFirst();

    assertThat(Claims.of(desk, JobStep.SUBMIT, 128))
        .extracting(Job::id)
        .containsExactly(other.id());
    assertThat(Claims.of(desk, JobStep.SUBMIT, 128)).isEmpty();
    ends(desk);
    assertThat(Claims.of(desk, JobStep.SUBMIT, 128)).hasSize(1);
    assertThat(Claims.of(desk, JobStep.SUBMIT, 128)).isEmpty();
  }

  /** No worker looks at them first, only to send them there. */
  @Test
  void anOrderBehindWaitingJobsJoinsThemWithItsAcceptance() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var desk = desk();
    accepted(desk, "small", 2);
    work(desk);

    var late = accepted(desk, "small", 2);
    var other = accepted(desk, "other", 1).getFirst();
    var another = new Ledger(store.database(), "another-node");
    assertThat(Claims.of(another, JobState.Name.QUEUED, 9, time.instant(), Duration.ofHours(1)))
        .extracting(Job::id)
        .containsExactly(other.id());

    for (int n = 0; n < 3; n++) {
      ends(desk);
      work(desk);
    }
    assertThat(late).allMatch(job -> !(state(job) instanceof JobState.Queued));
  }

  @Test
  void jobsThatCannotBeParkedAreReturned() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var desk = desk();
    accepted(desk, "small", 2);
    work(desk);
    execute(
        "create trigger no_parking before update of wait_queue on job"
            + " when new.wait_queue is not null begin select raise(abort, 'full'); end");
    accepted(desk(), "small", 3);

    assertThatThrownBy(() -> Claims.of(desk, JobStep.SUBMIT, 10)).hasMessageContaining("full");

    execute("drop trigger no_parking");
    time.passes(Duration.ofSeconds(10));
    var another = new Ledger(store.database(), "another-node");
    assertThat(Claims.of(another, JobState.Name.QUEUED, 9, time.instant(), Duration.ofHours(1)))
        .hasSize(3);
  }

  private void execute(String sql) {
    store.database().write(db -> db.sql(sql).update());
  }

  @Test
  void waitQueuesThatShareAnUpstreamAreCalledInTurn() {
    limits.put("small", new UpstreamLimits(1, null, null));
    limits.put("other", new UpstreamLimits(1, null, null));
    var desk = desk();
    submitted(desk, accepted(desk, "both", 2));
    var first = accepted(desk, "small", 4);
    var second = accepted(desk, "both", 4);
    work(desk);

    for (int i = 0; i < 4; i++) {
      ends(desk);
      work(desk);
    }

    assertThat(waiting(first)).isLessThan(4);
    assertThat(waiting(second)).isLessThan(4);
  }

  @Test
  void jobsThatWaitedWhenAProcessEndedAreCalledByTheNext() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var before = desk();
    var jobs = accepted(before, "small", 3);
    work(before);
    var after = desk();
    ends(after);

    after.claims().recall();
    work(after);

    assertThat(state(jobs.get(1))).isInstanceOf(JobState.Rendering.class);
    assertThat(state(jobs.get(2))).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void noMoreOrdersAreSentThanAMinuteAllows() {
    limits.put("small", new UpstreamLimits(null, 5, null));
    var desk = desk();
    accepted(desk, "small", 12);

    work(desk);
    assertThat(ledger.queries().countOpen("small")).isEqualTo(5);
    time.passes(Duration.ofSeconds(59));
    work(desk);
    assertThat(ledger.queries().countOpen("small")).isEqualTo(5);
    time.passes(Duration.ofSeconds(1));
    work(desk);
    assertThat(ledger.queries().countOpen("small")).isEqualTo(10);
  }

  /** What one was refused for, before anything left, is our own mistake or configuration. */
  @Test
  void ordersThatWereNotSentTakeNothingOfTheMinute() {
    limits.put("small", new UpstreamLimits(null, 1, null));
    for (var why : List.of(new NotConfigured("No sink."), new IllegalStateException("jq"))) {
      var desk = desk();
      var unsent = accepted(desk, "small", 1).getFirst();
      var claimed = Claims.of(desk, JobStep.SUBMIT, 1).getFirst();
      desk.failures().failed(desk.steps().submitting(claimed), why);

      var sent = accepted(desk, "small", 1).getFirst();
      work(desk);

      assertThat(state(unsent)).isInstanceOf(JobState.Queued.class);
      assertThat(state(sent)).isInstanceOf(JobState.Rendering.class);
      ledger.expiry().cancel(unsent.id(), new JobState.Failure("cancelled", "No."), time.instant());
    }
  }

  @Test
  void aWaitingCallWaitsForCapacityToo() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var desk = desk();

    var day = Duration.ofDays(1);
    var first = desk.intake().acceptWatched(order("small"), "anna", null, true, day);
    var other = desk.intake().acceptWatched(order("other"), "anna", null, true, day);

    assertThat(first.first().state()).isInstanceOf(JobState.Queued.class);
    assertThat(other.first().state()).isInstanceOf(JobState.Submitting.class);
  }

  @Test
  void jobsThatADeadNodeParkedAreCalledByAnother() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var dead = desk();
    var jobs = accepted(dead, "small", 2);
    work(dead);
    var other = desk();
    ends(other);
    woken.clear();

    other.claims().discoverWaitQueues();
    assertThat(woken).containsExactly(JobStep.SUBMIT);
    work(other);

    assertThat(waiting(jobs)).isZero();
  }

  @Test
  void aJobThatWaitsForCapacityFailsWhenItHasWaitedTooLong() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var desk = desk();
    var jobs = accepted(desk, "small", 3);
    work(desk);

    LiveNode.passes(desk, time, Duration.ofMinutes(30).plus(UNASKED));

    assertThat(desk.endings().expire()).extracting(Job::id).containsExactly(jobs.getFirst().id());
    assertThat(code(jobs.getFirst())).isEqualTo("timed_out");
    LiveNode.passes(desk, time, Duration.ofDays(1));
    assertThat(desk.endings().expire()).hasSize(2);
    assertThat(code(jobs.getLast())).isEqualTo("wait_expired");
    assertThat(Claims.of(desk, JobStep.SUBMIT, 10)).isEmpty();
  }

  @Test
  void theTimeInTheQueueDoesNotCountAgainstTheRender() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var desk = desk();
    var jobs = accepted(desk, "small", 2);
    work(desk);
    time.passes(Duration.ofMinutes(29));
    ends(desk);
    work(desk);

    time.passes(Duration.ofMinutes(29));
    assertThat(desk.endings().expire()).isEmpty();
    assertThat(state(jobs.getLast())).isInstanceOf(JobState.Rendering.class);
    LiveNode.passes(desk, time, UNASKED.plusMinutes(1));
    assertThat(desk.endings().expire()).extracting(Job::id).containsExactly(jobs.getLast().id());
  }

  @Test
  void anOrderThatWasNotAcceptedWaitsNoLongerThanBefore() {
    var desk = desk();
    var job = accepted(desk, "small", 1).getFirst();
    time.passes(Duration.ofHours(23));
    var submitting = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    assertThat(found(job).deadline()).isEqualTo(time.instant().plus(Duration.ofMinutes(30)));

    desk.failures().failed(submitting, new ConnectException());

    assertThat(found(job).deadline()).isEqualTo(job.created().plus(Duration.ofDays(1)));
    LiveNode.passes(desk, time, Duration.ofHours(1));
    assertThat(desk.endings().expire()).hasSize(1);
    assertThat(code(job)).isEqualTo("wait_expired");
  }

  @Test
  void aRenderThatFailsAtItsDeadlineOrIsCancelledFreesItsCapacityAtOnce() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var desk = desk();
    var jobs = accepted(desk, "small", 3);
    work(desk);

    LiveNode.passes(desk, time, Duration.ofMinutes(30).plus(UNASKED));
    woken.clear();
    desk.endings().expire();
    assertThat(woken).containsExactly(JobStep.SUBMIT);
    work(desk);

    woken.clear();
    desk.endings().cancel(found(jobs.get(1)));
    assertThat(woken).containsExactly(JobStep.SUBMIT);
    work(desk);
    assertThat(state(jobs.get(2))).isInstanceOf(JobState.Rendering.class);
  }

  @Test
  void aJobThatHasWaitedTooLongIsNotSubmitted() {
    var desk = desk();
    var job = accepted(desk, "small", 1).getFirst();
    time.passes(Duration.ofDays(1));

    work(desk);

    assertThat(code(job)).isEqualTo("wait_expired");
  }

  @Test
  void anOrderThatIsNotAcceptedAfterTheLongestWaitFails() {
    var desk = desk();
    var job = accepted(desk, "small", 1).getFirst();
    time.passes(Duration.ofDays(1).minusSeconds(1));
    var submitting = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    time.passes(Duration.ofSeconds(10));

    desk.failures().failed(submitting, new ConnectException());
    time.passes(Duration.ofMinutes(1));
    work(desk);

    assertThat(code(job)).isEqualTo("wait_expired");
  }

  @Test
  void noMoreOrdersAreOnTheirWayToOneUpstreamThanItsShare() throws Exception {
    submitsAtOnce = SHARE;
    limits.put("other", new UpstreamLimits(1_000, null, null));
    var desk = desk();
    accepted(desk, "other", 400);
    var claimed = Claims.of(desk, JobStep.SUBMIT, 400);

    Together.run(
        claimed.stream()
            .<Callable<Boolean>>map(
                job ->
                    () -> {
                      try {
                        desk.steps().submitting(job);
                        return true;
                      } catch (NoCapacity full) {
                        desk.failures().failed(job, full);
                        return false;
                      }
                    })
            .toList());

    assertThat(ledger.queries().countOpen("other")).isEqualTo(SHARE);
  }

  private Job found(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }

  private String code(Job job) {
    return ((JobState.Failed) state(job)).why().code();
  }

  @Test
  void aJobWaitsForAnUnavailableTargetAndForOneWithoutCapacity() {
    limits.put("small", new UpstreamLimits(1, null, null));
    var desk = desk();
    submitted(desk, accepted(desk, "small", 1));
    for (int i = 0; i < 5; i++) {
      accepted(desk, "other", 1);
      var job = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
      desk.failures().failed(job, new ConnectException());
    }
    var waits = accepted(desk, "both", 1).getFirst();
    work(desk);
    assertThat(state(waits)).isInstanceOf(JobState.Queued.class);

    time.passes(Duration.ofSeconds(6));
    work(desk);

    assertThat(state(waits)).isInstanceOf(JobState.Rendering.class);
  }

  // Words of these facts.

  /** Does what the submit step does until nothing is handed out any more. */
  private void work(JobDesk desk) {
    for (var some = Claims.of(desk, JobStep.SUBMIT, 128);
        !some.isEmpty();
        some = Claims.of(desk, JobStep.SUBMIT, 128)) {
      some.forEach(job -> goes(desk, job));
    }
  }

  /** Whether a job went anywhere. */
  private boolean goes(JobDesk desk, Job job) {
    try {
      var submitting = desk.steps().submitting(job);
      desk.steps().submitted(submitting, report(Verdict.WORKING));
      return true;
    } catch (RuntimeException e) {
      desk.failures().failed(job, e);
      return false;
    }
  }

  /** The oldest render ends. */
  private void ends(JobDesk desk) {
    time.passes(Duration.ofSeconds(20));
    var jobs = new ArrayList<>(Claims.of(desk, JobStep.POLL, 100));
    jobs.sort(Comparator.comparing(Job::created));
    var first = jobs.removeFirst();
    desk.leases().release(jobs);
    desk.steps().polled(first, report(Verdict.DONE));
  }

  private List<Job> accepted(JobDesk desk, String model, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            n -> {
              time.passes(Duration.ofMillis(1));
              return desk.intake().accept(order(model), "anna");
            })
        .toList();
  }

  private List<Target> submitted(JobDesk desk, List<Job> jobs) {
    work(desk);
    return jobs.stream()
        .map(job -> Objects.requireNonNull(state(job).renderTask()).target())
        .toList();
  }

  private long waiting(List<Job> jobs) {
    return jobs.stream().filter(job -> state(job) instanceof JobState.Queued).count();
  }

  private JobState state(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow().state();
  }

  private static @Nullable Target target(Job job) {
    return JobRow.target(job.state());
  }

  private synchronized Report report(Verdict verdict) {
    return new Report("task_" + tasks++, verdict, null, null, List.of());
  }

  private static VideoOrder order(String model) {
    return order(model, null);
  }

  private static VideoOrder order(String model, @Nullable String source) {
    return new VideoOrder(model, model, "a cat", "720x1280", 10, false, false, false, source);
  }

  private static Upstream upstream(String name, String credential) {
    return new Upstream(name, "sora", "http://127.0.0.1:1", credential, "k", false);
  }

  private JobDesk desk() {
    return desk(
        List.of(
            upstream("small", "key"),
            upstream("other", "key"),
            upstream("pair", "main"),
            upstream("pair", "second")));
  }

  private JobDesk desk(List<Upstream> all) {
    var models =
        Map.of(
            "small", List.of(SMALL),
            "other", List.of(OTHER),
            "both", List.of(SMALL, OTHER),
            "pair", List.of(MAIN, SECOND));
    var upstreams = new Upstreams(all, models, Map.of(), limits);
    var settings =
        new TestJobSettings()
            .pollEvery(Duration.ofSeconds(10))
            .lease(Duration.ofHours(1))
            .submitsAtOnce(submitsAtOnce)
            .build();
    var targetPlanner =
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time);
    return new JobDesk(ledger, targetPlanner, settings, StoragePolicy.FOREVER, woken::add, time);
  }
}
