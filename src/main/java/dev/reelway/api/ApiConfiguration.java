package dev.reelway.api;

import dev.reelway.api.chat.ChatLookups;
import dev.reelway.api.chat.ChatRequests;
import dev.reelway.api.chat.ChatResponses;
import dev.reelway.api.chat.ChatStyle;
import dev.reelway.api.chat.RefusedPrompts;
import dev.reelway.database.Secrets;
import dev.reelway.idempotency.RequestKeys;
import dev.reelway.intake.FileLinks;
import dev.reelway.job.CallbackUrls;
import dev.reelway.job.CapacityPlanner;
import dev.reelway.job.JobEndings;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobSteps;
import dev.reelway.job.JobSubscriptions;
import dev.reelway.job.JobView;
import dev.reelway.job.ReferenceLinks;
import dev.reelway.job.TargetPlanner;
import dev.reelway.job.WaitingCalls;
import dev.reelway.library.ContentStore;
import dev.reelway.library.UploadSpace;
import dev.reelway.licence.Licences;
import dev.reelway.media.ContentKey;
import dev.reelway.media.ImageChecker;
import dev.reelway.media.SpoolFolder;
import dev.reelway.node.Nodes;
import dev.reelway.order.Models;
import dev.reelway.order.Orders;
import dev.reelway.setup.PublicUrl;
import dev.reelway.upstream.Upstreams;
import dev.reelway.wire.OwnHost;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Puts the calls of the API together: what they ask for, and how they are answered. */
@Configuration(proxyBeanMethods = false)
@Import({
  HttpConfiguration.class,
  VideoConfiguration.class,
  AdminConfiguration.class,
  UsageConfiguration.class,
  BatchConfiguration.class,
  OperationsConfiguration.class,
  EventApiConfiguration.class,
  PageConfiguration.class
})
public class ApiConfiguration {

  private final ApiSettings settings;
  private final PublicUrl publicUrl;

  ApiConfiguration(ApiSettings settings, PublicUrl publicUrl, Environment environment) {
    ApiChecks.check(settings, publicUrl);
    ApiChecks.check(
        environment.getProperty("server.port", "8080"),
        environment.getProperty("management.server.port", ""));
    this.settings = settings;
    this.publicUrl = publicUrl;
  }

  /** Where a caller finds the API: a URL where it is known, or the path alone. */
  private String root() {
    return publicUrl.at(settings.basePath());
  }

  // What the packages below need of the API.

  @Bean
  WaitingCalls waitingCalls() {
    return new WaitingCalls(settings.longestWait());
  }

  @Bean
  CallbackUrls.Base callbacksBase() {
    return new CallbackUrls.Base(root() + "/hooks");
  }

  @Bean
  JobView jobView(JobViews jobViews, SignedLinks signedLinks, Environment environment) {
    var base = signedLinks.baseWithoutRequest(address(environment));
    return new JobView(job -> jobViews.withLinks(job, base), jobViews::withLinks);
  }

  @Bean
  FileLinks fileLinks(SignedLinks signedLinks, Environment environment) {
    var base = signedLinks.baseWithoutRequest(address(environment));
    return file -> signedLinks.link(file, base);
  }

  private static String address(Environment environment) {
    var host = OwnHost.of(environment.getProperty("server.address"));
    return "http://%s:%s".formatted(host, environment.getProperty("server.port", "8080"));
  }

  @Bean
  ReferenceLinks referenceLinks(SignedLinks signedLinks) {
    return (file, since) ->
        signedLinks.linkFromOutside(ContentKey.of(file.sha256(), file.type()).fileName(), since);
  }

  // The calls.

  @Bean
  SignedLinks signedLinks(Secrets secrets, Clock clock) {
    return new SignedLinks(
        secrets.derived("links"),
        publicUrl.text(),
        settings.basePath(),
        settings.linksValid(),
        clock);
  }

  @Bean
  LinkLicences linkLicences(Licences licences, Nodes nodes) {
    return LinkLicences.of(licences, nodes);
  }

  @Bean
  LinkedFiles linkedFiles(
      SignedLinks signedLinks,
      JobQueries jobs,
      ContentStore contentStore,
      LinkLicences linkLicences,
      Clock clock) {
    return new LinkedFiles(signedLinks, jobs, contentStore, linkLicences, clock);
  }

