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
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures the jobs in the ledger that have not ended. All processes that share a ledger tell the
 * same of it. It is read when somebody asks, and not again for some seconds; while it cannot be
 * read, or does not answer, there is no value.
 */
final class LedgerMetrics implements MeterBinder {

  private static final Set<Stage> UNSENT = Set.of(Stage.QUEUED, Stage.WAITING);

  /** Stands for the upstream of jobs that have none yet. */
  private static final String NONE = "none";

  /** Stands for the upstreams that jobs are at though they are no longer in the configuration. */
  private static final String UNCONFIGURED = "unconfigured";

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
      if (UNSENT.contains(stage) || stage == Stage.HELD) {
        bindCount(registry, stage, NONE, at(stage, ""));
      }
      if (UNSENT.contains(stage)) {
        bindAge(registry, stage);
      } else {
        upstreams.forEach(name -> bindCount(registry, stage, name, at(stage, name)));
        bindCount(registry, stage, UNCONFIGURED, unconfigured(stage));
      }
    }
    upstreams.forEach(name -> bindRenderedAge(registry, name, at(Stage.RENDERED, name)));
    bindRenderedAge(registry, UNCONFIGURED, unconfigured(Stage.RENDERED));
    bindHeldAge(registry);
  }

  private static Predicate<Place> at(Stage stage, String upstream) {
    return new Place(stage, upstream)::equals;
  }

  private Predicate<Place> unconfigured(Stage stage) {
    return place ->
        isOf(place, stage) && !place.upstream().isEmpty() && !upstreams.contains(place.upstream());
  }

  private void bindCount(
      MeterRegistry registry, Stage stage, String upstream, Predicate<Place> places) {
    Gauge.builder("reelway.jobs.open", () -> jobs(places))
        .description("Jobs that have not ended; 10000 of a stage and upstream may be more")
        .tags("stage", stage.name().toLowerCase(Locale.ROOT), "upstream", upstream)
        .register(registry);
  }

  private void bindAge(MeterRegistry registry, Stage stage) {
    TimeGauge.builder("reelway.queue.age", () -> age(at(stage, "")), TimeUnit.SECONDS)
        .description("The age of the oldest job that is not submitted yet")
        .tag("stage", stage.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private void bindRenderedAge(MeterRegistry registry, String upstream, Predicate<Place> places) {
    TimeGauge.builder("reelway.rendered.age", () -> age(places), TimeUnit.SECONDS)
        .description("How long the first of the rendered jobs has waited to be delivered")
        .tag("upstream", upstream)
        .register(registry);
  }

  private void bindHeldAge(MeterRegistry registry) {
    TimeGauge.builder(
            "reelway.held.age", () -> age(place -> isOf(place, Stage.HELD)), TimeUnit.SECONDS)
        .description("How long the first of the jobs that the moderation holds has waited")
        .register(registry);
  }

  private static boolean isOf(Place place, Stage stage) {
    return place.stage() == stage;
  }

  private double jobs(Predicate<Place> places) {
    return read(places, counts -> counts.mapToLong(Count::jobs).sum());
  }

  /** The greatest of these places. */
  private double age(Predicate<Place> places) {
    return read(places, counts -> counts.mapToDouble(count -> age(count.oldest())).max().orElse(0));
  }

  private double age(@Nullable Instant oldest) {
    return oldest == null
        ? 0.0
        : Math.max(0, Duration.between(oldest, clock.instant()).toMillis()) / 1000.0;
  }

  private double read(Predicate<Place> places, ToDoubleFunction<Stream<Count>> value) {
    return openJobs
        .value()
        .map(counts -> value.applyAsDouble(of(counts, places)))
        .orElse(Double.NaN);
  }

  private static Stream<Count> of(Map<Place, Count> counts, Predicate<Place> places) {
    return counts.entrySet().stream()
        .filter(one -> places.test(one.getKey()))
        .map(Map.Entry::getValue);
  }
}
