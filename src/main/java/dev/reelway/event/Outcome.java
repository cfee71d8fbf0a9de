package dev.reelway.event;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of one attempt to deliver an event.
 *
 * @param status the HTTP status of the answer, or null if there was none
 * @param problem why the delivery failed, in one sentence, or null if it succeeded
 * @param last whether no further attempt can succeed
 */
record Outcome(@Nullable Integer status, @Nullable String problem, boolean last) {

  static final Outcome ARRIVED = new Outcome(null, null, false);

  private static final int GONE = 410;

  /** Only a 2xx status is a success; a redirect is a failure and is not followed. */
  static Outcome of(int status) {
    return new Outcome(
        status,
        status / 100 == 2 ? null : "The receiver answered with status %d.".formatted(status),
        false);
  }

  static Outcome of(String problem) {
    return new Outcome(null, problem, false);
  }

  static Outcome last(String problem) {
    return new Outcome(null, problem, true);
  }

  /**
   * The delivery after this attempt.
   *
   * @param retryAt the earliest next attempt that the receiver has asked for
   * @param chance a random number from 0 to 1, for the jitter
   */
  Letter next(
      Letter delivery, Attempt attempt, Optional<Instant> retryAt, Instant now, double chance) {
    if (problem == null) {
      return delivery.delivered(attempt);
    }
    if (status != null && status == GONE) {
      return delivery.off(attempt);
    }
    if (last) {
      return delivery.failed(attempt);
    }
    return Rests.after(delivery.receiver(), delivery.tries(), chance)
        .map(now::plus)
        .map(due -> retryAt.filter(due::isBefore).orElse(due))
        .map(due -> delivery.postponed(attempt, due))
        .orElseGet(() -> delivery.failed(attempt));
  }
}
