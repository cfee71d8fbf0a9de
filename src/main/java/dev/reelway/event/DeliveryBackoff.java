package dev.reelway.event;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The delays between failed attempts to deliver an event. A webhook is tried ten times within about
 * three days (Standard Webhooks, "Retry schedule"); the operator's own endpoint is retried forever.
 */
final class DeliveryBackoff {

  private static final List<Duration> WEBHOOK =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** No shorter than events are kept by default: what fails then is deleted with its event. */
  private static final Duration WITHHELD = Duration.ofDays(30);

  private static final Duration SHORTEST_WITHHELD = Duration.ofSeconds(5);
  private static final Duration LONGEST_WITHHELD = Duration.ofHours(1);
  private static final double JITTER = 0.1;

  private DeliveryBackoff() {}

  /**
   * The delay before the next attempt; empty if there is no further one.
   *
   * @param attempts the number of failed attempts before the one that has just failed
   * @param chance a random number from 0 to 1: spreads the retries of deliveries that failed
   *     together
   */
  static Optional<Duration> delayAfter(Receiver receiver, int attempts, double chance) {
    if (receiver.equals(Receiver.ENDPOINT)) {
      var doubled = SHORTEST.multipliedBy(1L << Math.min(attempts, 6));
      return Optional.of(spread(doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST, chance));
    }
    return attempts < WEBHOOK.size()
        ? Optional.of(spread(WEBHOOK.get(attempts), chance))
        : Optional.empty();
  }

  /**
   * The delay before it is looked at again whether a delivery can be sent that is withheld; empty
   * if that has lasted too long.
   *
   * @param age of the event
   */
  static Optional<Duration> delayWithheld(Duration age) {
    if (age.compareTo(WITHHELD) >= 0) {
      return Optional.empty();
    }
    var most = Collections.min(List.of(age, LONGEST_WITHHELD));
    return Optional.of(Collections.max(List.of(most, SHORTEST_WITHHELD)));
  }

  private static Duration spread(Duration delay, double chance) {
    return delay.plusMillis((long) (delay.toMillis() * JITTER * chance));
  }
}
