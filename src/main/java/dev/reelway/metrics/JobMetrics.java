package dev.reelway.metrics;

import dev.reelway.job.Job;
import dev.reelway.job.JobObserver;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.job.JobStep;
import dev.reelway.order.ImageOrder;
import dev.reelway.sink.Asset;
import dev.reelway.upstream.Upstreams;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times the jobs that this process accepts, works on and ends. The tags are names of the
 * configuration: nothing of a caller becomes one.
 */
final class JobMetrics implements JobObserver {

  /** Where a queue or a render is slow is seen in seconds and minutes. */
  private static final Duration[] BUCKETS = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(2),
    Duration.ofMinutes(5),
    Duration.ofMinutes(10),
    Duration.ofMinutes(30),
    Duration.ofHours(1)
  };

  private final MeterRegistry registry;
  private final JobCounters counters;

  /**
   * @param upstreams whose models are counted from the start
   * @param sink the sink that new files go to
   */
  JobMetrics(MeterRegistry registry, Upstreams upstreams, String sink) {
    this.registry = registry;
    this.counters = new JobCounters(registry);
    counters.begin(upstreams, sink);
  }

  @Override
  public void accepted(Job job) {
    counters.accepted(kind(job), job.order().base()).increment();
  }

  @Override
  public void changed(@Nullable Job before, Job job) {
    var was = before == null ? null : before.state().name();
    if (was == job.state().name()) {
      return;
    }
    var at = job.state().renderTask();
    if (at != null && before != null && before.state() instanceof Submitting) {
      time("reelway.job.queue", "From accepted to submitted", job, job.created(), at.since());
    }
    if (job.state().isFinal()) {
      ended(before, job);
    }
  }

  private void ended(@Nullable Job before, Job job) {
    var upstream = upstream(before, job);
    var at = job.state().renderTask();
    var done = job.history().doneAt();
    if (at != null) {
      time("reelway.job.render", "From submitted to rendered", job, at.since(), done);
    }
    if (job.state() instanceof Delivered delivered) {
      time("reelway.job.delivery", "From rendered to delivered", job, done, job.ended());
      delivered.files().forEach(this::stored);
    }
    var outcome =
        job.state() instanceof Failed(var render, var why) ? why.code() : JobCounters.DELIVERED;
    counters.ended(kind(job), job.order().base(), upstream, outcome).increment();
    cost(job, upstream);
  }

  private void stored(Asset file) {
    counters.written(file.sink()).increment((double) file.bytes());
  }

  private void cost(Job job, String upstream) {
    var total = job.history().cost().total();
    if (total != null) {
      counters
          .cost(job.order().base(), upstream, total.currency())
          .increment(total.amount().doubleValue());
    }
  }

  @Override
  public void worked(JobStep step, Duration took) {
    Timer.builder("reelway.step")
        .description("What a worker needs for one step of a job")
        .tag("step", step.inRoutes())
        .register(registry)
        .record(took);
  }

  @Override
  public void polled(String upstream, int renders) {
    counters.polls(upstream).increment();
    counters.polledRenders(upstream).increment(renders);
  }

  /** The clocks of nodes differ: what seems to end before it began took no time. */
  private void time(
      String name, String description, Job job, @Nullable Instant from, @Nullable Instant to) {
    if (from != null && to != null) {
      var took = Duration.between(from, to);
      Timer.builder(name)
          .description(description)
          .serviceLevelObjectives(BUCKETS)
          .tags(made(job).and("upstream", upstream(null, job)))
          .register(registry)
          .record(took.isNegative() ? Duration.ZERO : took);
    }
  }

  private static Tags made(Job job) {
    return Tags.of("kind", kind(job), "model", job.order().base());
  }

  private static String kind(Job job) {
    return JobCounters.kind(job.order() instanceof ImageOrder);
  }

  /** The one that renders or has rendered it, or else the one that may have got its order. */
  private static String upstream(@Nullable Job before, Job job) {
    var at = job.state().renderTask();
    if (at != null) {
      return at.target().upstream();
    }
    return before != null
            && before.state() instanceof Submitting(var target, var intent, var until)
            && intent != null
        ? target.upstream()
        : Objects.requireNonNullElse(job.history().unansweredBy(), JobCounters.NO_UPSTREAM);
  }
}
