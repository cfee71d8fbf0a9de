package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.SettableClock;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Choice;
import dev.reelway.upstream.ChoiceSettings.By;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.TargetPrices;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamFailure.NotAccepted;
import dev.reelway.upstream.UpstreamLimits;
import dev.reelway.upstream.Upstreams;
import dev.reelway.upstream.UpstreamsUnavailable;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which target gets an order next that was not accepted. */
class TargetTurnsTest {

  private static final Target ONE = new Target("one", "key", "m");
  private static final Target TWO = new Target("two", "key", "m");
  private static final Target THREE = new Target("three", "key", "m");
  private static final Duration WAIT = Duration.ofMinutes(10);

  private final SettableClock time = new SettableClock();
  private final TestDatabase store;
  private final Ledger ledger;
  private int tasks;

  TargetTurnsTest(@TempDir Path home) throws IOException {
    store = TestDatabase.sqlite(home);
    ledger = new Ledger(store.database(), "this-node");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void anOrderThatOneDialectRefusesWaitsForTheTargetWithoutCapacity() {
    var desk = desk(Choice.LISTED, ONE, TWO);
    var first = submitting(desk, "both");
    assertThat(at(first)).isEqualTo(ONE);
    desk.steps().submitted(first, report(Verdict.WORKING));

    var second = submitting(desk, "both");
    assertThat(at(second)).isEqualTo(TWO);
    desk.steps().submitted(second, report(Verdict.REFUSED));
    var waiting = claimed(desk);
    assertThatExceptionOfType(NoCapacity.class)
        .isThrownBy(() -> desk.steps().submitting(waiting))
        .satisfies(full -> desk.failures().failed(waiting, full));

    assertThat(Claims.of(desk, JobStep.SUBMIT, 1)).isEmpty();
    desk.endings().cancel(first);
    assertThat(at(next(desk))).isEqualTo(ONE);
    assertThat(found(second).attempts()).isZero();
  }

  /** What a target has refused is known to all processes, and after a restart. */
  @Test
  void anOrderIsNotTriedAgainWhereTheDialectRefusesIt() {
    var desk = desk(Choice.LISTED, TWO, THREE);
    desk.steps().submitted(submitting(desk, "both"), report(Verdict.REFUSED));
    desk.failures().failed(next(desk), away());
    time.passes(WAIT);

    for (int i = 0; i < 3; i++) {
      var submitting = next(desk(Choice.LISTED, TWO, THREE));
      assertThat(at(submitting)).isEqualTo(THREE);
      desk.failures().failed(submitting, away());
      assertThat(Claims.of(desk, JobStep.SUBMIT, 1)).isEmpty();
      time.passes(WAIT);
    }
  }

  @Test
  void aTargetThatHasFailedIsTriedAgainIfTheOthersRefuse() {
    var desk = desk(Choice.LISTED, TWO, THREE);
    desk.failures().failed(submitting(desk, "both"), away());

    var refused = next(desk);
    assertThat(at(refused)).isEqualTo(THREE);
    desk.steps().submitted(refused, report(Verdict.REFUSED));

    assertThat(found(refused).state()).isInstanceOf(JobState.Queued.class);
    assertThat(Claims.of(desk, JobStep.SUBMIT, 1)).isEmpty();
    time.passes(WAIT);
    assertThat(at(next(desk))).isEqualTo(TWO);
  }

  @Test
  void anOrderThatAllDialectsRefuseFailsWithTheLastReason() {
    var desk = desk(Choice.LISTED, TWO, THREE);
    desk.steps().submitted(submitting(desk, "both"), report(Verdict.REFUSED));
    var last = next(desk);
    assertThat(at(last)).isEqualTo(THREE);
    desk.steps().submitted(last, report(Verdict.REFUSED));

    assertThat(found(last).state())
        .isInstanceOfSatisfying(
            JobState.Failed.class, failed -> assertThat(failed.why().code()).isEqualTo("refused"));
  }

  /** What counts is which targets were tried, not how often the step has failed. */
  @Test
  void failuresOfOurOwnShiftNoTurn() {
    var desk = desk(Choice.LISTED, TWO, THREE);
    desk.intake().accept(order("both"), "anna");
    desk.failures().failed(claimed(desk), new UpstreamsUnavailable(Duration.ofSeconds(1)));
    time.passes(WAIT);

    var first = next(desk);
    assertThat(at(first)).isEqualTo(TWO);
    desk.steps().submitted(first, report(Verdict.REFUSED));
    assertThat(at(next(desk))).isEqualTo(THREE);
  }

  @Test
  void theOthersAreTriedFirstThoughOneIsPassedOver() {
    var desk = desk(Choice.LISTED, ONE, TWO, THREE);
    desk.steps().submitted(submitting(desk, "both"), report(Verdict.WORKING));

    var submitting = submitting(desk, "both");
    assertThat(at(submitting)).isEqualTo(TWO);
    desk.failures().failed(submitting, away());

    assertThat(at(next(desk))).isEqualTo(THREE);
  }

  @Test
  void aTargetThatFailsWhileTheOthersHaveNoCapacityIsTriedAgainAfterAWait() {
    var desk = desk(Choice.LISTED, ONE, TWO);
    desk.steps().submitted(submitting(desk, "both"), report(Verdict.WORKING));
    desk.failures().failed(submitting(desk, "both"), away());
    var second = next(desk);
    assertThat(at(second)).isEqualTo(TWO);
    desk.failures().failed(second, away());

    assertThat(Claims.of(desk, JobStep.SUBMIT, 1)).isEmpty();
    time.passes(WAIT);
    assertThat(at(next(desk))).isEqualTo(TWO);
  }

  @Test
  void byShareTooTheNextTargetIsOneThatWasNotTried() {
    var desk = desk(shares(), TWO, THREE);
    for (int i = 0; i < 4; i++) {
      var first = submitting(desk, "both");
      desk.failures().failed(first, away());
      var second = next(desk);

      assertThat(List.of(at(first), at(second))).containsExactlyInAnyOrder(TWO, THREE);
      desk.steps().submitted(second, report(Verdict.WORKING));
    }
  }

  @Test
  void byShareTooAnOrderThatOneDialectRefusesGoesToTheOther() {
    var desk = desk(shares(), TWO, THREE);
    for (int i = 0; i < 4; i++) {
      var first = submitting(desk, "both");
      desk.steps().submitted(first, report(Verdict.REFUSED));
      var second = next(desk);

      assertThat(List.of(at(first), at(second))).containsExactlyInAnyOrder(TWO, THREE);
      desk.steps().submitted(second, report(Verdict.WORKING));
    }
  }

  @Test
  void anOrderThatWasNotSentDoesNotShowThatItsTargetWorks() {
    var desk = desk(Choice.LISTED, TWO, THREE);
    var pause = Duration.ofMinutes(1);
    desk.terms().capacityPlanner().notAccepted(accepted(), TWO, new NotAccepted("503", pause));
    time.passes(pause);

    var first = submitting(desk, "both");
    assertThat(at(first)).isEqualTo(TWO);
    desk.steps().submitted(first, report(Verdict.REFUSED));
    assertThat(at(next(desk))).isEqualTo(THREE);

    assertThat(at(submitting(desk, "both"))).as("the trial").isEqualTo(TWO);
    assertThat(at(submitting(desk, "both"))).isEqualTo(THREE);
  }

  /** The answer may be that of a gateway, after the engine has taken the order. */
  @Test
  void anotherModelOfAnAccountGetsTheOrderUnderAKeyOfItsOwn() {
    var other = new Target("two", "key", "other");
    var desk = desk(Choice.LISTED, TWO, other, THREE);
    var first = submitting(desk, "both");
    assertThat(key(first)).isEqualTo(first.id());
    notAccepted(desk, first, 503, "");

    var second = next(desk);
    assertThat(at(second)).isEqualTo(other);
    assertThat(key(second)).isEqualTo(first.id() + "-m2");
    notAccepted(desk, second, 503, "");

    var third = next(desk);
    assertThat(at(third)).isEqualTo(THREE);
    assertThat(key(third)).isEqualTo(first.id());
    notAccepted(desk, third, 503, "");
    time.passes(WAIT);

    var again = next(desk);
    assertThat(key(again)).isEqualTo(first.id());
    notAccepted(desk, again, 403, "");
    assertThat(key(next(desk))).isEqualTo(first.id() + "-2");
  }

  /** The links in the request may be others by then. */
  @Test
  void anOrderThatTheUpstreamKnowsFromAnEarlierRequestMayBePaid() {
    var desk = desk(Choice.LISTED, TWO);
    notAccepted(desk, submitting(desk, "both"), 503, "");
    time.passes(WAIT);
    var again = next(desk);

    notAccepted(desk, again, 422, "{\"error\": {\"code\": \"idempotency_key_reused\"}}");

    assertThat(found(again).state())
        .isInstanceOfSatisfying(
            JobState.Failed.class,
            failed -> assertThat(failed.why().code()).isEqualTo("submit_unknown"));
  }

  private static String key(Job job) {
    return job.tries().key(job.id(), at(job));
  }

  private static void notAccepted(JobDesk desk, Job job, int status, String body) {
    desk.steps().commitIntent(job);
    var answer =
        new HttpOperationFailedException("http://127.0.0.1:1/", status, "", "", Map.of(), body);
    desk.failures().failed(job, answer);
  }

  private Job accepted() {
    var now = time.instant();
    return Job.accepted(order("both"), "anna", null, now, now.plus(WAIT));
  }

  private static Choice shares() {
    return new Choice(By.SHARE, null, Map.of(TWO.upstreamModel(), 50, THREE.upstreamModel(), 50));
  }

  private Job submitting(JobDesk desk, String model) {
    desk.intake().accept(order(model), "anna");
    return next(desk);
  }

  private Job next(JobDesk desk) {
    return desk.steps().submitting(claimed(desk));
  }

  private static Job claimed(JobDesk desk) {
    return Claims.of(desk, JobStep.SUBMIT, 1).getFirst();
  }

  private static Target at(Job job) {
    return job.submitting().at();
  }

  private Job found(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }

  private Report report(Verdict verdict) {
    var task = verdict == Verdict.WORKING ? "task_" + tasks++ : null;
    return new Report(task, verdict, null, null, List.of());
  }

  private static Exception away() {
    return new ConnectException();
  }

  private static VideoOrder order(String model) {
    return new VideoOrder(model, model, "a cat", "720x1280", 10, false, false, false, null);
  }

  /** The upstream one takes one order at once. */
  private JobDesk desk(Choice choice, Target... targets) {
    var upstreams =
        new Upstreams(
            Stream.of(targets)
                .map(Target::upstream)
                .distinct()
                .map(one -> new Upstream(one, "sora", "http://127.0.0.1:1", "key", "k", false))
                .toList(),
            Map.of("both", List.of(targets)),
            Map.of(),
            Map.of("one", new UpstreamLimits(1, null, null)),
            TargetPrices.NONE,
            Map.of("both", choice));
    var targetPlanner =
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time);
    var settings = new TestJobSettings().lease(Duration.ofHours(1)).build();
    return new JobDesk(ledger, targetPlanner, settings, time);
  }
}
