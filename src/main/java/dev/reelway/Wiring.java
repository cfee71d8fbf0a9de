package dev.reelway;

import dev.reelway.api.Border;
import dev.reelway.api.CallReader;
import dev.reelway.api.Calls;
import dev.reelway.api.Docs;
import dev.reelway.api.Door;
import dev.reelway.api.Links;
import dev.reelway.api.Playback;
import dev.reelway.api.ServerErrorValve;
import dev.reelway.api.ServerErrors;
import dev.reelway.api.Shown;
import dev.reelway.api.Straight;
import dev.reelway.api.Waiting;
import dev.reelway.event.Events;
import dev.reelway.event.Outbox;
import dev.reelway.event.Postman;
import dev.reelway.event.Receivers;
import dev.reelway.event.SigningKeys;
import dev.reelway.intake.Batches;
import dev.reelway.intake.HotFolder;
import dev.reelway.intake.Inboxes;
import dev.reelway.intake.Intake;
import dev.reelway.intake.Messages;
import dev.reelway.intake.Reports;
import dev.reelway.intake.Results;
import dev.reelway.intake.Whereabouts;
import dev.reelway.job.Callbacks;
import dev.reelway.job.Database;
import dev.reelway.job.Delivery;
import dev.reelway.job.Expiry;
import dev.reelway.job.JobClaims;
import dev.reelway.job.JobDesk;
import dev.reelway.job.JobIntake;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobRemovals;
import dev.reelway.job.LeaseRenewal;
import dev.reelway.job.Ledger;
import dev.reelway.job.Planner;
import dev.reelway.job.Polls;
import dev.reelway.job.Redirects;
import dev.reelway.job.Removals;
import dev.reelway.job.Remover;
import dev.reelway.job.Unwanted;
import dev.reelway.job.Workers;
import dev.reelway.library.Library;
import dev.reelway.library.References;
import dev.reelway.library.Secrets;
import dev.reelway.licence.Licences;
import dev.reelway.media.Caller;
import dev.reelway.media.Fetcher;
import dev.reelway.media.Frames;
import dev.reelway.media.Incoming;
import dev.reelway.media.Pictures;
import dev.reelway.order.Models;
import dev.reelway.order.Orders;
import dev.reelway.sandbox.PictureCalls;
import dev.reelway.sandbox.Sandbox;
import dev.reelway.sandbox.SandboxAnswers;
import dev.reelway.sink.DiskSpace;
import dev.reelway.sink.FileSink;
import dev.reelway.sink.S3Sink;
import dev.reelway.sink.SftpSink;
import dev.reelway.sink.Sinks;
import dev.reelway.sink.Storing;
import dev.reelway.upstream.BoundedMemory;
import dev.reelway.upstream.Chats;
import dev.reelway.upstream.Inline;
import dev.reelway.upstream.Multipart;
import dev.reelway.upstream.OneTry;
import dev.reelway.upstream.Submissions;
import dev.reelway.upstream.Upstreams;
import dev.reelway.wire.BoundedJson;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.catalina.core.StandardHost;
import org.quartz.CronExpression;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Puts the parts together. Routes call them by the names of these methods. */
@Configuration(proxyBeanMethods = false)
class Wiring {

  /** So long what was finished while nobody was there has to be found out. */
  private static final Duration AFTER_A_START = Duration.ofMinutes(2);

  private static final Duration LONGEST_BATCH = Duration.ofHours(24);

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  static StrictBinding strictBinding() {
    return new StrictBinding();
  }

  @Bean
  static HomeLock homeLock(Environment environment) {
    return new HomeLock(environment);
  }

  @Bean
  RouteFiles routeFiles(Settings settings, BeanFactory beans) {
    return new RouteFiles(List.of(Reelway.besideTheJar(), Path.of("")), settings, beans);
  }

  // Who may call, and what for.

  @Bean
  Licences licences(Settings settings, ServerProperties server) throws IOException {
    var address = server.getAddress();
    var everywhere = InetAddress.getByName("0.0.0.0");
    return Settled.licences(settings, address == null ? everywhere : address);
  }

  @Bean
  Upstreams upstreams(Settings settings) {
    Settled.sandbox(settings.sandbox());
    return Engines.of(settings);
  }

  @Bean
  Models models(Settings settings, Upstreams upstreams, Clock clock) {
    return new Models(upstreams.models(), Deprecations.of(settings, upstreams.models()), clock);
  }

  @Bean
  Orders orders(Models models, Settings settings) {
    return new Orders(models, Telling.reach(settings));
  }

  // The way of a job.

