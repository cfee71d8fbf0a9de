package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.event.WebhookEndpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook endpoint as the API returns it, in the shape of OpenAI's.
 *
 * @param secret its signing secret, which only the answers to its creation and rotation contain
 * @param hint the last characters of that, or null if the secret must be rotated
 * @param status {@code enabled} or {@code disabled}, which OpenAI's does not have
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record WebhookEndpointObject(
    String id,
    String object,
    @JsonProperty("created_at") long createdAt,
    @JsonProperty("updated_at") long updatedAt,
    String name,
    String url,
    @JsonProperty("event_types") List<String> eventTypes,
    String status,
    @JsonProperty("signing_secret_hint") @Nullable String hint,
    @JsonProperty("signing_secret") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String secret) {

  static WebhookEndpointObject of(
      WebhookEndpoint endpoint, @Nullable String hint, @Nullable String secret) {
    var terms = endpoint.terms();
    return new WebhookEndpointObject(
        endpoint.id(),
        "webhook_endpoint",
        endpoint.created().getEpochSecond(),
        endpoint.updated().getEpochSecond(),
        terms.name(),
        terms.url(),
        terms.eventTypes(),
        terms.enabled() ? WebhookEndpointFields.ENABLED : WebhookEndpointFields.DISABLED,
        hint,
        secret);
  }

  /** Without the secret, as this may be logged. */
  @Override
  public String toString() {
    return id;
  }

  /** Confirms that an endpoint was deleted. */
  record Deleted(String id, String object, boolean deleted) {

    static Deleted of(String id) {
      return new Deleted(id, "webhook_endpoint.deleted", true);
    }
  }

  /**
   * What an endpoint has answered to a sample event.
   *
   * @param success always true: a call that got no answer is an error
   */
  record Tried(
      String object,
      @JsonProperty("webhook_endpoint_id") String endpoint,
      @JsonProperty("event_type") String eventType,
      @JsonProperty("status_code") int statusCode,
      boolean success) {

    static Tried of(String endpoint, String eventType, int statusCode) {
      return new Tried("webhook_endpoint.test", endpoint, eventType, statusCode, true);
    }
  }
}
