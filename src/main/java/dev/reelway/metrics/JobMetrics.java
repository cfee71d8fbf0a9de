package dev.reelway.metrics;

import dev.reelway.job.Job;
import dev.reelway.job.JobObserver;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.job.JobStep;
import dev.reelway.order.ImageOrder;
import dev.reelway.sink.Asset;
import io.micrometer.core.instrument.Counter;
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

  JobMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void accepted(Job job) {
    counter("reelway.jobs.accepted", "Orders that have become jobs", made(job)).increment();
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
    var outcome = job.state() instanceof Failed(var render, var why) ? why.code() : "delivered";
    counter(
            "reelway.jobs.ended",
            "Jobs that have ended, by how",
            made(job).and("upstream", upstream, "outcome", outcome))
        .increment();
    cost(job, upstream);
  }

  private void stored(Asset file) {
    Counter.builder("reelway.sink.written")
        .description("Bytes of delivered videos and images")
        .baseUnit("bytes")
        .tag("sink", file.sink())
        .register(registry)
        .increment((double) file.bytes());
  }

  private void cost(Job job, String upstream) {
    var total = job.history().cost().total();
    if (total != null) {
      counter(
              "reelway.cost",
              "What ended jobs have cost, as told or estimated",
              Tags.of(
                  "model", job.order().base(),
                  "upstream", upstream,
                  "currency", total.currency()))
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
    var tags = Tags.of("upstream", upstream);
    counter("reelway.polls", "Polls of upstreams", tags).increment();
    counter("reelway.polled.renders", "Renders that polls asked for", tags).increment(renders);
  }

  private Counter counter(String name, String description, Tags tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
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
    var kind = job.order() instanceof ImageOrder ? "image" : "video";
    return Tags.of("kind", kind, "model", job.order().base());
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
        : Objects.requireNonNullElse(job.history().unansweredBy(), "none");
  }
}
