package dev.reelway.metrics;

import dev.reelway.job.CapacityPlanner;
import dev.reelway.pause.Pausable;
import dev.reelway.pause.Pauses;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstreams;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.LinkedHashSet;
import java.util.stream.Collectors;

/** Measures whether upstreams accept orders, as this process knows it. */
final class UpstreamMetrics implements MeterBinder {

  private final Upstreams upstreams;
  private final CapacityPlanner capacityPlanner;
  private final Pauses pauses;

  UpstreamMetrics(Upstreams upstreams, CapacityPlanner capacityPlanner, Pauses pauses) {
    this.upstreams = upstreams;
    this.capacityPlanner = capacityPlanner;
    this.pauses = pauses;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    var targets =
        upstreams.models().stream()
            .flatMap(model -> upstreams.targets(model).stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    targets.forEach(target -> bindBreaker(registry, target));
    upstreams.names().forEach(name -> bindPause(registry, name));
    targets.stream()
        .map(Target::account)
        .distinct()
        .forEach(
            account ->
                Gauge.builder(
                        "reelway.upstream.bound",
                        () -> capacityPlanner.learnedBound(account).orElse(-1))
                    .description(
                        "How many renders an upstream accepts at once, as learned; -1 if it has"
                            + " refused none")
                    .tags("upstream", account.upstream(), "credential", account.credential())
                    .register(registry));
  }

  private void bindPause(MeterRegistry registry, String upstream) {
    Gauge.builder(
            "reelway.upstream.paused",
            () -> pauses.names(Pausable.UPSTREAM).contains(upstream) ? 1 : 0)
        .description("1 while an operator has paused an upstream, so that it gets no orders")
        .tag("upstream", upstream)
        .register(registry);
  }

  private void bindBreaker(MeterRegistry registry, Target target) {
    Gauge.builder("reelway.upstream.open", () -> capacityPlanner.isOpen(target) ? 1 : 0)
        .description(
            "1 from when a target fails or asks for a pause until it accepts an order, or has got"
                + " none for ten minutes")
        .tags(
            "upstream", target.upstream(),
            "credential", target.credential(),
            "model", target.model())
        .register(registry);
  }
}
