package dev.reelway.metrics;

import dev.reelway.database.Database;
import dev.reelway.job.CapacityPlanner;
import dev.reelway.job.JobObserver;
import dev.reelway.job.OpenJobs;
import dev.reelway.job.Remover;
import dev.reelway.pause.Pauses;
import dev.reelway.sink.DiskSpace;
import dev.reelway.sink.DiskSpace.Shortage;
import dev.reelway.sink.Sinks;
import dev.reelway.upstream.Upstreams;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that measure jobs, upstreams, the ledger and the storage. */
@Configuration(proxyBeanMethods = false)
public class MetricsConfiguration {

  /** A composite without parts measures nothing. */
  @Bean
  JobObserver jobMetrics(ObjectProvider<MeterRegistry> registry, Upstreams upstreams, Sinks sinks) {
    return new JobMetrics(
        registry.getIfAvailable(CompositeMeterRegistry::new), upstreams, sinks.defaultSink());
  }

  @Bean
  MeterBinder ledgerMetrics(Database database, Upstreams upstreams, Clock clock) {
    return new LedgerMetrics(new OpenJobs(database)::countsAndAges, upstreams.names(), clock);
  }

  /** The pools' own metrics do not see those who wait for their turn. */
  @Bean
  MeterBinder connectionMetrics(Database database) {
    return registry ->
        database
            .waiting()
            .forEach(
                (pool, waiting) ->
                    Gauge.builder("reelway.ledger.connections.pending", waiting::getAsInt)
                        .description("Callers that wait for a connection with the database")
                        .tag("pool", pool)
                        .register(registry));
  }

  @Bean
  LatestReading<Optional<Shortage>> latestShortage(DiskSpace space, Clock clock) {
    return new LatestReading<>(space::shortage, clock);
  }

  @Bean
  MeterBinder sinkMetrics(LatestReading<Optional<Shortage>> latestShortage) {
    return registry ->
        Gauge.builder("reelway.deliveries.paused", () -> isShort(latestShortage))
            .description("Whether finished files wait at their upstreams, as a disk is nearly full")
            .register(registry);
  }

  private static double isShort(LatestReading<Optional<Shortage>> latest) {
    return latest.value().map(shortage -> shortage.isPresent() ? 1.0 : 0.0).orElse(Double.NaN);
  }

  /** Shown as {@code storage}. */
  @Bean
  StorageHealth storageHealthIndicator(
      LatestReading<Optional<Shortage>> latestShortage, Remover remover, Clock clock) {
    return new StorageHealth(latestShortage, new LatestReading<>(remover::waiting, clock));
  }

  @Bean
  MeterBinder upstreamMetrics(Upstreams upstreams, CapacityPlanner capacityPlanner, Pauses pauses) {
    return new UpstreamMetrics(upstreams, capacityPlanner, pauses);
  }
}
