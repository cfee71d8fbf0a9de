package dev.reelway.job;

import dev.reelway.upstream.Account;
import dev.reelway.upstream.LearnedBound;
import dev.reelway.upstream.SlidingWindow;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamLimits;
import dev.reelway.upstream.Upstreams;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How many more orders an upstream may get now: by its configured limits, by the bound that it has
 * shown for each credential, and by the workers of this process that are busy with it. What is open
 * there is counted in the ledger, for all nodes; what is sent there in a minute is counted here.
 */
final class UpstreamCapacity {

  private final Function<String, UpstreamLimits> limits;
  private final boolean anyLimits;
  private final JobQueries queries;
  private final LearnedBounds bounds;
  private final SubmitsUnderway underway;
  private final Clock clock;
  private final Map<String, SlidingWindow> minutes = new ConcurrentHashMap<>();

  UpstreamCapacity(
      Upstreams upstreams,
      JobQueries queries,
      LearnedBounds bounds,
      SubmitsUnderway underway,
      Clock clock) {
    this.limits = upstreams::limits;
    this.anyLimits = upstreams.limitOrders();
    this.queries = queries;
    this.bounds = bounds;
    this.underway = underway;
    this.clock = clock;
  }

  SubmitsUnderway underway() {
    return underway;
  }

  /** Whether an order may have to wait for any target. */
  boolean isLimited() {
    return anyLimits || !bounds.areEmpty() || underway.isAnyFull();
  }

  /** Whether an order may have to wait for a target. */
  boolean isLimited(Target target) {
    return limits.apply(target.upstream()).limitsOrders()
        || bounds.of(target.account()).isPresent()
        || underway.free(target.upstream()) == 0;
  }

  /** Whether an account gets no orders now. */
  boolean isPaused(Account account) {
    return bounds.isPaused(account);
  }

  /** Until when an account gets no orders, as it asks for a pause; in the past if it does not. */
  Instant pausedUntil(Account account) {
    return bounds.of(account).map(LearnedBound::pausedUntil).orElse(Instant.MIN);
  }

  /** How many renders may be open for an order under this account. */
  OpenLimits openLimits(Account account) {
    return new OpenLimits(
        account, limits.apply(account.upstream()).atOnce(), bounds.limit(account));
  }

  /** How many more orders may be sent to an upstream, under all of its credentials. */
  int at(String upstream) {
    var all = limits.apply(upstream);
    int free =
        all.atOnce() == null ? Integer.MAX_VALUE : all.atOnce() - queries.countOpen(upstream);
    int left =
        all.submitsPerMinute() == null
            ? free
            : slidingWindow(upstream, all.submitsPerMinute()).remaining(clock.instant());
    return Math.max(0, Math.min(underway.free(upstream), Math.min(free, left)));
  }

  /** How many more orders may be sent under one credential, as far as its bound is known. */
  int under(Account account) {
    var limit = bounds.limit(account);
    if (limit == null) {
      return Integer.MAX_VALUE;
    }
    return limit == 0 ? 0 : Math.max(0, limit - queries.countOpen(account));
  }

  /**
   * Takes capacity for one order, if there is any. Only the ledger knows how many renders are open.
   */
  boolean take(Target target) {
    var all = limits.apply(target.upstream());
    return at(target.upstream()) > 0
        && under(target.account()) > 0
        && (all.submitsPerMinute() == null
            || slidingWindow(target.upstream(), all.submitsPerMinute())
                .tryAcquire(clock.instant()));
  }

  /** Gives capacity back if no order was sent. */
  void giveBack(Target target) {
    var perMinute = limits.apply(target.upstream()).submitsPerMinute();
    if (perMinute != null) {
      slidingWindow(target.upstream(), perMinute).release();
    }
  }

  /**
   * An account has accepted the order of a job.
   *
   * @return whether it may have more capacity now than before
   */
  boolean accepted(Job job, Account account) {
    bounds.accepted(account, underway.open(job));
    return bounds.of(account).isPresent();
  }

  /** An account has refused the order of a job, which still counts as open there. */
  void refused(Job job, Account account, @Nullable Duration requested) {
    var counted = underway.open(job);
    int open = counted == null ? queries.countOpen(account) - 1 : counted;
    bounds.refused(account, Math.max(0, open), requested);
  }

  /** Reads what other processes have learned. */
  void refresh() {
    bounds.refresh();
  }

  private SlidingWindow slidingWindow(String upstream, int most) {
    return minutes.computeIfAbsent(upstream, first -> new SlidingWindow(most));
  }
}
