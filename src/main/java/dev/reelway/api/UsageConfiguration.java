package dev.reelway.api;

import dev.reelway.database.Database;
import dev.reelway.job.UsageQueries;
import dev.reelway.upstream.Upstreams;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes what shows the usage of licences. */
@Configuration(proxyBeanMethods = false)
class UsageConfiguration {

  @Bean
  UsageRequests usageRequests(
      RequestReader reader, Database database, Upstreams upstreams, Clock clock) {
    return new UsageRequests(reader, database, upstreams.prices().money().currency(), clock);
  }

  @Bean
  UsageReports usageReports(RequestReader reader, UsageQueries usageQueries, Clock clock) {
    return new UsageReports(reader, usageQueries, clock);
  }
}
