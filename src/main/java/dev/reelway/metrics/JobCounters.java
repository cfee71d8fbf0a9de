package dev.reelway.metrics;

import dev.reelway.order.Models;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstreams;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;

/**
 * The counters of jobs. Those of the configured models and upstreams are 0 from the start:
 * Prometheus counts from the first value that it has seen, so the first event of a counter that
 * begins with it would be missing in every rate and every sum.
 */
final class JobCounters {

  static final String DELIVERED = "delivered";

  /** Stands for the upstream of jobs that none has got. */
  static final String NO_UPSTREAM = "none";

  /** How a job at an upstream ends; each of the others is rare, or is no matter of the upstream. */
  private static final List<String> OUTCOMES =
      List.of(DELIVERED, "refused", "failed", "timed_out", "fetch_failed", "submit_unknown");

  private final MeterRegistry registry;

  JobCounters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Registers those of all that is configured. */
  void begin(Upstreams upstreams, String sink) {
    upstreams.models().forEach(model -> beginModel(upstreams, model));
    upstreams
        .names()
        .forEach(
            name -> {
              polls(name);
              polledRenders(name);
            });
    written(sink);
  }

  private void beginModel(Upstreams upstreams, String model) {
    var kind = kind(Models.generatesImages(model));
    var currency = upstreams.prices().money().currency();
    accepted(kind, model);
    ended(kind, model, NO_UPSTREAM, "wait_expired");
    upstreams.targets(model).stream()
        .map(Target::upstream)
        .distinct()
        .forEach(
            upstream -> {
              OUTCOMES.forEach(outcome -> ended(kind, model, upstream, outcome));
              cost(model, upstream, currency);
            });
  }

  static String kind(boolean image) {
    return image ? "image" : "video";
  }

  Counter accepted(String kind, String model) {
    return counter(
        "reelway.jobs.accepted",
        "Orders that have become jobs",
        Tags.of("kind", kind, "model", model));
  }

  Counter ended(String kind, String model, String upstream, String outcome) {
    return counter(
        "reelway.jobs.ended",
        "Jobs that have ended, by how",
        Tags.of("kind", kind, "model", model, "upstream", upstream, "outcome", outcome));
  }

  Counter cost(String model, String upstream, String currency) {
    return counter(
        "reelway.cost",
        "What ended jobs have cost, as told or estimated",
        Tags.of("model", model, "upstream", upstream, "currency", currency));
  }

  Counter polls(String upstream) {
    return counter("reelway.polls", "Polls of upstreams", Tags.of("upstream", upstream));
  }

  Counter polledRenders(String upstream) {
    return counter(
        "reelway.polled.renders", "Renders that polls asked for", Tags.of("upstream", upstream));
  }

  /** In bytes. */
  Counter written(String sink) {
    return Counter.builder("reelway.sink.written")
        .description("Bytes of delivered videos and images")
        .baseUnit("bytes")
        .tag("sink", sink)
        .register(registry);
  }

  private Counter counter(String name, String description, Tags tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }
}