  @Bean
  Ledger ledger(Database database, Outbox outbox, JobRemovals removals, Clock clock) {
    var ledger = new Ledger(database, UUID.randomUUID().toString(), outbox.and(removals));
    if (!database.shared()) {
      ledger.queue().releaseOthers(clock.instant());
    }
    return ledger;
  }

  @Bean
  Callbacks callbacks(Settings settings, Secrets secrets) {
    var base = Settled.root(settings) + "/hooks";
    return new Callbacks(() -> secrets.secret("callbacks"), base, Engines.callers(settings));
  }

  @Bean
  Planner planner(
      Upstreams upstreams, JobQueries jobs, RouteFiles routes, Callbacks callbacks, Clock clock) {
    return new Planner(upstreams, jobs, routes::knows, callbacks::address, clock);
  }

  @Bean
  JobDesk jobDesk(
      Ledger ledger,
      Planner planner,
      Settings settings,
      DiskSpace space,
      Exchanges exchanges,
      Clock clock) {
    var storing = new Storing(space, SinkKeys.keep(settings));
    var jobSettings = Settled.jobs(settings.jobs());
    return new JobDesk(ledger, planner, jobSettings, storing, exchanges::wake, clock);
  }

  @Bean
  DiskSpace diskSpace(Settings settings) {
    return Settled.space(settings);
  }

  /** Shown as {@code storage}. */
  @Bean
  StorageHealth storageHealthIndicator(DiskSpace space, Remover remover) {
    return new StorageHealth(space, remover::waiting);
  }

  // What is to be removed from sinks.

  @Bean
  Sinks sinks(Settings settings, RouteFiles routes) {
    boolean s3 = Buckets.of(settings).isPresent();
    boolean sftp = Servers.of(settings).isPresent();
    return new Sinks(
        settings.sink(),
        sink ->
            switch (sink) {
              case "s3" -> s3;
              case "sftp" -> sftp;
              default -> routes.hasSink(sink);
            });
  }

  @Bean
  PoolTroubles poolTroubles() {
    return new PoolTroubles();
  }

  /** Shown as {@code ticks}. */
  @Bean
  Ticks ticks(Clock clock, Settings settings) throws ParseException {
    return new Ticks(clock, new CronExpression(settings.jobs().tick()));
  }

  /** Whatever Camel and the dialects read of upstreams' answers is bounded. */
  @Bean
  Jackson2ObjectMapperBuilderCustomizer boundedJson() {
    return json -> json.factory(BoundedJson.factory());
  }

  @Bean
  Removals removals(Database database, Clock clock) {
    var removals = new Removals(database, UUID.randomUUID().toString());
    if (!database.shared()) {
      removals.release(clock.instant());
    }
    return removals;
  }

  @Bean
  JobRemovals jobRemovals(Removals removals, Delivery delivery, Exchanges exchanges, Clock clock) {
    return new JobRemovals(removals, delivery::sidecar, exchanges::wakeRemovals, clock);
  }

  @Bean
  Remover remover(Removals removals, Sinks sinks, Exchanges exchanges, Clock clock) {
    return new Remover(removals, sinks, exchanges, exchanges::wakeRemovals, clock);
  }

  @Bean
  Unwanted unwanted(JobQueries jobs, Planner planner, Exchanges exchanges) {
    return new Unwanted(jobs, planner, exchanges);
  }

  @Bean
  ApplicationListener<ApplicationReadyEvent> recollection(JobClaims claims) {
    return ready -> claims.recall();
  }

  @Bean
  Polls polls(JobDesk desk, Planner planner, Clock clock) {
    return new Polls(desk, planner::lists, clock);
  }

  @Bean
  Exchanges exchanges(ObjectProvider<CamelContext> camel) {
    return new Exchanges(camel);
  }

  @Bean
  Workers workers(JobDesk desk, Polls polls, Exchanges exchanges, Settings settings) {
    return new Workers(desk, polls, exchanges, Settled.atOnce(settings.jobs().atOnce()));
  }

  @Bean
  LeaseRenewal leaseRenewal(JobDesk desk, Settings settings) {
    return new LeaseRenewal(desk, Settled.jobs(settings.jobs()).lease());
  }

  @Bean
  Delivery delivery(Settings settings, RouteFiles routes, Fetcher fetcher, Clock clock) {
    var largest = Settled.largestFilm(settings).toBytes();
    var terms =
        new Delivery.Terms(
            settings.sink(),
            SinkKeys.namings(settings),
            largest,
            dialect -> routes.knows(dialect, "fetch"));
    return new Delivery(terms, fetcher, clock);
  }

