package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.database.Secrets;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.licence.Licences;
import dev.reelway.media.LargestVideo;
import dev.reelway.net.Downloader;
import dev.reelway.oidc.OidcSettings;
import dev.reelway.order.Models;
import dev.reelway.pause.Pausable;
import dev.reelway.pause.Pauses;
import dev.reelway.setup.OperatorEndpoint;
import dev.reelway.sink.Namings;
import dev.reelway.sink.SinkSettings;
import dev.reelway.sink.Sinks;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.trace.Traces;
import dev.reelway.upstream.CallbackUpstreams;
import dev.reelway.upstream.DialectRoutes;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.quartz.CronExpression;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

/** The beans that work on a job from accepted to its end. */
@Configuration(proxyBeanMethods = false)
@Import({JobDeskConfiguration.class, JobReportConfiguration.class})
public class JobConfiguration {

  private final JobSettings settings;

  JobConfiguration(JobSettings settings) {
    JobChecks.check(settings);
    this.settings = settings;
  }

  @Bean
  Ledger ledger(Database database, List<JobEndListener> endings, Clock clock) {
    var all = endings.stream().reduce(JobEndListener::and).orElse(JobEndListener.NONE);
    var ledger = new Ledger(database, UUID.randomUUID().toString(), all);
    if (!database.shared()) {
      ledger.leases().releaseOthers(clock.instant());
    }
    return ledger;
  }

  /** Repairs what an earlier process left behind, before any route reads it. */
  @Bean
  CamelContextConfiguration jobResumption(Expiry jobs, Clock clock) {
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext context) {
        jobs.prolongUnpolled(clock.instant());
      }

