package dev.reelway.event;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long a letter rests after each attempt in vain. A webhook is tried ten times within three
 * days and a bit (Standard Webhooks, "Retry schedule"), the operator's own endpoint for ever.
 */
final class Rests {

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
  private static final double JITTER = 0.1;

  private Rests() {}

  /**
   * The rest before the next attempt; none where there is to be no further one.
   *
   * @param tries how many were in vain before the one that has just been
   * @param chance from 0 to 1: spreads letters that have failed together
   */
  static Optional<Duration> after(Receiver receiver, int tries, double chance) {
    if (receiver == Receiver.ENDPOINT) {
      var doubled = SHORTEST.multipliedBy(1L << Math.min(tries, 6));
      return Optional.of(spread(doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST, chance));
    }
    return tries < WEBHOOK.size()
        ? Optional.of(spread(WEBHOOK.get(tries), chance))
        : Optional.empty();
  }

  private static Duration spread(Duration rest, double chance) {
    return rest.plusMillis((long) (rest.toMillis() * JITTER * chance));
  }
}
