package dev.reelway.event;

import dev.reelway.job.Job;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The receivers of a job's event: the webhook of its licence, the {@code callback_url} of its
 * order, the webhook endpoints that the licence has registered, and the operator's endpoint.
 */
final class Receivers {

  private static final String ENDPOINT = "endpoint";

  private final Map<String, String> webhooks;
  private final Function<String, Optional<String>> stored;
  private final boolean endpoint;

  /**
   * @param webhooks the webhook URLs by the names of the licences that have one
   * @param endpoint whether an endpoint that receives all events is configured
   */
  Receivers(Map<String, String> webhooks, boolean endpoint) {
    this(webhooks, none -> Optional.empty(), endpoint);
  }

  /**
   * @param webhooks the configured webhook URLs by the names of the licences that have one
   * @param stored finds those of the ledger
   * @param endpoint whether an endpoint that receives all events is configured
   */
  Receivers(
      Map<String, String> webhooks, Function<String, Optional<String>> stored, boolean endpoint) {
    this.webhooks = Map.copyOf(webhooks);
    this.stored = stored;
    this.endpoint = endpoint;
  }

  /**
   * The deliveries of an event.
   *
   * @param registered the webhook endpoints of the job's licence
   */
  List<EventDelivery> deliveries(Event event, Job job, List<WebhookEndpoint> registered) {
    var deliveries = new ArrayList<EventDelivery>();
    webhook(deliveries, Receiver.LICENCE, event, webhook(job.licence()));
    webhook(deliveries, Receiver.ORDER, event, job.order().callbackUrl());
    registered.stream()
        .filter(one -> one.terms().eventTypes().contains(event.type()))
        .forEach(one -> deliveries.add(one.delivery(event)));
    if (endpoint) {
      deliveries.add(EventDelivery.to(Receiver.ENDPOINT, event, ENDPOINT, null));
    }
    return deliveries;
  }

  private @Nullable String webhook(String licence) {
    var configured = webhooks.get(licence);
    return configured == null ? stored.apply(licence).orElse(null) : configured;
  }

  private static void webhook(
      List<EventDelivery> deliveries, Receiver receiver, Event event, @Nullable String url) {
    if (url != null) {
      deliveries.add(EventDelivery.to(receiver, event, target(event.licence(), url), url));
    }
  }

  /** Each licence has its own target for a host, so that one licence cannot slow another down. */
  static String target(String licence, String url) {
    return licence + " " + host(url);
  }

  /** Of a URL without a host there is nothing to call, which its delivery finds out. */
  private static String host(String url) {
    try {
      var host = URI.create(url).getRawAuthority();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }

  /** The licence of a webhook's target. */
  static String licence(String target) {
    return target.substring(0, Math.max(0, target.lastIndexOf(' ')));
  }

  /** Whether an endpoint that receives all events is configured. */
  boolean hasEndpoint() {
    return endpoint;
  }

  /** Whether a target is the operator's endpoint. */
  static boolean isEndpoint(String target) {
    return target.equals(ENDPOINT);
  }

  /**
   * Whether the receiver still exists: the operator's endpoint may have been removed from the
   * configuration.
   */
  boolean isKnown(EventDelivery delivery) {
    return isKnown(delivery.target());
  }

  /** The same for the receivers of a target. */
  boolean isKnown(String target) {
    return endpoint || !isEndpoint(target);
  }

  /**
   * The current URL of a delivery: a licence's webhook may have changed since the event was
   * written; empty if the licence has none any more.
   */
  Optional<String> url(EventDelivery delivery) {
    return Optional.ofNullable(
        delivery.receiver().equals(Receiver.LICENCE)
            ? webhook(delivery.event().licence())
            : delivery.url());
  }

  /** The URL of a licence's webhook, if it has one and it is another one than this. */
  Optional<String> movedTo(String licence, String before) {
    return Optional.ofNullable(webhook(licence)).filter(url -> !url.equals(before));
  }

  /**
   * A delivery to the webhook of a licence at the URL where that is by now, if it still waits.
   * Empty for the others: those of registered endpoints are moved as these are changed.
   */
  Optional<EventDelivery> followed(EventDelivery delivery) {
    if (!delivery.receiver().equals(Receiver.LICENCE)) {
      return Optional.empty();
    }
    return delivery.due() == null
        ? Optional.of(delivery)
        : url(delivery).map(delivery::at).or(() -> Optional.of(delivery));
  }

  /** Whether the webhook of a delivery has another URL by now than the one that was called. */
  boolean isMoved(JdbcClient db, EventDelivery delivery, String called) {
    var now =
        delivery.receiver().isRegistered()
            ? WebhookEndpointRows.find(db, delivery.receiver().name()).map(one -> one.terms().url())
            : url(delivery);
    return now.filter(url -> !url.equals(called)).isPresent();
  }
}
