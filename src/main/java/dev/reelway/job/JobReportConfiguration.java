package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.upstream.Upstreams;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes what operators are shown of jobs. */
@Configuration(proxyBeanMethods = false)
class JobReportConfiguration {

  @Bean
  UsageQueries usageQueries(Database database, Upstreams upstreams) {
    return new UsageQueries(database, upstreams.prices().money().currency());
  }

  @Bean
  UpstreamQueries upstreamQueries(Database database) {
    return new UpstreamQueries(database);
  }

  @Bean
  JobLists jobLists(Database database) {
    return new JobLists(database);
  }

  @Bean
  EndedJobs endedJobs(Database database) {
    return new EndedJobs(database);
  }
}
