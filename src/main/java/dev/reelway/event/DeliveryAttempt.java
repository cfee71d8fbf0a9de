package dev.reelway.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver an event to a receiver.
 *
 * @param at when it began, in milliseconds since 1970
 * @param millis how long it took, in milliseconds
 * @param status the HTTP status of the answer, or null if there was none
 * @param failure why the delivery failed, in one sentence, or null if it succeeded
 * @param url the webhook that was called, whose URL may have been changed since; null if none was,
 *     or if an earlier version has recorded the attempt
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeliveryAttempt(
    long at,
    long millis,
    @Nullable Integer status,
    @Nullable String failure,
    @Nullable String url) {

  static DeliveryAttempt between(
      Instant begun, Instant ended, AttemptResult result, @Nullable String url) {
    long millis = Math.max(0, ended.toEpochMilli() - begun.toEpochMilli());
    return new DeliveryAttempt(
        begun.toEpochMilli(), millis, result.status(), result.problem(), url);
  }
}
