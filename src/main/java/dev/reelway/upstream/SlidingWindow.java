package dev.reelway.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A sliding window that permits a number of events in any period of one minute, for this process
 * only.
 */
public final class SlidingWindow {

  private static final Duration LENGTH = Duration.ofMinutes(1);

  private final int most;
  private final Deque<Instant> taken = new ArrayDeque<>();

  public SlidingWindow(int most) {
    this.most = most;
  }

  /** How many more are permitted now. */
  public synchronized int remaining(Instant now) {
    if (!taken.isEmpty() && taken.getLast().isAfter(now.plus(LENGTH))) {
      taken.clear(); // The clock was set back.
    }
    var over = now.minus(LENGTH);
    while (!taken.isEmpty() && !taken.getFirst().isAfter(over)) {
      taken.removeFirst();
    }
    return most - taken.size();
  }

  /** Takes one permit; answers false if none is left. */
  public synchronized boolean tryAcquire(Instant now) {
    if (remaining(now) == 0) {
      return false;
    }
    taken.addLast(now);
    return true;
  }

  /** Returns the last permit, because it was not used. */
  public synchronized void release() {
    taken.pollLast();
  }
}