      @Override
      public void afterApplicationStart(CamelContext context) {}
    };
  }

  @Bean
  CallbackUrls callbackUrls(Secrets secrets, CallbackUrls.Base base, CallbackUpstreams calling) {
    return new CallbackUrls(() -> secrets.secret("callbacks"), base.url(), calling.names());
  }

  @Bean
  TargetPlanner targetPlanner(
      Upstreams upstreams,
      JobQueries jobs,
      DialectRoutes routes,
      CallbackUrls callbackUrls,
      ReferenceLinks links,
      Clock clock) {
    return new TargetPlanner(upstreams, jobs, routes::knows, callbackUrls::address, links, clock);
  }

  @Bean
  JobDesk jobDesk(
      Ledger ledger,
      TargetPlanner targetPlanner,
      StoragePolicy storagePolicy,
      Exchanges exchanges,
      JobObserver observer,
      JobQuotas quotas,
      Pauses pauses,
      JobTraces traces,
      Clock clock) {
    var desk =
        new JobDesk(
            ledger,
            targetPlanner,
            settings,
            storagePolicy,
            exchanges::wake,
            observer,
            quotas,
            new PausedUpstreams(() -> pauses.names(Pausable.UPSTREAM)),
            traces,
            clock);
    pauses.onChange(desk.commits()::wakeWaiting);
    return desk;
  }

  @Bean
  JobQuotas jobQuotas(
      Licences licences,
      LicenceSettings.ByName declared,
      OidcSettings.ByName issuers,
      Models models,
      TargetPlanner targetPlanner,
      Upstreams upstreams) {
    JobChecks.checkModels(declared, models.names());
    JobChecks.checkModels(issuers, models.names());
    return new JobQuotas(licences::named, targetPlanner::mostCost, upstreams.prices().money());
  }

  @Bean
  OrderEstimates orderEstimates(TargetPlanner targetPlanner, JobQuotas jobQuotas, Clock clock) {
    return new OrderEstimates(targetPlanner, jobQuotas, clock);
  }

  @Bean
  QuotaSettlement quotaSettlement(Licences licences, Upstreams upstreams) {
    return new QuotaSettlement(licences::named, upstreams.prices().money().currency());
  }

  @Bean
  SettledQuotas settledQuotas(Database database, Clock clock) {
    return new SettledQuotas(database, clock);
  }

  @Bean
  ApplicationListener<ApplicationReadyEvent> recollection(JobClaims claims) {
    return ready -> claims.recall();
  }

  // The steps of a job.

  @Bean
  FailureLog failureLog(Clock clock) {
    return new FailureLog(clock);
  }

  @Bean
  RoutePolicyFactory recurringRoutes(FailureLog failureLog) {
    return new RecurringRoutes(failureLog);
  }

  @Bean
  JobTraces jobTraces(Traces traces, Upstreams upstreams) {
    return new JobTraces(
        traces, name -> upstreams.named(name).map(Upstream::dialect).orElse("unknown"));
  }

  @Bean
  Exchanges exchanges(ObjectProvider<CamelContext> camel, FailureLog failureLog, JobTraces traces) {
    return new Exchanges(camel, failureLog, traces);
  }

  @Bean
  PollPlanner pollPlanner(JobDesk desk, TargetPlanner targetPlanner, Clock clock) {
    return new PollPlanner(desk, targetPlanner::hasList, clock);
  }

  @Bean
  Workers workers(
      JobDesk desk,
      PollPlanner pollPlanner,
      Exchanges exchanges,
      Upstreams upstreams,
      WaitingCalls waitingCalls,
      Moderation moderation) {
    var atOnce = JobChecks.atOnce(settings.atOnce());
    int count = upstreams.names().size();
    return new Workers(
        desk, pollPlanner, exchanges, atOnce, count, waitingCalls, !moderation.isBeforeSubmit());
  }

  @Bean
  Moderation moderation(ModerationSettings moderationSettings, Database database, Clock clock) {
    return new Moderation(moderationSettings, database.shared(), clock);
  }

  /** The operator's endpoint that decides on orders, if there is one. */
  @Bean
  @Order(5)
  OperatorEndpoint beforeSubmitEndpoint(ModerationSettings moderationSettings) {
    return OperatorEndpoint.of(
        "reelway.moderation.before-submit", moderationSettings.beforeSubmit());
  }

  /** The same for files. */
  @Bean
  @Order(6)
  OperatorEndpoint beforeDeliveryEndpoint(ModerationSettings moderationSettings) {
    return OperatorEndpoint.of(
        "reelway.moderation.before-delivery", moderationSettings.beforeDelivery());
  }

  @Bean
  LeaseRenewal leaseRenewal(JobDesk desk) {
    return new LeaseRenewal(desk, settings.lease());
  }

  @Bean
  RenderCancellation renderCancellation(
      JobQueries jobs, TargetPlanner targetPlanner, Exchanges exchanges) {
    return new RenderCancellation(jobs, targetPlanner, exchanges);
  }

  @Bean
  AssetDelivery assetDelivery(
      SinkSettings sinks,
      Namings namings,
      LargestVideo largest,
      DialectRoutes routes,
      Downloader downloader,
      Clock clock) {
    var terms =
        new AssetDelivery.DeliveryTerms(
            sinks.usual(),
            namings::of,
            largest.bytes(),
            sinks.mark(),
            dialect -> routes.knows(dialect, "fetch"),
            dialect -> routes.knows(dialect, "thumbnail"));
    return new AssetDelivery(terms, downloader, clock);
  }

  @Bean
  Redirects redirects(LargestVideo largest, Downloader downloader, Clock clock) {
    return new Redirects(downloader, largest.bytes(), clock);
  }

  /** Collects the result of each part of a split in a list. */
  @Bean
  AggregationStrategy bodies() {
    return new GroupedBodyAggregationStrategy();
  }

  // The removals of files from sinks.

  @Bean
  Removals removals(Database database, Clock clock) {
    var removals = new Removals(database, UUID.randomUUID().toString());
    if (!database.shared()) {
      removals.release(clock.instant());
    }
    return removals;
  }

  @Bean
  JobRemovals jobRemovals(
      Removals removals, AssetDelivery assetDelivery, Exchanges exchanges, Clock clock) {
    return new JobRemovals(removals, assetDelivery::sidecar, exchanges::wakeRemovals, clock);
  }

  @Bean
  Remover remover(Removals removals, Sinks sinks, Exchanges exchanges, Clock clock) {
    return new Remover(removals, sinks, exchanges, exchanges::wakeRemovals, clock);
  }

  // Health.

  /** Shown as {@code ticks}. */
  @Bean
  Ticks ticks(Clock clock) throws ParseException {
    return new Ticks(clock, new CronExpression(settings.tick()));
  }
}
