package dev.reelway.job;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much callers ask of this process. While it is much, the steps of jobs, which nobody waits
 * for, are started more slowly.
 */
public final class CallerLoad {

  private static final long WINDOW_MILLIS = 100;

  /** A processor answers some ten times as many requests in a window when it does nothing else. */
  private static final int MUCH = 60 * Runtime.getRuntime().availableProcessors();

  /** An order is a commit, and work for later. */
  private static final int ORDER = Math.ceilDiv(MUCH, 15);

  private final Clock clock;
  private final AtomicLong window = new AtomicLong();
  private final AtomicInteger count = new AtomicInteger();
  private volatile long lastBusy = -1;

  CallerLoad(Clock clock) {
    this.clock = clock;
  }

  /** A request of a licence is answered. */
  public void requested() {
    add(1);
  }

  /** Orders were accepted. */
  void ordered(int orders) {
    add(Math.multiplyExact(ORDER, orders));
  }

  private void add(int load) {
    long here = clock.millis() / WINDOW_MILLIS;
    if (window.get() != here && window.getAndSet(here) != here) {
      count.set(0);
    }
    if (lastBusy != here && count.addAndGet(load) >= MUCH) {
      lastBusy = here;
    }
  }

  /** Whether this window or the one before has seen much. */
  boolean isHigh() {
    return lastBusy >= clock.millis() / WINDOW_MILLIS - 1;
  }
}
