package dev.reelway.api;

import dev.reelway.database.Database;
import dev.reelway.event.DeliveryList;
import dev.reelway.event.Events;
import dev.reelway.intake.InboxStates;
import dev.reelway.job.CapacityPlanner;
import dev.reelway.job.EndedJobs;
import dev.reelway.job.JobIntake;
import dev.reelway.job.JobLists;
import dev.reelway.job.OpenJobs;
import dev.reelway.job.UpstreamQueries;
import dev.reelway.library.OrderRetries;
import dev.reelway.node.Nodes;
import dev.reelway.pause.Pauses;
import dev.reelway.upstream.Upstreams;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.DefaultHealthContributorRegistry;
import org.springframework.boot.actuate.health.HealthContributorRegistry;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
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

  @Bean
  AdminJobs adminJobs(
      RequestReader reader,
      JobLists lists,
      CapacityPlanner planner,
      OrderRetries orders,
      JobIntake intake,
      AdminRequestKeys keys,
      Clock clock) {
    return new AdminJobs(
        reader, lists, planner, new AdminJobs.Retries(orders, intake, keys), clock);
  }

  @Bean
  AdminEvents adminEvents(RequestReader reader, DeliveryList deliveries, Events events) {
    return new AdminEvents(reader, deliveries, events);
  }

  @Bean
  AdminOverview adminOverview(
      Database database,
      JobLists lists,
      EndedJobs ended,
      Nodes nodes,
      ObjectProvider<HealthContributorRegistry> health,
      Clock clock) {
    return new AdminOverview(
        new OpenJobs(database),
        lists,
        ended,
        nodes,
        health.getIfAvailable(DefaultHealthContributorRegistry::new),
        clock);
  }

  /** The first overview does not wait for what is read once. */
  @Bean
  ApplicationListener<ApplicationReadyEvent> overviewPreparation(
      AdminKey key, AdminOverview overview) {
    return ready -> {
      if (key.isSet()) {
        Thread.ofPlatform().daemon().name("overview").start(overview::prepare);
      }
    };
  }
}
