package dev.reelway.job;

import dev.reelway.upstream.SlidingWindow;
import dev.reelway.upstream.UpstreamLimits;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * How many more orders an upstream may get now, by its limits. What is open there is counted in the
 * ledger, for all nodes; what is sent there in a minute is counted here.
 */
final class UpstreamCapacity {

  private final Function<String, UpstreamLimits> limits;
  private final JobQueries queries;
  private final Clock clock;
  private final Map<String, SlidingWindow> minutes = new ConcurrentHashMap<>();

  UpstreamCapacity(Function<String, UpstreamLimits> limits, JobQueries queries, Clock clock) {
    this.limits = limits;
    this.queries = queries;
    this.clock = clock;
  }

  UpstreamLimits limits(String upstream) {
    return limits.apply(upstream);
  }

  /** How many more orders may be sent there. */
  int at(String upstream) {
    var all = limits(upstream);
    int open = all.atOnce() == null ? 0 : queries.countOpen(upstream);
    int free = all.atOnce() == null ? Integer.MAX_VALUE : all.atOnce() - open;
    int left =
        all.submitsPerMinute() == null
            ? free
            : slidingWindow(upstream, all).remaining(clock.instant());
    return Math.max(0, Math.min(free, left));
  }

  /**
   * Takes capacity for one order, if there is any. Only the ledger knows how many renders are open.
   */
  boolean take(String upstream) {
    var all = limits(upstream);
    if (!all.limitsOrders()) {
      return true;
    }
    return at(upstream) > 0
        && (all.submitsPerMinute() == null
            || slidingWindow(upstream, all).tryAcquire(clock.instant()));
  }

  /** Gives capacity back if no order was sent. */
  void giveBack(String upstream) {
    var all = limits(upstream);
    if (all.submitsPerMinute() != null) {
      slidingWindow(upstream, all).release();
    }
  }

  private SlidingWindow slidingWindow(String upstream, UpstreamLimits all) {
    int most = all.submitsPerMinute() == null ? Integer.MAX_VALUE : all.submitsPerMinute();
    return minutes.computeIfAbsent(upstream, first -> new SlidingWindow(most));
  }
}
