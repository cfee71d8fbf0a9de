package dev.reelway.metrics;

import dev.reelway.database.Database;
import dev.reelway.job.CapacityPlanner;
import dev.reelway.job.JobObserver;
import dev.reelway.job.OpenJobs;
import dev.reelway.pause.Pauses;
import dev.reelway.sink.DiskSpace;
import dev.reelway.upstream.Upstreams;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that measure jobs, upstreams and the ledger. */
@Configuration(proxyBeanMethods = false)
public class MetricsConfiguration {

  /** A composite without parts measures nothing. */
  @Bean
  JobObserver jobMetrics(ObjectProvider<MeterRegistry> registry) {
    return new JobMetrics(registry.getIfAvailable(CompositeMeterRegistry::new));
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
  MeterBinder sinkMetrics(DiskSpace space) {
    return registry ->
        Gauge.builder("reelway.deliveries.paused", () -> space.shortage().isPresent() ? 1 : 0)
            .description("Whether finished files wait at their upstreams, as a disk is nearly full")
            .register(registry);
  }

  @Bean
  MeterBinder upstreamMetrics(Upstreams upstreams, CapacityPlanner capacityPlanner, Pauses pauses) {
    return new UpstreamMetrics(upstreams, capacityPlanner, pauses);
  }
}
