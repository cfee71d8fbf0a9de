package dev.reelway.event;

import dev.reelway.net.WebhookCallFailed;
import dev.reelway.net.WebhookClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** Tries a webhook endpoint out: sends it one signed event, which is about no job, and no more. */
public final class SampleDelivery {

  private final WebhookClient client;
  private final EndpointSecrets secrets;
  private final Clock clock;

  SampleDelivery(WebhookClient client, EndpointSecrets secrets, Clock clock) {
    this.client = client;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Sends the event, also to an endpoint that is disabled.
   *
   * @param type one of {@link Event#TYPES}
   * @return the HTTP status of the answer
   * @throws WebhookCallFailed if the URL must not be called, or there is no answer in time
   */
  public int send(WebhookEndpoint endpoint, String type) throws WebhookCallFailed {
    var now = clock.instant();
    var event = Event.sample(endpoint.licence(), type, now);
    var body = EventPayload.json(event);
    var headers = SigningKeys.headers(event.id(), now, body, secrets.valid(endpoint, now));
    return client
        .post(endpoint.terms().url(), headers, body.getBytes(StandardCharsets.UTF_8))
        .status();
  }
}
