package dev.reelway.event;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many letters are under way from here, so that no target takes all the hands there are. */
final class Hands {

  private static final int MOST = 512;

  private final int each;
  private final Map<String, Integer> busy = new HashMap<>();
  private int all;

  /**
   * @param each how many there are for one target
   */
  Hands(int each) {
    this.each = each;
  }

  /** How many hands are free for each of these targets; those that have none are left out. */
  synchronized Map<String, Integer> free(List<String> targets) {
    var free = new LinkedHashMap<String, Integer>();
    int left = MOST - all;
    for (var target : targets) {
      int some = Math.min(left, each - busy.getOrDefault(target, 0));
      if (some > 0) {
        free.put(target, some);
        left -= some;
      }
    }
    return free;
  }

  synchronized void take(String target) {
    busy.merge(target, 1, Integer::sum);
    all++;
  }

  synchronized void giveBack(String target) {
    busy.computeIfPresent(target, (name, some) -> some == 1 ? null : some - 1);
    all--;
  }
}
