package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.SettableClock;
import dev.reelway.cost.Money;
import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.LicenceLimits.Quota;
import dev.reelway.order.OrderNotAllowed;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.SubmitIntent;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamFailure.NotAccepted;
import dev.reelway.upstream.Upstreams;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * After a pause, one order is the trial of an upstream. If it is not sent, the next order is the
 * trial.
 */
class UnsentTrialsTest {

  private static final Target TARGET = new Target("up", "key", "m");
  private static final Duration PAUSE = Duration.ofMinutes(5);

  private final SettableClock time = new SettableClock();
  private final TestDatabase store = TestDatabase.memory();
  private final Ledger ledger = new Ledger(store.database(), "this-node");
  private final JobDesk desk = desk();

  @AfterEach
  void close() {
    SubmitIntent.end();
    store.close();
  }

  @Test
  void anOrderThatItsLicenceDoesNotAllowIsNoTrial() {
    accepted("anna");
    afterAPause();

    for (int calls = 0; calls < 5; calls++) {
      assertThatExceptionOfType(OrderNotAllowed.class)
          .isThrownBy(
              () -> desk.intake().acceptWatched(video(), "bert", null, true, PAUSE.dividedBy(2)));
    }

    isTrial(submitting());
  }

  @Test
  void norIsOneWhoseSourceIsGone() {
    accepted("anna");
    accepted("anna");
    afterAPause();

    desk.failures().failed(submitting(), JobImpossible.ofLostImage());

    isTrial(submitting());
  }

  @Test
  void norIsOneWhoseSourceCannotBeReadNow() {
    accepted("anna");
    accepted("anna");
    afterAPause();

    desk.failures().failed(submitting(), new SinkUnavailable("away", null));

    isTrial(submitting());
  }

  @Test
  void norIsOneThatItsOwnerCancels() {
    accepted("anna");
    accepted("anna");
    afterAPause();
    var job = submitting();

    desk.endings().cancel(job);
    assertThatExceptionOfType(LeaseLost.class).isThrownBy(() -> desk.steps().commitIntent(job));
    desk.terms().capacityPlanner().submitEnded(job.id());

    isTrial(submitting());
  }

  private static void isTrial(Job job) {
    assertThat(job.state()).isEqualTo(new JobState.Submitting(TARGET, null, null));
  }

  private void afterAPause() {
    var waits = video();
    var one = Job.accepted(waits, "anna", null, time.instant(), time.instant().plus(PAUSE));
    desk.terms().capacityPlanner().notAccepted(one, TARGET, new NotAccepted("status 503", PAUSE));
    for (var left = PAUSE; left.isPositive(); left = left.minusSeconds(5)) {
      time.passes(Duration.ofSeconds(5));
      desk.leases().renew();
    }
  }

  private Job submitting() {
    return desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
  }

  private void accepted(String licence) {
    desk.intake().accept(video(), licence);
  }

  private static VideoOrder video() {
    return new VideoOrder("m", "m", "a cat", "720x1280", 10, false, false, false, null);
  }

  /** Bert may order nothing more. */
  private static Optional<Licence> licence(String name) {
    var none = new Quota(0, 0L, BigDecimal.ZERO);
    var limits =
        name.equals("bert") ? new LicenceLimits(null, null, none, none) : LicenceLimits.NONE;
    return Optional.of(new Licence(name, Set.of(), null, limits));
  }

  private JobDesk desk() {
    var upstreams =
        new Upstreams(
            List.of(new Upstream("up", "sora", "http://127.0.0.1:1", "key", "k", false)),
            Map.of("m", List.of(TARGET)),
            Map.of(),
            Map.of());
    return new JobDesk(
        ledger,
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time),
        new TestJobSettings().build(),
        StoragePolicy.FOREVER,
        StepTrigger.NONE,
        JobObserver.NONE,
        new JobQuotas(
            UnsentTrialsTest::licence, order -> Optional.of(BigDecimal.ONE), Money.DOLLARS),
        time);
  }
}
