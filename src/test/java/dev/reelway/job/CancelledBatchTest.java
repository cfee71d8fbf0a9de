package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Failed;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Nothing is sent of a batch that its owner has cancelled, however many of its jobs are queued. */
class CancelledBatchTest extends LedgerFixture {

  private final SettableClock time = new SettableClock();
  private final JobDesk desk = desk();

  CancelledBatchTest() {
    super(TestDatabase.memory());
  }

  @Test
  void aJobThatIsAboutToBeSentIsCancelled() {
    var job = submitting();
    insertCancelled("b1");

    assertThatExceptionOfType(LeaseLost.class).isThrownBy(() -> desk.steps().commitIntent(job));

    var ended = found(job);
    assertThat(((Failed) ended.state()).why().code()).isEqualTo("cancelled");
    assertThat(ended.mayBePaid()).isFalse();
    assertThat(desk.leases().held(job)).isNull();
  }

  /** Its first request may have arrived. */
  @Test
  void aJobThatIsAboutToBeSentAgainIsCancelledAsOneThatMayBePaid() {
    var job = submitting();
    desk.steps().commitIntent(job);
    var unsure = held(job).lookupUntil(time.instant().plus(Duration.ofMinutes(2)));
    desk.commits().commitAndKeep(unsure);
    insertCancelled("b1");

    assertThatExceptionOfType(LeaseLost.class).isThrownBy(() -> desk.steps().commitIntent(unsure));

    assertThat(((Failed) found(job).state()).why().code()).isEqualTo("cancelled");
    assertThat(found(job).mayBePaid()).isTrue();
  }

  @Test
  void aJobOfAnotherBatchIsSent() {
    insertCancelled("b2");
    var job = submitting();

    desk.steps().commitIntent(job);

    assertThat(held(job).submitting().unsent()).isFalse();
  }

  private Job submitting() {
    var line = new LineOrder(new BatchLine("b1", 1), order("a fox"), DeliveryOptions.USUAL);
    desk.intake().acceptLine(line, "ann", null);
    return desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
  }

  private Job held(Job job) {
    return Objects.requireNonNull(desk.leases().held(job));
  }

  private JobDesk desk() {
    var upstream = new Upstream("studio", "sora", "http://127.0.0.1:1", "first-key", "k", true);
    var target = new Target("studio", "first-key", "m");
    var upstreams = new Upstreams(Map.of("studio", upstream), Map.of("sora-2", List.of(target)));
    return new JobDesk(
        ledger,
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> true, time),
        new TestJobSettings().build(),
        time);
  }
}
