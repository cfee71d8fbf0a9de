package dev.reelway.event;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of one attempt to deliver an event.
 *
 * @param status the HTTP status of the answer, or null if there was none
 * @param problem why the delivery failed, in one sentence, or null if it succeeded
 * @param permanentFailure whether no further attempt can succeed
 */
record AttemptResult(@Nullable Integer status, @Nullable String problem, boolean permanentFailure) {

  static final AttemptResult SUCCESS = new AttemptResult(null, null, false);

  private static final int GONE = 410;

  /** Only a 2xx status is a success; a redirect is a failure and is not followed. */
  static AttemptResult of(int status) {
    return new AttemptResult(
        status,
        status / 100 == 2 ? null : "The receiver answered with status %d.".formatted(status),
        false);
  }

  static AttemptResult of(String problem) {
    return new AttemptResult(null, problem, false);
  }

  static AttemptResult permanentFailure(String problem) {
    return new AttemptResult(null, problem, true);
  }

  /**
   * The delivery after this attempt.
   *
   * @param retryAt the earliest next attempt that the receiver has asked for
   * @param chance a random number from 0 to 1, for the jitter
   */
  EventDelivery next(
      EventDelivery delivery,
      DeliveryAttempt deliveryAttempt,
      Optional<Instant> retryAt,
      Instant now,
      double chance) {
    if (problem == null) {
      return delivery.delivered(deliveryAttempt);
    }
    if (status != null && status == GONE) {
      return delivery.switchedOff(deliveryAttempt);
    }
    if (permanentFailure) {
      return delivery.failed(deliveryAttempt);
    }
    return DeliveryBackoff.delayAfter(delivery.receiver(), delivery.attempts(), chance)
        .map(now::plus)
        .map(due -> retryAt.filter(due::isBefore).orElse(due))
        .map(due -> delivery.postponed(deliveryAttempt, due))
        .orElseGet(() -> delivery.failed(deliveryAttempt));
  }
}
