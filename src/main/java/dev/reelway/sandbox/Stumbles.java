package dev.reelway.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts calls about the same thing, for the trouble that comes and goes. */
final class Stumbles {

  private static final int MOST = 10_000;

  private final Map<String, Integer> counts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MOST;
        }
      };

  /** Every other call about a flaky thing fails, the first one among them. */
  void stumble(String about, Rehearsal rehearsal, int status) {
    if (rehearsal.flaky() && count(about) % 2 == 1) {
      throw new SandboxRefused(status, "flaky", "The sandbox stumbles, as it was asked to.");
    }
  }

  /** How many calls there have been about it, this one included. */
  synchronized int count(String about) {
    return counts.merge(about, 1, Integer::sum);
  }
}
