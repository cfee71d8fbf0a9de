package dev.reelway.job;

import dev.reelway.upstream.Limits;
import dev.reelway.upstream.Minute;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * How many more orders an upstream may get now, by its limits. What is open there is counted in the
 * ledger, for all nodes; what is sent there in a minute is counted here.
 */
final class Room {

  private final Function<String, Limits> limits;
  private final JobQueries queries;
  private final Clock clock;
  private final Map<String, Minute> minutes = new ConcurrentHashMap<>();

  Room(Function<String, Limits> limits, JobQueries queries, Clock clock) {
    this.limits = limits;
    this.queries = queries;
    this.clock = clock;
  }

  Limits limits(String upstream) {
    return limits.apply(upstream);
  }

  /** How many more may go there. */
  int at(String upstream) {
    var all = limits(upstream);
    int open = all.atOnce() == null ? 0 : queries.countOpen(upstream);
    int free = all.atOnce() == null ? Integer.MAX_VALUE : all.atOnce() - open;
    int left = all.submitsPerMinute() == null ? free : minute(upstream, all).left(clock.instant());
    return Math.max(0, Math.min(free, left));
  }

  /** Takes room for one, if there is some; whether it is open there tells the ledger alone. */
  boolean take(String upstream) {
    var all = limits(upstream);
    if (!all.ofOrders()) {
      return true;
    }
    return at(upstream) > 0
        && (all.submitsPerMinute() == null || minute(upstream, all).take(clock.instant()));
  }

  /** Gives back what nothing was sent for. */
  void giveBack(String upstream) {
    var all = limits(upstream);
    if (all.submitsPerMinute() != null) {
      minute(upstream, all).giveBack();
    }
  }

  private Minute minute(String upstream, Limits all) {
    int most = all.submitsPerMinute() == null ? Integer.MAX_VALUE : all.submitsPerMinute();
    return minutes.computeIfAbsent(upstream, first -> new Minute(most));
  }
}
