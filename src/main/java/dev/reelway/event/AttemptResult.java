package dev.reelway.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of one attempt to deliver an event.
 *
 * @param status the HTTP status of the answer, or null if there was none
 * @param problem why the delivery failed, in one sentence, or null if it succeeded
 * @param outlook what a failure says of further attempts
 */
record AttemptResult(@Nullable Integer status, @Nullable String problem, Outlook outlook) {

  static final AttemptResult SUCCESS = new AttemptResult(null, null, Outlook.RETRY);

  enum Outlook {
    /** A later attempt may succeed. */
    RETRY,

    /**
     * Nothing was sent, as the receiver's owner has to do something first, or as another process
     * may know the receiver. This is no attempt.
     */
    WITHHELD,

    /** No further attempt can succeed. */
    FAILED,

    /** The receiver gets nothing any more. */
    OFF
  }

  private static final int GONE = 410;
  private static final int SERVER_ERROR = 500;

  /** Only a 2xx status is a success; a redirect is a failure and is not followed. */
  static AttemptResult of(int status) {
    return new AttemptResult(
        status,
        status / 100 == 2 ? null : "The receiver answered with status %d.".formatted(status),
        status == GONE ? Outlook.OFF : Outlook.RETRY);
  }

  static AttemptResult of(String problem) {
    return new AttemptResult(null, problem, Outlook.RETRY);
  }

  static AttemptResult withheld(String problem) {
    return new AttemptResult(null, problem, Outlook.WITHHELD);
  }

  static AttemptResult permanentFailure(String problem) {
    return new AttemptResult(null, problem, Outlook.FAILED);
  }

  static AttemptResult off(String problem) {
    return new AttemptResult(null, problem, Outlook.OFF);
  }

  /** Whether the receiver was called and did not answer, or with an error of its own. */
  boolean isFailureOfReceiver() {
    return problem != null
        && outlook == Outlook.RETRY
        && (status == null || status >= SERVER_ERROR);
  }

  /**
   * What traces call its failure: the status of the answer, or {@code _OTHER}, as OpenTelemetry
   * calls what has no name; empty if it succeeded or was no attempt.
   */
  Optional<String> failureInTraces() {
    return problem == null || outlook == Outlook.WITHHELD
        ? Optional.empty()
        : Optional.of(status == null ? "_OTHER" : String.valueOf(status));
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
    return switch (outlook) {
      case OFF -> delivery.switchedOff(deliveryAttempt);
      case FAILED -> delivery.failed(deliveryAttempt);
      case WITHHELD -> withheld(delivery, deliveryAttempt, now);
      case RETRY -> retried(delivery, deliveryAttempt, retryAt, now, chance);
    };
  }

  private static EventDelivery withheld(
      EventDelivery delivery, DeliveryAttempt deliveryAttempt, Instant now) {
    return DeliveryBackoff.delayWithheld(Duration.between(delivery.event().created(), now))
        .map(now::plus)
        .map(due -> delivery.withheld(deliveryAttempt, due))
        .orElseGet(() -> delivery.failed(deliveryAttempt));
  }

  private static EventDelivery retried(
      EventDelivery delivery,
      DeliveryAttempt deliveryAttempt,
      Optional<Instant> retryAt,
      Instant now,
      double chance) {
    return DeliveryBackoff.delayAfter(delivery.receiver(), delivery.attempts(), chance)
        .map(now::plus)
        .map(due -> retryAt.filter(due::isBefore).orElse(due))
        .map(due -> delivery.postponed(deliveryAttempt, due))
        .orElseGet(() -> delivery.failed(deliveryAttempt));
  }
}
