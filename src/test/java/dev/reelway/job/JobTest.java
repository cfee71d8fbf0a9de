package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(90);
  private static final JobTiming PACE =
      new JobTiming(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMinutes(5));
  private static final Order ORDER =
      new VideoOrder(
          "sora_video2", "sora_video2", "a cat", "720x1280", 10, false, false, false, null);
  private static final Target TARGET = new Target("one", "main", "sora_video2");
  private static final RenderTask AT = new RenderTask(TARGET, "task_1", NOW);
  private static final Asset VIDEO = new Asset("file", "a.mp4", "video/mp4", 5, "00", null);

  private final Job queued = Job.accepted(ORDER, "anna", null, NOW, NOW.plusSeconds(1800));
  private final Job submitting = queued.submitting(TARGET, ORDER, LATER, LATER);
  private final Job rendering = submitting.submitted(report("task_1", Verdict.WORKING), PACE, NOW);
  private final Job rendered = rendering.polled(report(null, Verdict.DONE), PACE, NOW);

  @Test
  void anAcceptedJobIsQueuedAndDueAtOnce() {
    assertThat(queued.state()).isEqualTo(new Queued());
    assertThat(queued.due()).isEqualTo(NOW);
    assertThat(queued.deadline()).isEqualTo(NOW.plusSeconds(1800));
    assertThat(queued.ended()).isNull();
    assertThat(JobId.isJobId(queued.id())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "refused, false, false",
    "failed, false, false",
    "timed_out, false, true",
    "cancelled, false, true",
    "unusable_answer, true, true",
    "submit_unknown, true, true",
    "record_unreadable, true, true",
    "wait_expired, false, true",
    "source_lost, false, true"
  })
  void aFailedJobMayBePaidUnlessItsUpstreamSaysOtherwise(
      String code, boolean unsent, boolean accepted) {
    var why = new Failure(code, "No.");

    assertThat(queued.failed(why, NOW).mayBePaid()).isEqualTo(unsent);
    assertThat(rendering.failed(why, NOW).mayBePaid()).isEqualTo(accepted);
    assertThat(rendered.failed(why, NOW).mayBePaid()).isTrue();
    assertThat(rendered.mayBePaid()).isFalse();
  }

  @Test
  void aJobAboutToBeSubmittedKnowsItsTarget() {
    assertThat(submitting.state()).isEqualTo(new Submitting(TARGET, null, null));
    assertThat(submitting.due()).isEqualTo(LATER);
  }

  @Test
  void aSubmittedJobIsPolledAfterAWhile() {
    assertThat(rendering.state()).isEqualTo(new Rendering(AT, 0));
    assertThat(rendering.due()).isBetween(NOW.plusMillis(1_800), NOW.plusSeconds(2));
  }

  /** A paid render must not have fewer tries to be fetched because its order was sent late. */
  @ParameterizedTest
  @EnumSource(names = {"WORKING", "DONE"})
  void theAttemptsToSubmitAreNotThoseOfTheNextStep(Verdict verdict) {
    var late = queued.requeued(NOW).requeued(NOW).submitting(TARGET, ORDER, LATER, LATER);

    assertThat(late.attempts()).isEqualTo(2);
    assertThat(late.submitted(report("task_1", verdict), PACE, NOW).attempts()).isZero();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "../x", "a b", "a\r\nb"})
  void aWorkingUpstreamMustNameAUsableTask(@Nullable String task) {
    var report = report(task, Verdict.WORKING);

    assertThatThrownBy(() -> submitting.submitted(report, PACE, NOW))
        .isInstanceOf(UnusableAnswer.class)
        .hasMessageStartingWith("The upstream accepted the order, but its answer names ");
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "FAILED"})
  void anUpstreamThatDeclinesNeedsNoTask(Verdict verdict) {
    var failed =
        submitting.submitted(new Report(null, verdict, null, "too rude", List.of()), PACE, NOW);

    assertThat(failed.state())
        .isEqualTo(
            new Failed(null, new Failure(verdict.name().toLowerCase(Locale.ROOT), "too rude")));
  }

  @ParameterizedTest
  @CsvSource({
    "40, 30, 40",
    "40, 55.9, 55",
    "40, , 40",
    "40, -5, 40",
    "40, 150, 99",
    "40, 100, 99",
    "40, NaN, 40",
    "0, -Infinity, 0",
    "0, Infinity, 99",
  })
  void progressNeverGoesBackAndIsNeverFullBeforeDelivery(
      int before, @Nullable Double told, int after) {
    var job = polled(polled(rendering, (double) before), told);

    assertThat(job.state()).isEqualTo(new Rendering(AT, after));
    assertThat(job.state().progress()).isEqualTo(after);
  }

  @Test
  void onlyADeliveredJobIsComplete() {
    assertThat(queued.state().progress()).isZero();
    assertThat(submitting.state().progress()).isZero();
    assertThat(rendered.state().progress()).isEqualTo(99);
    assertThat(rendered.delivered(List.of(VIDEO), null, NOW).state().progress()).isEqualTo(100);
  }

  @Test
  void aDoneRenderIsFetchedAtOnce() {
    assertThat(rendered.state()).isEqualTo(new Rendered(AT, List.of()));
    assertThat(rendered.due()).isEqualTo(NOW);
    assertThat(rendered.state()).isInstanceOf(JobState.Rendered.class);
  }

  @Test
  void anUpstreamMayBeDoneAtOnce() {
    var report =
        new Report("task_1", Verdict.DONE, 100.0, null, List.of("https://videos.example/1.mp4"));

    assertThat(submitting.submitted(report, PACE, NOW).state())
        .isEqualTo(new Rendered(AT, List.of("https://videos.example/1.mp4")));
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED, too rude, refused, too rude",
    "REFUSED, ,         refused, The upstream refused the order.",
    "FAILED,  no GPU,   failed,  no GPU",
    "FAILED,  '  ',     failed,  The upstream gave no reason.",
  })
  void whatTheUpstreamEndsFailsForGood(
      Verdict verdict, @Nullable String reason, String code, String message) {
    var failed = rendering.polled(new Report(null, verdict, null, reason, List.of()), PACE, LATER);

    assertThat(failed.state()).isEqualTo(new Failed(AT, new Failure(code, message)));
    assertThat(failed.ended()).isEqualTo(LATER);
  }

  @Test
  void aDeliveredJobKnowsItsVideo() {
    var delivered = rendered.delivered(List.of(VIDEO), null, LATER);

    assertThat(delivered.state()).isEqualTo(new Delivered(AT, List.of(VIDEO), null));
    assertThat(delivered.ended()).isEqualTo(LATER);
  }

  @Test
  void aJobThatWasNotAcceptedGoesBackIntoTheQueue() {
    var again = submitting.requeued(LATER);

    assertThat(again.state()).isEqualTo(new Queued());
    assertThat(again.due()).isEqualTo(LATER);
    assertThat(again.attempts()).isEqualTo(1);
  }

  @Test
  void attemptsAreCountedUntilThereIsProgress() {
    var thrice = submitting.postponed(LATER).postponed(LATER).postponed(LATER);

    assertThat(thrice.attempts()).isEqualTo(3);
    assertThat(thrice.state()).isEqualTo(submitting.state());
    assertThat(thrice.submitted(report("task_1", Verdict.WORKING), PACE, NOW).attempts()).isZero();
  }

  @Test
  void aVideoWithALinkIsPolledForAFreshOneWhenItsDownloadFails() {
    var linked =
        rendering.polled(new Report(null, Verdict.DONE, null, null, List.of("x")), PACE, NOW);

    var again = linked.undelivered(LATER, false);

    assertThat(again.state()).isEqualTo(new Rendering(AT, 99));
    assertThat(again.due()).isEqualTo(LATER);
    assertThat(again.polled(report(null, Verdict.DONE), PACE, LATER).attempts()).isEqualTo(1);
  }

  @Test
  void aVideoWhoseUpstreamHasNoNameForItIsFetchedAgainAtItsLink() {
    var nameless = queued.id() + ":chatcmpl-7";
    var linked =
        submitting.submitted(
            new Report(nameless, Verdict.DONE, null, null, List.of("x")), PACE, NOW);

    assertThat(linked.undelivered(LATER, false).state())
        .isEqualTo(new Rendered(new RenderTask(TARGET, nameless, NOW), List.of("x")));
  }

  @Test
  void aRenderThatIsLostHasAnUnknownOutcome() {
    var lost = rendering.polled(new Report(null, Verdict.LOST, null, null, List.of()), PACE, NOW);

    assertThat(lost.state())
        .isEqualTo(
            new Failed(AT, new Failure("submit_unknown", "The outcome of the order is unknown.")));
  }

  /** An upstream may say that it is done a moment before it has the link. */
  @Test
  void aVideoThatIsNotThereIsPolledForALink() {
    var again = rendered.undelivered(LATER, true);

    assertThat(again.state()).isEqualTo(new Rendering(AT, 99));
    assertThat(again.attempts()).isEqualTo(1);
    assertThat(rendered.undelivered(LATER, false).state()).isEqualTo(rendered.state());
  }

  @Test
  void aDeliveredJobIsKeptUntilItsTimeIsOver() {
    var delivered = (Delivered) rendered.delivered(List.of(VIDEO), Duration.ofDays(1), NOW).state();

    assertThat(delivered.expires()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    assertThat(delivered.isRetained(NOW.plus(Duration.ofDays(1)).minusMillis(1))).isTrue();
    assertThat(delivered.isRetained(NOW.plus(Duration.ofDays(1)))).isFalse();
    assertThat(((Delivered) rendered.delivered(List.of(VIDEO), null, NOW).state()).isRetained(NOW))
        .isTrue();
  }

  @Test
  void nothingThatHappensChangesWhoseJobItIs() {
    var delivered = rendered.postponed(LATER).delivered(List.of(VIDEO), null, LATER);

    assertThat(delivered)
        .usingRecursiveComparison()
        .ignoringFields("state", "attempts", "due", "ended", "deadline", "history")
        .isEqualTo(queued);
  }

  private static Job polled(Job job, @Nullable Double progress) {
    return job.polled(new Report(null, Verdict.WORKING, progress, null, List.of()), PACE, NOW);
  }

  private static Report report(@Nullable String task, Verdict verdict) {
    return new Report(task, verdict, null, null, List.of());
  }
}
