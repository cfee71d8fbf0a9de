package dev.reelway.event;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The receivers that do not answer, or with an error of their own, as far as this process has
 * called them. Each further failure pauses its receiver for longer, so that it does not keep the
 * slots that it shares with the other URLs of its host.
 */
final class ReceiverFailures {

  private static final int MOST = 10_000;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 6;

  /**
   * The failures of a receiver since its last answer.
   *
   * @param last when the last one ended
   */
  private record Failures(int count, Instant last) {

    Instant pausedUntil() {
      var pause = SHORTEST.multipliedBy(1L << Math.min(count - 1, MOST_DOUBLINGS));
      return last.plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
    }
  }

  private final Map<String, Failures> byReceiver =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Adds a failure. Those of attempts that were under way together count once.
   *
   * @param begun when the attempt began
   * @return until when the receiver pauses
   */
  synchronized Instant add(EventDelivery delivery, Instant begun, Instant now) {
    var name = name(delivery);
    var before = byReceiver.get(name);
    if (before != null && begun.isBefore(before.last)) {
      return before.pausedUntil();
    }
    var failures = new Failures(before == null ? 1 : before.count + 1, now);
    byReceiver.put(name, failures);
    return failures.pausedUntil();
  }

  /** The receiver has answered. */
  synchronized void remove(EventDelivery delivery) {
    byReceiver.remove(name(delivery));
  }

  private static String name(EventDelivery delivery) {
    return delivery.target() + " " + delivery.url();
  }
}
