package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Whoever changes a job, what is logged then is logged with its id. */
class LoggedJobTest extends ObservedJobs {

  private final Map<String, @Nullable String> named = new HashMap<>();

  @Override
  void changed(@Nullable Job was, Job job) {
    named.put(job.id(), MDC.get("job_id"));
  }

  @Test
  void theWorkerOfOneJobNamesEachOtherJobThatItsListReportsOn() {
    var first = rendering("one");
    var second = rendering("two");
    var done = new Report("two", Verdict.DONE, 100.0, null, List.of("http://127.0.0.1:1/2.mp4"));
    var gone = new Report("one", Verdict.FAILED, 0.0, "It broke.", List.of());

    try (var logged = LoggedJob.of(first)) {
      desk.steps().polledAll(Map.of(first, gone, second, done));
      assertThat(MDC.get("job_id")).isEqualTo(first.id());
    }

    assertThat(MDC.get("job_id")).isNull();
    isNamed(first);
    isNamed(second);
  }

  @Test
  void aJobThatIsCancelledIsNamed() {
    var job = rendering("one");

    desk.endings().cancel(job);

    isNamed(job);
  }

  @Test
  void aJobThatExpiresIsNamed() {
    desk.intake().accept(order("a fox"), "ann");
    var job = Claims.of(desk, JobStep.SUBMIT, 1).getFirst();
    LiveNode.passes(desk, time, Duration.ofDays(2));

    desk.endings().expire();

    isNamed(job);
  }

  private void isNamed(Job job) {
    assertThat(named).containsEntry(job.id(), job.id());
  }

  private Job rendering(String task) {
    desk.intake().accept(order("a fox"), "ann");
    var submitting = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    desk.steps().commitIntent(submitting);
    desk.steps().submitted(submitting, new Report(task, Verdict.WORKING, 0.0, null, List.of()));
    time.passes(Duration.ofMinutes(1));
    named.clear();
    return Claims.of(desk, JobStep.POLL, 1).getFirst();
  }
}
