package dev.reelway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.Job;
import dev.reelway.job.JobBuilder;
import dev.reelway.job.JobState;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.upstream.Target;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JobMetricsTest {

  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
  private static final Job UNKNOWN =
      job(new Failed(null, new Failure("submit_unknown", "The upstream's answer was lost.")));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final JobMetrics metrics = new JobMetrics(registry);

  @Test
  void anOrderOfUnknownOutcomeIsCountedAtItsUpstream() {
    metrics.changed(job(new Submitting(new Target("one", "key", "m"), NOW, NOW)), UNKNOWN);

    assertThat(ended("one", "submit_unknown")).isOne();
  }

  @Test
  void anOrderThatNobodyGotIsCountedAtNone() {
    var expired = job(new Failed(null, new Failure("wait_expired", "It waited too long.")));
    metrics.changed(job(new Queued()), expired);
    metrics.changed(job(new Submitting(new Target("one", "key", "m"), null, null)), expired);
    metrics.changed(null, expired);

    assertThat(ended("none", "wait_expired")).isEqualTo(3);
  }

  /** A deadline or a cancellation ends it, whoever has it. */
  @Test
  void anOrderThatWasEndedBeforeItsAnswerIsCountedAtItsUpstream() {
    metrics.changed(null, JobBuilder.like(UNKNOWN).unansweredBy("one").build());

    assertThat(ended("one", "submit_unknown")).isOne();
  }

  private double ended(String upstream, String outcome) {
    return registry
        .get("reelway.jobs.ended")
        .tag("upstream", upstream)
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  private static Job job(JobState state) {
    return JobBuilder.queuedVideo(NOW).state(state).ended(NOW).build();
  }
}
