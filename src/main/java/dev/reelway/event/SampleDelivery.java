package dev.reelway.event;

import dev.reelway.net.WebhookCallFailed;
import dev.reelway.net.WebhookClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tries a webhook endpoint out: sends it one signed event, which is about no job, and no more. Few
 * at once for each licence, so that none takes the connections that deliveries need.
 */
public final class SampleDelivery {

  private final WebhookClient client;
  private final EndpointSecrets secrets;
  private final int atOnce;
  private final Clock clock;
  private final ConcurrentHashMap<String, Integer> running = new ConcurrentHashMap<>();

  /**
   * @param atOnce the maximum number of concurrent samples of one licence
   */
  SampleDelivery(WebhookClient client, EndpointSecrets secrets, int atOnce, Clock clock) {
    this.client = client;
    this.secrets = secrets;
    this.atOnce = atOnce;
    this.clock = clock;
  }

  /** How a sample was received. */
  public sealed interface SampleResult {

    /** The endpoint has answered with this HTTP status. */
    record Answered(int status) implements SampleResult {}

    /** There was no answer, for a reason in one sentence without any address. */
    record NotAnswered(String why) implements SampleResult {}

    /** As many samples of the licence are under way as may be. */
    record TooMany(int most) implements SampleResult {}
  }

  /**
   * Sends the event, also to an endpoint that is disabled, and waits for the answer.
   *
   * @param type one of {@link Event#TYPES}
   */
  public SampleResult send(WebhookEndpoint endpoint, String type) {
    var licence = endpoint.licence();
    try {
      return running.merge(licence, 1, Integer::sum) > atOnce
          ? new SampleResult.TooMany(atOnce)
          : sent(endpoint, type);
    } finally {
      running.computeIfPresent(licence, (name, count) -> count == 1 ? null : count - 1);
    }
  }

  private SampleResult sent(WebhookEndpoint endpoint, String type) {
    if (!secrets.isKnown(endpoint)) {
      return new SampleResult.NotAnswered(Destination.Finder.OTHER_SECRET);
    }
    var now = clock.instant();
    var event = Event.sample(endpoint.licence(), type, now);
    var body = EventPayload.json(event);
    var headers = SigningKeys.headers(event.id(), now, body, secrets.valid(endpoint, now));
    try {
      var url = endpoint.terms().url();
      var answer = client.post(url, headers, body.getBytes(StandardCharsets.UTF_8));
      return new SampleResult.Answered(answer.status());
    } catch (WebhookCallFailed failed) {
      return new SampleResult.NotAnswered(failed.sentence());
    }
  }
}