  @Bean
  Redirects redirects(Settings settings, Fetcher fetcher, Clock clock) {
    return new Redirects(fetcher, Settled.largestFilm(settings).toBytes(), clock);
  }

  /** What each part of a split has come to, in a list. */
  @Bean
  AggregationStrategy bodies() {
    return new GroupedBodyAggregationStrategy();
  }

  @Bean
  Fetcher fetcher(Settings settings) {
    return new Fetcher(Settled.references(settings).privateHosts());
  }

  @Bean
  Multipart multipart() {
    return new Multipart();
  }

  @Bean
  Inline inline() {
    return new Inline();
  }

  @Bean
  Chats chats() {
    return new Chats();
  }

  @Bean
  FileSink fileSink(Settings settings) {
    return new FileSink(Settled.outbox(settings));
  }

  @Bean
  S3Sink s3Sink(Settings settings) {
    return new S3Sink(Buckets.of(settings));
  }

  @Bean
  SftpSink sftpSink(Settings settings) {
    return new SftpSink(Servers.of(settings));
  }

  @Bean
  Submissions submissions() {
    return new Submissions();
  }

  @Bean
  OneTry oneTry() {
    return new OneTry();
  }

  /** Camel asks it about each endpoint. */
  @Bean
  BoundedMemory boundedMemory() {
    return new BoundedMemory();
  }

  // What is told of jobs' ends.

  @Bean
  Receivers receivers(Settings settings) {
    return Telling.receivers(settings);
  }

  @Bean
  SigningKeys signingKeys(Settings settings, Secrets secrets) {
    return Telling.keys(settings, secrets);
  }

  @Bean
  Outbox outbox(Database database, Receivers receivers, Exchanges exchanges, Clock clock) {
    var me = UUID.randomUUID().toString();
    var outbox = new Outbox(database, me, receivers, exchanges::wakeLetters);
    if (!database.shared()) {
      outbox.release(clock.instant());
    }
    return outbox;
  }

  @Bean
  Events events(Database database, Settings settings, Exchanges exchanges, Clock clock) {
    var keep = Telling.events(settings).keep();
    return new Events(database, keep, exchanges::wakeLetters, clock);
  }

  @Bean
  Caller caller(Settings settings) {
    var events = Telling.events(settings);
    return new Caller(events.privateHosts(), events.timeout());
  }

  @Bean
  Postman postman(
      Outbox outbox,
      Receivers receivers,
      SigningKeys keys,
      Caller caller,
      Postman.Terms terms,
      Exchanges exchanges,
      Clock clock) {
    return new Postman(outbox, receivers, keys, caller, terms, exchanges, clock);
  }

  @Bean
  Postman.Terms postmanTerms(Settings settings, JobQueries jobs) {
    var events = Telling.events(settings);
    return new Postman.Terms(
        events.atOnce(),
        events.timeout(),
        job -> jobs.findAny(job).map(Shown::toNobody).orElseGet(() -> Map.of("id", job)));
  }

  // What callers give us.

  @Bean
  Library library(Database database, Removals removals, Sinks sinks, Settings settings) {
    return new Library(database, removals, sinks, Settled.references(settings).keep());
  }

  /** What an earlier process left is put right before any route asks for it. */
  @Bean
  CamelContextConfiguration resumption(Library library, Expiry jobs, Clock clock) {
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext context) {
        library.adopt();
        jobs.prolongRendering(clock.instant().plus(AFTER_A_START));
      }

