package dev.reelway.api;

import dev.reelway.database.Secrets;
import dev.reelway.event.Events;
import dev.reelway.event.SigningKeys;
import dev.reelway.intake.BatchDesk;
import dev.reelway.intake.FileLinks;
import dev.reelway.job.Callbacks;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobSteps;
import dev.reelway.job.JobView;
import dev.reelway.job.Planner;
import dev.reelway.job.Watches;
import dev.reelway.library.Library;
import dev.reelway.media.Incoming;
import dev.reelway.media.Pictures;
import dev.reelway.media.ReferenceSettings;
import dev.reelway.order.Models;
import dev.reelway.order.Orders;
import dev.reelway.setup.PublicUrl;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Puts the calls of the API together: what they ask for, and how they are answered. */
@Configuration(proxyBeanMethods = false)
@Import(HttpConfiguration.class)
public class ApiConfiguration {

  private static final Duration LONGEST_BATCH = Duration.ofHours(24);

  private final ApiSettings settings;
  private final PublicUrl publicUrl;

  ApiConfiguration(ApiSettings settings, PublicUrl publicUrl) {
    ApiChecks.check(settings, publicUrl);
    this.settings = settings;
    this.publicUrl = publicUrl;
  }

  /** Where a caller finds the API: a URL where it is known, or the path alone. */
  private String root() {
    return publicUrl.at(settings.basePath());
  }

  // What the packages below need of the API.

  @Bean
  Callbacks.Base callbacksBase() {
    return new Callbacks.Base(root() + "/hooks");
  }

  @Bean
  JobView jobView(Shown shown) {
    return new JobView(Shown::toNobody, shown::linked);
  }

  @Bean
  FileLinks fileLinks(Links links, ServerProperties server) {
    var here = "http://127.0.0.1:" + server.getPort();
    return file -> links.toAnybody(file, here);
  }

  // The calls.

  @Bean
  Links links(Secrets secrets, Clock clock) {
    return new Links(
        secrets.secret("links"),
        publicUrl.text(),
        settings.basePath(),
        settings.linksValid(),
        clock);
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
  Waiting waiting() {
    return new Waiting(settings.waitingCalls(), settings.longestWait(), root());
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
  ChatCalls chatCalls(CallReader reader, Ordering ordering, OwnFiles files, Waiting waiting) {
    var talk = Talk.read(settings.chatProgress()).orElse(Talk.SEED);
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
      ReferenceSettings references,
      Clock clock) {
    return new BatchCalls(reader, batches, library, links, longestBatch(references), clock);
  }

  /** What its orders start from must be there until its end. */
  private static Duration longestBatch(ReferenceSettings references) {
    var keep = references.keep();
    return keep.compareTo(LONGEST_BATCH) < 0 ? keep : LONGEST_BATCH;
  }

  @Bean
  Answers answers(Shown shown, Notices notices) {
    return new Answers(shown, notices, settings.pollAfter().toMillis());
  }

  @Bean
  Docs docs() throws IOException {
    return new Docs(root());
  }

  @Bean
  LandingPage landingPage(Environment environment) throws IOException {
    return new LandingPage(root(), () -> health(environment));
  }

  private static @Nullable String health(Environment environment) {
    var port = environment.getProperty("local.management.port");
    var address = environment.getProperty("management.server.address", "127.0.0.1");
    var path = environment.getProperty("management.endpoints.web.base-path", "");
    return port == null ? null : "http://%s:%s%s/health".formatted(address, port, path);
  }
}
