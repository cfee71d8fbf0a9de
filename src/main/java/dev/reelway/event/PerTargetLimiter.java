package dev.reelway.event;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Limits the concurrent deliveries of this process, per target, per licence and in total, so that
 * neither a slow target nor a licence with many of them can block the others. The operator's own
 * endpoint does not count: it always has its slots.
 */
final class PerTargetLimiter {

  private static final int MAX_TOTAL = 512;
  private static final int MAX_PER_LICENCE = 128;

  private final int perTarget;
  private final Map<String, Integer> busy = new HashMap<>();
  private final Map<String, Integer> busyOfLicence = new HashMap<>();
  private int total;

  /** The first target that had to wait last time; it is the first one of the next time. */
  private String next = "";

  /**
   * @param perTarget the maximum number of concurrent deliveries to one target
   */
  PerTargetLimiter(int perTarget) {
    this.perTarget = perTarget;
  }

  /**
   * The number of further deliveries that each of these targets may have now; targets with none are
   * left out. Targets for which there is no room take turns.
   */
  synchronized Map<String, Integer> availablePermits(List<String> targets) {
    var offer = new Offer();
    takingTurns(targets).forEach(offer::add);
    next = offer.firstWaiting;
    return offer.free;
  }

  private List<String> takingTurns(List<String> targets) {
    var first = next;
    return Stream.concat(
            targets.stream().filter(target -> target.compareTo(first) >= 0),
            targets.stream().filter(target -> target.compareTo(first) < 0))
        .toList();
  }

  /** What is given out at once: nothing twice. */
  private final class Offer {

    private final Map<String, Integer> free = new LinkedHashMap<>();
    private final Map<String, Integer> ofLicence = new HashMap<>(busyOfLicence);
    private int remaining = MAX_TOTAL - total;
    private String firstWaiting = "";

    void add(String target) {
      int wanted = perTarget - busy.getOrDefault(target, 0);
      int permits = Math.min(wanted, room(target));
      if (permits > 0) {
        free.put(target, permits);
        count(target, permits);
      } else if (wanted > 0 && firstWaiting.isEmpty()) {
        firstWaiting = target;
      }
    }

    private int room(String target) {
      int left = MAX_PER_LICENCE - ofLicence.getOrDefault(Receivers.licence(target), 0);
      return Receivers.isEndpoint(target) ? perTarget : Math.min(remaining, left);
    }

    private void count(String target, int permits) {
      if (!Receivers.isEndpoint(target)) {
        ofLicence.merge(Receivers.licence(target), permits, Integer::sum);
        remaining -= permits;
      }
    }
  }

  synchronized void acquire(String target) {
    busy.merge(target, 1, Integer::sum);
    if (!Receivers.isEndpoint(target)) {
      busyOfLicence.merge(Receivers.licence(target), 1, Integer::sum);
      total++;
    }
  }

  synchronized void release(String target) {
    decrement(busy, target);
    if (!Receivers.isEndpoint(target)) {
      decrement(busyOfLicence, Receivers.licence(target));
      total--;
    }
  }

  private static void decrement(Map<String, Integer> counts, String name) {
    counts.computeIfPresent(name, (known, count) -> count == 1 ? null : count - 1);
  }
}
