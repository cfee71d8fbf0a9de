package dev.reelway.event;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Limits the concurrent deliveries of this process, per target and in total, so that one slow
 * target cannot block the others.
 */
final class PerTargetLimiter {

  private static final int MAX_TOTAL = 512;

  private final int perTarget;
  private final Map<String, Integer> busy = new HashMap<>();
  private int total;

  /**
   * @param perTarget the maximum number of concurrent deliveries to one target
   */
  PerTargetLimiter(int perTarget) {
    this.perTarget = perTarget;
  }

  /**
   * The number of further deliveries that each of these targets may have now; targets with none are
   * left out.
   */
  synchronized Map<String, Integer> availablePermits(List<String> targets) {
    var free = new LinkedHashMap<String, Integer>();
    int remaining = MAX_TOTAL - total;
    for (var target : targets) {
      int permits = Math.min(remaining, perTarget - busy.getOrDefault(target, 0));
      if (permits > 0) {
        free.put(target, permits);
        remaining -= permits;
      }
    }
    return free;
  }

  synchronized void acquire(String target) {
    busy.merge(target, 1, Integer::sum);
    total++;
  }

  synchronized void release(String target) {
    busy.computeIfPresent(target, (name, permits) -> permits == 1 ? null : permits - 1);
    total--;
  }
}
