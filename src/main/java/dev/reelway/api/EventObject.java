package dev.reelway.api;

import static dev.reelway.api.UnixTime.seconds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.event.DeliveryAttempt;
import dev.reelway.event.Event;
import dev.reelway.event.EventDelivery;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event as the API returns it: what happened, and its delivery to each webhook. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record EventObject(
    String id,
    String object,
    @JsonProperty("created_at") long createdAt,
    String type,
    Map<String, String> data,
    List<Delivery> deliveries) {

  /**
   * The delivery of an event to one webhook.
   *
   * @param to {@code licence}, {@code order} or {@code webhook_endpoint}: where the webhook was
   *     configured
   * @param endpoint the id of the webhook endpoint, or null
   * @param status {@code waiting}, {@code delivered}, {@code failed}, or {@code off} after the
   *     receiver answered 410, or as the webhook endpoint is disabled or deleted
   * @param nextAttemptAt Unix seconds, or null if no attempt will follow
   */
  record Delivery(
      String to,
      @JsonProperty("webhook_endpoint_id") @Nullable String endpoint,
      @Nullable String url,
      String status,
      @JsonProperty("next_attempt_at") @Nullable Long nextAttemptAt,
      List<EventAttempt> attempts) {}

  /**
   * One delivery attempt.
   *
   * @param at Unix seconds
   * @param milliseconds how long the attempt took
   * @param status the HTTP status of the response, or null if there was none
   * @param error why the attempt failed, or null
   * @param url the webhook that was called, or null if none was or it is not known any more
   */
  record EventAttempt(
      long at,
      long milliseconds,
      @Nullable Integer status,
      @Nullable String error,
      @Nullable String url) {}

  static EventObject of(Event event, List<EventDelivery> deliveries) {
    return new EventObject(
        event.id(),
        "event",
        event.created().getEpochSecond(),
        event.type(),
        Map.of("id", event.job()),
        deliveries.stream()
            .filter(delivery -> delivery.event().id().equals(event.id()))
            .map(EventObject::delivery)
            .toList());
  }

  private static Delivery delivery(EventDelivery delivery) {
    var receiver = delivery.receiver();
    return new Delivery(
        receiver.isRegistered() ? "webhook_endpoint" : receiver.name(),
        receiver.isRegistered() ? receiver.name() : null,
        delivery.url(),
        delivery.status().code(),
        seconds(delivery.due()),
        delivery.log().stream().map(EventObject::eventAttempt).toList());
  }

  private static EventAttempt eventAttempt(DeliveryAttempt one) {
    return new EventAttempt(one.at() / 1000, one.millis(), one.status(), one.failure(), one.url());
  }
}
