package dev.reelway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.Job;
import dev.reelway.job.JobBuilder;
import dev.reelway.job.JobState;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstreams;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JobMetricsTest {

  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
  private static final Job UNKNOWN =
      job(new Failed(null, new Failure("submit_unknown", "The upstream's answer was lost.")));

  private static final Upstreams UPSTREAMS =
      new Upstreams(
          Map.of(),
          Map.of(
              "a-video",
              List.of(new Target("one", "key", "m"), new Target("one", "second-key", "m")),
              "an-image",
              List.of(new Target("two", "key", "m"))));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final JobMetrics metrics = new JobMetrics(registry, UPSTREAMS, "file");

  /** A counter that began with its first event would hide it from whoever sums up increases. */
  @Test
  void whatIsConfiguredIsCountedFromTheStart() {
    for (var outcome :
        List.of("delivered", "refused", "failed", "fetch_failed", "submit_unknown")) {
      assertThat(ended("video", "a-video", "one", outcome)).isZero();
      assertThat(ended("image", "an-image", "two", outcome)).isZero();
    }
    assertThat(registry.get("reelway.jobs.accepted").tags("model", "a-video").counter().count())
        .isZero();
    assertThat(
            registry
                .get("reelway.cost")
                .tags("model", "an-image", "upstream", "two", "currency", "USD")
                .counter()
                .count())
        .isZero();
    assertThat(registry.get("reelway.sink.written").tag("sink", "file").counter().count()).isZero();
  }

  private double ended(String kind, String model, String upstream, String outcome) {
    return registry
        .get("reelway.jobs.ended")
        .tags("kind", kind, "model", model, "upstream", upstream, "outcome", outcome)
        .counter()
        .count();
  }

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

  /** Also of what comes with the answer; a video whose download fails is rendering once more. */
  @Test
  void theTimeInTheQueueIsCountedOnceForEachJob() {
    var target = new Target("one", "key", "m");
    var submitting = job(new Submitting(target, NOW.plusSeconds(20), null));
    var at = new RenderTask(target, "task", NOW.plusSeconds(20));
    var rendering = job(new Rendering(at, 99));
    var rendered = job(new Rendered(at, List.of(), List.of()));
    metrics.changed(submitting, rendered);
    metrics.changed(rendered, rendering);
    metrics.changed(rendering, rendered);
    metrics.changed(rendered, rendering);

    assertThat(queued().count()).isOne();
    assertThat(queued().totalTime(TimeUnit.SECONDS)).isEqualTo(20);
    metrics.changed(submitting, rendering);
    assertThat(queued().count()).isEqualTo(2);
  }

  private Timer queued() {
    return registry.get("reelway.job.queue").tag("upstream", "one").timer();
  }

  /** Of all models. */
  private double ended(String upstream, String outcome) {
    return registry
        .get("reelway.jobs.ended")
        .tags("upstream", upstream, "outcome", outcome)
        .counters()
        .stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static Job job(JobState state) {
    return JobBuilder.queuedVideo(NOW).state(state).ended(NOW).build();
  }
}
