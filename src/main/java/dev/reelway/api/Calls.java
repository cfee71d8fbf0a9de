package dev.reelway.api;

import dev.reelway.event.Events;
import dev.reelway.event.SigningKeys;
import dev.reelway.intake.BatchDesk;
import dev.reelway.job.Callbacks;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobSteps;
import dev.reelway.job.Planner;
import dev.reelway.job.Watches;
import dev.reelway.library.Library;
import dev.reelway.library.Secrets;
import dev.reelway.media.Incoming;
import dev.reelway.media.Pictures;
import dev.reelway.order.Models;
import dev.reelway.order.Orders;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the calls of the API together: what they ask for, and how they are answered. */
@Configuration(proxyBeanMethods = false)
public class Calls {

  /**
   * What the calls are settled on.
   *
   * @param api their settings, found to be right
   * @param publicUrl what links start with, or null for what a call was addressed to
   * @param longestBatch the longest that a batch may take
   */
  public record Terms(ApiSettings api, @Nullable String publicUrl, Duration longestBatch) {

    /** Where a caller finds the API: a URL where it is known, or the path alone. */
    String root() {
      return (publicUrl == null ? "" : publicUrl.strip().replaceFirst("/+$", "")) + api.basePath();
    }
  }

  @Bean
  Links links(Terms terms, Secrets secrets, Clock clock) {
    var api = terms.api();
    return new Links(
        secrets.secret("links"), terms.publicUrl(), api.basePath(), api.linksValid(), clock);
  }

  @Bean
  OwnFiles ownFiles(Links links, JobQueries jobs) {
    return new OwnFiles(links, jobs);
  }

  @Bean
  Shown shown(Links links, Clock clock) {
    return new Shown(links, clock);
  }

  @Bean
  Waiting waiting(Terms terms) {
    var api = terms.api();
    return new Waiting(api.waitingCalls(), api.longestWait(), terms.root());
  }

  @Bean
  Notices notices(Models models, Links links) {
    return new Notices(models, links);
  }

  @Bean
  Ordering ordering(Orders orders, Notices notices, Planner planner) {
    return new Ordering(orders, notices, planner::startsFromFrame);
  }

  @Bean
  ModelCalls modelCalls(Models models, Planner planner, Notices notices, Clock clock) {
    return new ModelCalls(models, planner::isResting, notices, clock.instant());
  }

  @Bean
  VideoCalls videoCalls(
      CallReader reader,
      Ordering ordering,
      JobQueries jobs,
      Watches watches,
      OwnFiles files,
      Shown shown,
      Clock clock) {
    return new VideoCalls(reader, ordering, jobs, watches, files, shown, clock);
  }

  @Bean
  HookCalls hookCalls(Callbacks callbacks, JobQueries jobs, JobSteps steps) {
    return new HookCalls(callbacks, jobs, steps);
  }

  @Bean
  EventCalls eventCalls(CallReader reader, Events events, SigningKeys keys) {
    return new EventCalls(reader, events, keys);
  }

  @Bean
  VideoEvents videoEvents(Shown shown, Waiting waiting) {
    return new VideoEvents(shown, waiting);
  }

  @Bean
  ImageCalls imageCalls(CallReader reader, Ordering ordering, OwnFiles files, Waiting waiting) {
    return new ImageCalls(reader, ordering, files, waiting);
  }

  @Bean
  ImageJobs imageJobs(
      CallReader reader, JobQueries jobs, Watches watches, Waiting waiting, Clock clock) {
    return new ImageJobs(reader, jobs, watches, waiting, clock);
  }

  @Bean
  ImageAnswers imageAnswers(Links links) {
    return new ImageAnswers(links);
  }

  @Bean
  ChatCalls chatCalls(
      CallReader reader, Ordering ordering, OwnFiles files, Waiting waiting, Terms terms) {
    var talk = Talk.read(terms.api().chatProgress()).orElse(Talk.SEED);
    return new ChatCalls(reader, ordering, files, waiting, talk);
  }

  @Bean
  ChatAnswers chatAnswers(Links links, Waiting waiting) {
    return new ChatAnswers(links, waiting);
  }

  @Bean
  FileCalls fileCalls(
      CallReader reader, Library library, Incoming incoming, Pictures pictures, Clock clock) {
    return new FileCalls(reader, library, incoming, pictures, clock);
  }

  @Bean
  BatchCalls batchCalls(
      CallReader reader,
      BatchDesk batches,
      Library library,
      Links links,
      Terms terms,
      Clock clock) {
    return new BatchCalls(reader, batches, library, links, terms.longestBatch(), clock);
  }

  @Bean
  Answers answers(Shown shown, Notices notices, Terms terms) {
    long pollAfter = terms.api().pollAfter().toMillis();
    return new Answers(shown, notices, pollAfter);
  }
}
