package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A render that comes with the answer to its order has been made while that was awaited. */
class AnsweredRendersTest extends ObservedJobs {

  private static final Duration TOOK = Duration.ofSeconds(70);
  private static final Order IMAGE =
      new ImageOrder("sora-2", "sora-2", "a fox", "1024x1024", 1, "png", false, List.of());

  private final List<JobState> before = new ArrayList<>();
  private final List<JobState> after = new ArrayList<>();

  @Override
  void changed(@Nullable Job was, Job job) {
    if (was != null) {
      before.add(was.state());
    }
    after.add(job.state());
  }

  @Test
  void itsTimeBeginsWhenItsOrderWasSent() {
    var sent = time.instant();

    var job = answered(order("a fox"));

    assertThat(since(job)).isEqualTo(sent);
    assertThat(job.history().doneAt()).isEqualTo(sent.plus(TOOK));
  }

  /** When it was sent again is not recorded, only that of the first request. */
  @Test
  void whatIsSentAgainHasTheTimeOfItsAnswer() {
    desk.intake().accept(IMAGE, "ann");
    var job = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    desk.steps().commitIntent(job);
    var held = Objects.requireNonNull(desk.leases().held(job));
    var unsure = desk.commits().commitAndKeep(held.lookupUntil(time.instant().plus(TOOK)));
    time.passes(TOOK);

    assertThat(since(desk.steps().submitted(unsure, done(unsure)))).isEqualTo(time.instant());
  }

  @Test
  void itsTimeIsLearned() {
    for (int n = 0; n < 3; n++) {
      answered(IMAGE);
    }

    assertThat(learned()).contains(TOOK);
  }

  /** Its worker delivers it at once, and tells nobody else of it. */
  @Test
  void anImageIsObservedWhenItIsRendered() {
    var job = answered(IMAGE);

    assertThat(desk.steps().isDeliveredNow(job)).isTrue();
    assertThat(before).singleElement().isInstanceOf(Submitting.class);
    assertThat(after).singleElement().isInstanceOf(Rendered.class);
  }

  /** A video whose download fails is polled again, and is reported as done once more. */
  @Test
  void theTimeOfARenderIsLearnedOnce() {
    for (int n = 0; n < 3; n++) {
      var job = answered(order("a fox"));
      desk.failures()
          .failed(Claims.of(desk, JobStep.DELIVER, 1).getFirst(), new IllegalStateException());
      time.passes(Duration.ofHours(1));
      desk.steps().polled(Claims.of(desk, JobStep.POLL, 1).getFirst(), done(job));
    }

    assertThat(learned()).contains(TOOK);
  }

  private Optional<Duration> learned() {
    var times = desk.terms().targetPlanner().chooser().renderTimes();
    return times.learned(TARGET.upstreamModel());
  }

  private static @Nullable Instant since(Job job) {
    return job.rendered().at().since();
  }

  private Job answered(Order order) {
    desk.intake().accept(order, "ann");
    var job = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    desk.steps().commitIntent(job);
    time.passes(TOOK);
    return desk.steps().submitted(job, done(job));
  }

  private static Report done(Job job) {
    return new Report(job.id(), Verdict.DONE, 100.0, null, List.of("http://127.0.0.1:1/it"));
  }
}
