package dev.reelway.metrics;

import dev.reelway.job.OpenJobs.Count;
import dev.reelway.job.OpenJobs.Place;
import dev.reelway.job.OpenJobs.Stage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures the jobs in the ledger that have not ended. All processes that share a ledger tell the
 * same of it. It is read when somebody asks, and not again for some seconds; while it cannot be
 * read, or does not answer, there is no value.
 */
final class LedgerMetrics implements MeterBinder {

  private static final Set<Stage> UNPLACED = Set.of(Stage.QUEUED, Stage.WAITING);

  private final LatestReading<Map<Place, Count>> openJobs;
  private final Set<String> upstreams;
  private final Clock clock;

  LedgerMetrics(Supplier<Map<Place, Count>> openJobs, Set<String> upstreams, Clock clock) {
    this(openJobs, upstreams, clock, LatestReading.PATIENCE);
  }

  /**
   * @param patience how long a scrape waits for the ledger
   */
  LedgerMetrics(
      Supplier<Map<Place, Count>> openJobs, Set<String> upstreams, Clock clock, Duration patience) {
    this.openJobs = new LatestReading<>(openJobs, clock, patience);
    this.upstreams = Set.copyOf(upstreams);
    this.clock = clock;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (var stage : Stage.values()) {
      if (UNPLACED.contains(stage)) {
        bindCount(registry, stage, "none", of(new Place(stage, "")));
        bindAge(registry, stage);
      } else {
        upstreams.forEach(name -> bindCount(registry, stage, name, of(new Place(stage, name))));
      }
    }
    upstreams.forEach(name -> bindRenderedAge(registry, name));
  }

  private void bindCount(
      MeterRegistry registry,
      Stage stage,
      String upstream,
      ToDoubleFunction<Map<Place, Count>> count) {
    Gauge.builder("reelway.jobs.open", () -> read(count))
        .description("Jobs that have not ended; 10000 of a stage and upstream may be more")
        .tags("stage", stage.name().toLowerCase(Locale.ROOT), "upstream", upstream)
        .register(registry);
  }

  private void bindAge(MeterRegistry registry, Stage stage) {
    var place = new Place(stage, "");
    TimeGauge.builder("reelway.queue.age", () -> age(place), TimeUnit.SECONDS)
        .description("The age of the oldest job that is not submitted yet")
        .tag("stage", stage.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private void bindRenderedAge(MeterRegistry registry, String upstream) {
    var place = new Place(Stage.RENDERED, upstream);
    TimeGauge.builder("reelway.rendered.age", () -> age(place), TimeUnit.SECONDS)
        .description("How long the first of the rendered jobs has waited to be delivered")
        .tag("upstream", upstream)
        .register(registry);
  }

  private static ToDoubleFunction<Map<Place, Count>> of(Place place) {
    return counts -> counts.getOrDefault(place, Count.NONE).jobs();
  }

  private double age(Place place) {
    return read(counts -> age(counts.getOrDefault(place, Count.NONE).oldest()));
  }

  private double age(@Nullable Instant oldest) {
    return oldest == null
        ? 0.0
        : Math.max(0, Duration.between(oldest, clock.instant()).toMillis()) / 1000.0;
  }

  private double read(ToDoubleFunction<Map<Place, Count>> value) {
    var counts = openJobs.value();
    return counts.isPresent() ? value.applyAsDouble(counts.get()) : Double.NaN;
  }
}
