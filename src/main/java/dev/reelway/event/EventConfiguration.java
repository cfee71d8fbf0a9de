package dev.reelway.event;

import static dev.reelway.setup.SettingsChecks.check;
import static dev.reelway.setup.SettingsChecks.positive;

import dev.reelway.database.Database;
import dev.reelway.database.Secrets;
import dev.reelway.job.Exchanges;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobView;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.licence.Licences;
import dev.reelway.net.AllowedHosts;
import dev.reelway.net.OutboundUrlPolicy;
import dev.reelway.net.WebhookClient;
import dev.reelway.setup.OperatorEndpoint;
import dev.reelway.trace.Traces;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Puts together what tells of jobs' ends. */
@Configuration(proxyBeanMethods = false)
public class EventConfiguration {

  private static final String QUEUE = "deliveries-claim";

  private final EventSettings settings;

  EventConfiguration(EventSettings settings) {
    positive(settings.timeout(), "reelway.events.timeout");
    positive(settings.keep(), "reelway.events.keep");
    check(
        settings.atOnce() >= 1 && settings.atOnce() <= 100,
        "reelway.events.at-once",
        "must be from 1 to 100.");
    check(
        settings.endpoints() >= 0 && settings.endpoints() <= 100,
        "reelway.events.endpoints",
        "must be from 0 to 100.");
    check(
        AllowedHosts.areHosts(settings.privateHosts()),
        "reelway.events.private-hosts",
        AllowedHosts.MUST);
    this.settings = settings;
  }

  /** The operator's own endpoint that gets all events, if there is one. */
  @Bean
  @Order(1)
  OperatorEndpoint eventsEndpoint() {
    return OperatorEndpoint.of("reelway.events.to", settings.to());
  }

  /** Where webhooks may lead. */
  @Bean
  OutboundUrlPolicy outboundUrlPolicy() {
    return new OutboundUrlPolicy(settings.privateHosts());
  }

  @Bean
  Receivers receivers(
      LicenceSettings.ByName settingsOfLicences,
      Licences licences,
      OutboundUrlPolicy outboundUrlPolicy) {
    return WebhookFactory.receivers(
        settingsOfLicences,
        licences::webhook,
        outboundUrlPolicy,
        settings.to() != null && !settings.to().isBlank());
  }

  @Bean
  SigningKeys signingKeys(LicenceSettings.ByName licences, Secrets secrets) {
    return WebhookFactory.keys(licences, () -> secrets.secret("webhooks"));
  }

  @Bean
  EndpointSecrets endpointSecrets(Secrets secrets) {
    return new EndpointSecrets(() -> secrets.derived("webhook-endpoints"));
  }

  @Bean
  EndpointSecretCheck endpointSecretCheck(Database database, EndpointSecrets secrets) {
    return new EndpointSecretCheck(database, secrets);
  }

  @Bean
  WebhookEndpoints webhookEndpoints(Database database, EndpointSecrets secrets, Clock clock) {
    return new WebhookEndpoints(database, secrets, settings.endpoints(), clock);
  }

  @Bean
  SampleDelivery sampleDelivery(WebhookClient webhookClient, EndpointSecrets secrets, Clock clock) {
    return new SampleDelivery(webhookClient, secrets, settings.atOnce(), clock);
  }

  @Bean
  Outbox outbox(
      Database database, Receivers receivers, Licences licences, Exchanges exchanges, Clock clock) {
    var me = UUID.randomUUID().toString();
    var outbox =
        new Outbox(
            database,
            me,
            receivers,
            name -> licences.isInForce(name) || !licences.isKnown(name),
            () -> exchanges.trigger(QUEUE),
            clock);
    if (!database.shared()) {
      outbox.release(clock.instant());
    }
    return outbox;
  }

  @Bean
  Events events(Database database, Receivers receivers, Exchanges exchanges, Clock clock) {
    return new Events(database, settings.keep(), receivers, () -> exchanges.trigger(QUEUE), clock);
  }

  @Bean
  LicenceDeliveries licenceDeliveries(Database database, Receivers receivers, Clock clock) {
    return new LicenceDeliveries(database, receivers, clock);
  }

  @Bean
  DeliveryList deliveryList(Database database) {
    return new DeliveryList(database);
  }

  @Bean
  WebhookClient webhookClient(Traces traces) {
    return new WebhookClient(settings.privateHosts(), settings.timeout(), traces);
  }

  @Bean
  Destination.Finder destinations(
      Database database,
      Licences licences,
      Receivers receivers,
      SigningKeys keys,
      WebhookEndpoints endpoints,
      EndpointSecrets secrets) {
    return new Destination.Finder(
        licences::isKnown,
        licences::isInForce,
        name -> database.shared() && licences.isDeclared(name),
        receivers,
        keys,
        endpoints,
        secrets);
  }

  @Bean
  EventDispatcher eventDispatcher(
      Outbox outbox,
      Receivers receivers,
      Destination.Finder destinations,
      WebhookClient webhookClient,
      EventDispatcher.DispatchTerms terms,
      Exchanges exchanges,
      Clock clock) {
    return new EventDispatcher(
        outbox, receivers, destinations, webhookClient, terms, exchanges, clock);
  }

  @Bean
  EventDispatcher.DispatchTerms postmanTerms(JobQueries queries, JobView view, Traces traces) {
    return new EventDispatcher.DispatchTerms(
        settings.atOnce(),
        settings.timeout(),
        job -> queries.findAny(job).map(view.published()).orElseGet(() -> Map.of("id", job)),
        traces);
  }
}