      @Override
      public void afterApplicationStart(CamelContext context) {}
    };
  }

  @Bean
  Secrets secrets(Database database) {
    return new Secrets(database);
  }

  @Bean
  Incoming incoming(Settings settings) throws IOException {
    return new Incoming(incomingFolder(settings));
  }

  private static Path incomingFolder(Settings settings) {
    return settings.home().resolve("incoming");
  }

  @Bean
  Pictures pictures(Settings settings) {
    var references = Settled.references(settings);
    return new Pictures(references.largest().toBytes(), references.mostPixels());
  }

  @Bean
  Frames frames(Settings settings, Incoming incoming) {
    long largestFilm = Settled.largestFilm(settings).toBytes();
    return new Frames(incoming, largestFilm, Settled.references(settings).mostPixels());
  }

  @Bean
  References references(
      Settings settings,
      Library library,
      Incoming incoming,
      Pictures pictures,
      Frames frames,
      Fetcher fetcher,
      Clock clock) {
    long largest = Settled.references(settings).largest().toBytes();
    return new References(library, incoming, pictures, frames, fetcher, largest, clock);
  }

  // The border to HTTP.

  @Bean
  FilterRegistrationBean<Border> border() {
    var border = new FilterRegistrationBean<>(new Border("/sandbox"));
    border.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return border;
  }

  @Bean
  GracefulStop gracefulStop(
      FilterRegistrationBean<Border> border,
      ObjectProvider<Waiting> waiting,
      Workers workers,
      Settings settings) {
    var drain = Settled.jobs(settings.jobs()).drain();
    return new GracefulStop(
        border.getFilter(), () -> waiting.ifAvailable(Waiting::letGo), workers, drain);
  }

  @Bean
  Straight straight() {
    return new Straight();
  }

  /** Camel's consumers run where they are called, see {@link Straight}. */
  @Bean("platform-http-engine")
  PlatformHttpEngine platformHttpEngine(ServerProperties server) {
    Integer port = server.getPort();
    return new SpringBootPlatformHttpEngine(port == null ? 8080 : port, Runnable::run);
  }

  @Bean
  ServerErrors serverErrors() {
    return new ServerErrors();
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> plainServerErrors() {
    return factory ->
        factory.addContextCustomizers(
            context -> {
              if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ServerErrorValve.class.getName());
              }
            });
  }

  @Bean
  CallReader callReader(Settings settings) {
    return new CallReader(Settled.api(settings).largestBody().toBytes(), incomingFolder(settings));
  }

  @Bean
  Door door(Licences licences) {
    return new Door(licences);
  }

  @Bean
  Calls.Terms terms(Settings settings) {
    var url = settings.publicUrl();
    return new Calls.Terms(
        Settled.api(settings), url == null || url.isBlank() ? null : url, longestBatch(settings));
  }

  /** What its orders start from must be there until its end. */
  private static Duration longestBatch(Settings settings) {
    var keep = Settled.references(settings).keep();
    return keep.compareTo(LONGEST_BATCH) < 0 ? keep : LONGEST_BATCH;
  }

  @Bean
  Playback playback() {
    return new Playback();
  }

  @Bean
  Docs docs(Settings settings) throws IOException {
    return new Docs(Settled.root(settings));
  }

  // Prompt files.

  @Bean
  Inboxes inboxes(Settings settings, Orders orders) {
    return Inlets.of(settings, orders);
  }

  @Bean
  InboxRoutes inboxRoutes(Inboxes inboxes, Batches batches, Clock clock) {
    return new InboxRoutes(inboxes, batches, clock);
  }

  @Bean
  Batches batches(Database database) {
    return new Batches(database);
  }

  @Bean
  HotFolder hotFolder(
      Inboxes inboxes, Batches batches, Orders orders, JobIntake jobs, Clock clock) {
    return new HotFolder(inboxes, batches, orders, jobs, clock);
  }

  @Bean
  Results results(Inboxes inboxes, Batches batches, JobQueries jobs, Reports reports, Clock clock) {
    return new Results(inboxes, batches, jobs, Shown::toNobody, reports, clock);
  }

  @Bean
  Whereabouts whereabouts(Settings settings, ObjectProvider<Links> links, ServerProperties server) {
    var here = "http://127.0.0.1:" + server.getPort();
    return new Whereabouts(
        Settled.outbox(settings), file -> links.getObject().toAnybody(file, here));
  }

  @Bean
  Reports reports(
      Inboxes inboxes, Batches batches, JobQueries jobs, Whereabouts files, Clock clock) {
    return new Reports(inboxes, batches, jobs, files, clock);
  }

  @Bean
  Intake.Terms calledBatchesTerms(ObjectProvider<Shown> shown) {
    return new Intake.Terms((job, base) -> shown.getObject().linked(job, base));
  }

  @Bean
  Messages messages(Settings settings, Orders orders, JobIntake jobs, JobQueries queries) {
    return Endpoints.messages(settings, orders, jobs, queries);
  }

  @Bean
  Welcome welcome(Settings settings, FilterRegistrationBean<Border> border) {
    return new Welcome(settings, border.getFilter());
  }

  // The embedded upstream.

  @Bean
  Sandbox sandbox(Settings settings, CallReader reader, Clock clock) throws IOException {
    return new Sandbox(
        Settled.sandbox(settings.sandbox()), reader, settings.home().resolve("sandbox"), clock);
  }

  @Bean
  PictureCalls sandboxPictures(Settings settings, CallReader reader, Clock clock)
      throws IOException {
    return new PictureCalls(reader, settings.home().resolve("sandbox"), clock);
  }

  @Bean
  SandboxAnswers sandboxAnswers() {
    return new SandboxAnswers();
  }
}
