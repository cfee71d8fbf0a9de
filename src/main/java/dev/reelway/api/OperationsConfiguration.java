package dev.reelway.api;

import dev.reelway.intake.InboxStates;
import dev.reelway.job.CapacityPlanner;
import dev.reelway.job.UpstreamQueries;
import dev.reelway.pause.Pauses;
import dev.reelway.upstream.Upstreams;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes what operators see of the running service, and change in it. */
@Configuration(proxyBeanMethods = false)
class OperationsConfiguration {

  @Bean
  AdminUpstreams adminUpstreams(
      Upstreams upstreams,
      CapacityPlanner planner,
      UpstreamQueries queries,
      Pauses pauses,
      Clock clock) {
    return new AdminUpstreams(upstreams, planner, queries, pauses, clock);
  }

  @Bean
  AdminInboxes adminInboxes(InboxStates states, Pauses pauses) {
    return new AdminInboxes(states, pauses);
  }
}
