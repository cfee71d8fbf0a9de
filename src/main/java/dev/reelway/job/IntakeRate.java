package dev.reelway.job;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Whether orders arrive so fast that jobs should be worked on more slowly meanwhile. */
final class IntakeRate {

  private static final long WINDOW_MILLIS = 100;
  private static final int MANY = 15;

  private final AtomicLong window = new AtomicLong();
  private final AtomicInteger count = new AtomicInteger();
  private volatile long lastBusy = -1;

  /** Counts orders that have arrived. */
  void add(int orders, long nowMillis) {
    long here = nowMillis / WINDOW_MILLIS;
    if (window.getAndSet(here) != here) {
      count.set(0);
    }
    if (count.addAndGet(orders) >= MANY) {
      lastBusy = here;
    }
  }

  /** Whether this window or the one before has seen many orders. */
  boolean isOn(long nowMillis) {
    return lastBusy >= nowMillis / WINDOW_MILLIS - 1;
  }
}