  @Bean
  JobViews jobViews(
      SignedLinks signedLinks,
      TargetPlanner targetPlanner,
      CapacityPlanner capacityPlanner,
      Clock clock) {
    return new JobViews(
        signedLinks,
        targetPlanner::expectedEnd,
        capacityPlanner::explained,
        settings.showUpstreams(),
        clock);
  }

  @Bean
  RequestWaits requestWaits(JobEndings endings, RequestKeys requestKeys) {
    return new RequestWaits(
        settings.waitingCalls(),
        settings.longestWait(),
        root(),
        endings::expireQueued,
        requestKeys);
  }

  @Bean
  DeprecationHeaders deprecationHeaders(Models models, SignedLinks signedLinks) {
    return new DeprecationHeaders(models, signedLinks);
  }

  @Bean
  OrderFactory orderFactory(
      Orders orders, DeprecationHeaders deprecationHeaders, TargetPlanner targetPlanner) {
    return new OrderFactory(orders, deprecationHeaders, targetPlanner::startsFromFrame);
  }

  @Bean
  ModelRequests modelRequests(
      Models models,
      CapacityPlanner capacityPlanner,
      Upstreams upstreams,
      DeprecationHeaders deprecationHeaders,
      Clock clock) {
    return new ModelRequests(
        models,
        capacityPlanner::isResting,
        name -> models.capabilities(name, upstreams.capabilities(name)),
        deprecationHeaders,
        clock.instant());
  }

  @Bean
  CallbackRequests callbackRequests(CallbackUrls callbackUrls, JobQueries jobs, JobSteps steps) {
    return new CallbackRequests(callbackUrls, jobs, steps);
  }

  @Bean
  ImageRequests imageRequests(
      RequestReader reader,
      OrderFactory orderFactory,
      LinkedFiles files,
      RequestWaits requestWaits) {
    return new ImageRequests(reader, orderFactory, files, requestWaits);
  }

  @Bean
  ImageLookups imageLookups(
      RequestReader reader,
      JobQueries jobs,
      JobSubscriptions jobSubscriptions,
      RequestWaits requestWaits,
      Clock clock) {
    return new ImageLookups(reader, jobs, jobSubscriptions, requestWaits, clock);
  }

  @Bean
  ImageResponses imageResponses(SignedLinks signedLinks, RequestWaits requestWaits) {
    return new ImageResponses(signedLinks, requestWaits);
  }

  @Bean
  ImageStreams imageStreams(RequestWaits requestWaits) {
    return new ImageStreams(requestWaits);
  }

  @Bean
  ChatRequests chatRequests(
      RequestReader reader,
      OrderFactory orderFactory,
      LinkedFiles files,
      RequestWaits requestWaits) {
    var chatStyle = ChatStyle.read(settings.chatProgress()).orElse(ChatStyle.SEED);
    var refusedPrompts = new RefusedPrompts(settings.refusedChatPrompts());
    return new ChatRequests(reader, orderFactory, files, requestWaits, refusedPrompts, chatStyle);
  }

  @Bean
  ChatLookups chatLookups(
      JobQueries jobs, JobSubscriptions jobSubscriptions, RequestWaits requestWaits) {
    return new ChatLookups(jobs, jobSubscriptions, requestWaits);
  }

  @Bean
  ChatResponses chatResponses(SignedLinks signedLinks, RequestWaits requestWaits) {
    return new ChatResponses(signedLinks, requestWaits);
  }

  @Bean
  FileRequests fileRequests(
      RequestReader reader,
      ContentStore contentStore,
      SpoolFolder spoolFolder,
      ImageChecker imageChecker,
      UploadSpace uploadSpace,
      Clock clock) {
    return new FileRequests(reader, contentStore, spoolFolder, imageChecker, uploadSpace, clock);
  }

  @Bean
  ApiResponses apiResponses(
      JobViews jobViews, DeprecationHeaders deprecationHeaders, RequestWaits requestWaits) {
    return new ApiResponses(
        jobViews, deprecationHeaders, settings.pollAfter().toMillis(), requestWaits::location);
  }
}
