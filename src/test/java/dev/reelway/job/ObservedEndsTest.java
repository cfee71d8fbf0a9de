package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobState.Failed;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Metrics and callers are told of each end of a job, whoever has ended it. */
class ObservedEndsTest extends ObservedJobs {

  private final List<Job> changed = new ArrayList<>();

  @Override
  void changed(@Nullable Job was, Job job) {
    changed.add(job);
  }

  @Test
  void aCancelledJobIsObservedOnce() {
    var job = desk.steps().submitted(submitting(), report());
    changed.clear();

    desk.endings().cancel(job);
    desk.endings().cancel(job);

    assertThat(changed).extracting(ObservedEndsTest::code).containsExactly("cancelled");
    assertThat(changed.getFirst().state().renderTask()).isEqualTo(job.state().renderTask());
  }

  @Test
  void aJobThatIsCancelledBeforeItsAnswerIsObservedAtItsUpstream() {
    var job = submitting();
    desk.steps().commitIntent(job);

    desk.endings().cancel(job);

    assertThat(changed).singleElement().satisfies(ended -> isUnansweredBy("studio", ended));
  }

  @Test
  void aJobThatExpiresBeforeItsAnswerIsObservedAtItsUpstream() {
    desk.steps().commitIntent(submitting());

    LiveNode.passes(desk, time, Duration.ofHours(1));
    desk.endings().expire();

    assertThat(changed).singleElement().satisfies(ended -> isUnansweredBy("studio", ended));
  }

  @Test
  void aJobThatWasNotSentIsObservedAtNone() {
    desk.endings().cancel(submitting());

    assertThat(changed).singleElement().satisfies(ended -> isUnansweredBy(null, ended));
  }

  /** Who waits for it is answered at once. */
  @Test
  void aJobWhoseRowCannotBeReadIsObservedWhenItEnds() throws Exception {
    var job = desk.intake().accept(order("a fox"), "ann");
    try (var waiting = desk.jobSubscriptions().open(job.id())) {
      waiting.publish(job);
      spoil(job, "request = '{'");

      assertThat(Claims.of(desk, JobStep.SUBMIT, 1)).isEmpty();

      assertThat(waiting.isOpen()).isFalse();
    }
    assertThat(changed).extracting(ObservedEndsTest::code).containsExactly("record_unreadable");
    assertThat(Claims.of(desk, JobStep.SUBMIT, 1)).isEmpty();
    assertThat(changed).hasSize(1);
  }

  private static void isUnansweredBy(@Nullable String upstream, Job ended) {
    assertThat(ended.history().unansweredBy()).isEqualTo(upstream);
    assertThat(ended.mayBePaid()).isEqualTo(upstream != null);
  }

  private static String code(Job ended) {
    return ((Failed) ended.state()).why().code();
  }

  private static Report report() {
    return new Report("task", Verdict.WORKING, 0.0, null, List.of());
  }

  private Job submitting() {
    desk.intake().accept(order("a fox"), "ann");
    return desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
  }
}
