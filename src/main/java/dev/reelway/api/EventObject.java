package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.event.Attempt;
import dev.reelway.event.Event;
import dev.reelway.event.Letter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event as the API shows it: what was told, and how it came to each webhook. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record EventObject(
    String id,
    String object,
    @JsonProperty("created_at") long createdAt,
    String type,
    Map<String, String> data,
    List<Delivery> deliveries) {

  /**
   * How an event comes to a webhook.
   *
   * @param to licence or order: whose webhook it is
   * @param status waiting, delivered, failed, or off once the receiver has answered 410
   * @param nextAttemptAt unix seconds, or null once it has ended
   */
  record Delivery(
      String to,
      @Nullable String url,
      String status,
      @JsonProperty("next_attempt_at") @Nullable Long nextAttemptAt,
      List<Tried> attempts) {}

  /**
   * One attempt.
   *
   * @param at unix seconds
   * @param status the HTTP status that was answered, or null
   * @param error why it did not arrive, or null
   */
  record Tried(long at, long milliseconds, @Nullable Integer status, @Nullable String error) {}

  static EventObject of(Event event, List<Letter> letters) {
    return new EventObject(
        event.id(),
        "event",
        event.created().getEpochSecond(),
        event.type(),
        Map.of("id", event.job()),
        letters.stream()
            .filter(letter -> letter.event().id().equals(event.id()))
            .map(EventObject::delivery)
            .toList());
  }

  private static Delivery delivery(Letter letter) {
    return new Delivery(
        letter.receiver().word(),
        letter.url(),
        letter.status().word(),
        seconds(letter.due()),
        letter.log().stream().map(EventObject::tried).toList());
  }

  private static Tried tried(Attempt one) {
    return new Tried(one.at() / 1000, one.millis(), one.status(), one.problem());
  }

  private static @Nullable Long seconds(@Nullable Instant time) {
    return time == null ? null : Long.valueOf(time.getEpochSecond());
  }
}
