package dev.reelway.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** Where a delivery to a webhook goes now. */
sealed interface Destination {

  /**
   * A URL.
   *
   * @param secrets the secrets that sign, the current one first
   */
  record Webhook(String url, List<String> secrets) implements Destination {}

  /** Nowhere, at present or for good. */
  record None(AttemptResult why) implements Destination {}

  /** Finds out where deliveries go: what has changed since their events were written counts. */
  final class Finder {

    static final String UNKNOWN_LICENCE = "The licence is unknown to this process.";
    static final String NOT_IN_FORCE = "The licence is not in force.";
    static final String NO_WEBHOOK = "The licence no longer has a webhook.";
    static final String DELETED = "The webhook endpoint was deleted.";
    static final String DISABLED = "The webhook endpoint is disabled.";
    static final String OTHER_SECRET =
        "The webhook endpoint's signing secret was made with another reelway.secret: rotate it.";

    /** How long a new configuration may take to reach all processes. */
    static final Duration ROLLOUT = Duration.ofDays(1);

    private final Predicate<String> known;
    private final Predicate<String> inForce;
    private final Predicate<String> elsewhere;
    private final Receivers receivers;
    private final SigningKeys keys;
    private final WebhookEndpoints endpoints;
    private final EndpointSecrets secrets;

    /**
     * @param known whether this process knows a licence, by its name: another one may know more,
     *     while a new configuration is rolled out
     * @param inForce whether a licence is in force, by its name: to the receivers of one that is
     *     not, nothing is sent
     * @param elsewhere whether another process may know a webhook of a licence that this one does
     *     not know, by its name
     */
    Finder(
        Predicate<String> known,
        Predicate<String> inForce,
        Predicate<String> elsewhere,
        Receivers receivers,
        SigningKeys keys,
        WebhookEndpoints endpoints,
        EndpointSecrets secrets) {
      this.known = known;
      this.inForce = inForce;
      this.elsewhere = elsewhere;
      this.receivers = receivers;
      this.keys = keys;
      this.endpoints = endpoints;
      this.secrets = secrets;
    }

    Destination of(EventDelivery delivery, Instant now) {
      var licence = delivery.event().licence();
      if (!known.test(licence)) {
        return new None(AttemptResult.withheld(UNKNOWN_LICENCE));
      }
      if (!inForce.test(licence)) {
        return new None(AttemptResult.off(NOT_IN_FORCE));
      }
      if (delivery.receiver().isRegistered()) {
        return endpoints
            .find(delivery.receiver().name())
            .map(endpoint -> registered(endpoint, now))
            .orElseGet(() -> new None(AttemptResult.off(DELETED)));
      }
      return receivers
          .url(delivery)
          .<Destination>map(url -> new Webhook(url, List.of(keys.secret(licence))))
          .orElseGet(() -> new None(noWebhook(delivery.event(), now)));
    }

    /** Some process knew the webhook when the event was written. */
    private AttemptResult noWebhook(Event event, Instant now) {
      return elsewhere.test(event.licence()) && event.created().plus(ROLLOUT).isAfter(now)
          ? AttemptResult.withheld(NO_WEBHOOK)
          : AttemptResult.off(NO_WEBHOOK);
    }

    private Destination registered(WebhookEndpoint endpoint, Instant now) {
      if (!endpoint.terms().enabled()) {
        return new None(AttemptResult.off(DISABLED));
      }
      return secrets.isKnown(endpoint)
          ? new Webhook(endpoint.terms().url(), secrets.valid(endpoint, now))
          : new None(AttemptResult.withheld(OTHER_SECRET));
    }
  }
}
