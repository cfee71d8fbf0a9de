package dev.reelway.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts requests about the same thing, for simulated intermittent failures. */
final class IntermittentFailures {

  private static final int MOST = 10_000;

  private final Map<String, Integer> counts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MOST;
        }
      };

  /** Fails every other request about a flaky thing, starting with the first. */
  void failIfFlaky(String about, SimulatedFailures simulatedFailures, int status) {
    if (simulatedFailures.flaky() && count(about) % 2 == 1) {
      throw new SandboxRefused(status, "flaky", "The request failed, as requested by the prompt.");
    }
  }

  /** The number of requests about it, including this one. */
  synchronized int count(String about) {
    return counts.merge(about, 1, Integer::sum);
  }
}
