package dev.reelway.job;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much callers ask of this process. While it is much, the steps of jobs, which nobody waits
 * for, are started more slowly, but the faster the longer that lasts: no load keeps them back for
 * ever.
 */
public final class CallerLoad {

  private static final long WINDOW_MILLIS = 100;

  /** Loads with less than a second between them are one. */
  private static final long LULL_WINDOWS = 10;

  /** After each half minute of load, twice as many jobs are started at once. */
  private static final long DOUBLING_WINDOWS = 300;

  /** Some 500 jobs a second and step, about what a node can do. */
  private static final long MOST_DOUBLINGS = 4;

  /** A processor answers some ten times as many requests in a window when it does nothing else. */
  private static final int MUCH = 60 * Runtime.getRuntime().availableProcessors();

  /** An order is a commit, and work for later. */
  private static final int ORDER = Math.ceilDiv(MUCH, 15);

  private final Clock clock;
  private final AtomicLong window = new AtomicLong();
  private final AtomicInteger count = new AtomicInteger();
  private volatile long lastBusy = -1;
  private volatile long firstBusy;

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
      if (here < lastBusy || here - lastBusy >= LULL_WINDOWS) {
        firstBusy = here;
      }
      lastBusy = here;
    }
  }

  /** Whether this window or the one before has seen much. */
  boolean isHigh() {
    long since = clock.millis() / WINDOW_MILLIS - lastBusy;
    return since == 0 || since == 1; // The clock may have been set back.
  }

  /** How many jobs a step starts at once while the load is high. */
  int jobsAtOnce() {
    long doublings = Math.max(0, lastBusy - firstBusy) / DOUBLING_WINDOWS;
    return 1 << Math.min(doublings, MOST_DOUBLINGS);
  }
}
