package dev.reelway.metrics;

import dev.reelway.database.Database;
import dev.reelway.job.CapacityPlanner;
import dev.reelway.job.JobObserver;
import dev.reelway.job.OpenJobs;
import dev.reelway.pause.Pauses;
import dev.reelway.upstream.Upstreams;
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
    return new LedgerMetrics(new OpenJobs(database), upstreams.names(), clock);
  }

  @Bean
  MeterBinder upstreamMetrics(Upstreams upstreams, CapacityPlanner capacityPlanner, Pauses pauses) {
    return new UpstreamMetrics(upstreams, capacityPlanner, pauses);
  }
}
