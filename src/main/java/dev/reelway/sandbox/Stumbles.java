package dev.reelway.sandbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts calls about the same thing, for the trouble that comes and goes. */
final class Stumbles {

  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

  /** Every other call about a flaky thing fails, the first one among them. */
  void stumble(String about, Rehearsal rehearsal, int status) {
    if (rehearsal.flaky() && count(about) % 2 == 1) {
      throw new SandboxRefused(status, "flaky", "The sandbox stumbles, as it was asked to.");
    }
  }

  /** How many calls there have been about it, this one included. */
  int count(String about) {
    return counts.computeIfAbsent(about, unseen -> new AtomicInteger()).incrementAndGet();
  }
}
