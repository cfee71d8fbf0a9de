package dev.reelway.job;

import dev.reelway.job.JobState.Queued;
import dev.reelway.upstream.Account;
import dev.reelway.upstream.Breaker;
import dev.reelway.upstream.PollRateLimiter;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamFailure;
import dev.reelway.upstream.UpstreamFailure.Busy;
import dev.reelway.upstream.Upstreams;
import dev.reelway.upstream.UpstreamsUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which of a job's targets gets its order now: the first in turn that has capacity and is
 * not avoided because it failed.
 */
public final class CapacityPlanner {

  private final TargetPlanner targetPlanner;
  private final Upstreams upstreams;
  private final Breaker breaker;
  private final UpstreamCapacity capacity;
  private final PausedUpstreams paused;
  private final UpstreamErrors errors = new UpstreamErrors();
  private final PollRateLimiter pollRateLimiter;
  private final Clock clock;

  /** Without pauses of operators. */
  CapacityPlanner(
      TargetPlanner targetPlanner,
      JobQueries queries,
      LearnedBounds bounds,
      int submitsAtOnce,
      Clock clock) {
    this(targetPlanner, queries, bounds, submitsAtOnce, PausedUpstreams.NONE, clock);
  }

  /**
   * @param bounds the bounds that upstreams have shown
   * @param submitsAtOnce how many orders may be on their way to one upstream at once
   * @param paused the upstreams that get no orders
   */
  CapacityPlanner(
      TargetPlanner targetPlanner,
      JobQueries queries,
      LearnedBounds bounds,
      int submitsAtOnce,
      PausedUpstreams paused,
      Clock clock) {
    this.targetPlanner = targetPlanner;
    this.upstreams = targetPlanner.upstreams();
    this.breaker = new Breaker(clock);
    this.paused = paused;
    this.clock = clock;
    this.capacity =
        new UpstreamCapacity(upstreams, queries, bounds, new SubmitsUnderway(submitsAtOnce), clock);
    this.pollRateLimiter = new PollRateLimiter(upstreams::limits, clock);
  }

  /** Commits that a target gets an order. */
  @FunctionalInterface
  interface Going<T> {

    /**
     * Commits it.
     *
     * @param limits how many renders may be open for that
     * @return empty if the capacity was taken meanwhile
     */
    Optional<T> to(Target target, OpenLimits limits);
  }

  /**
   * Sends a job to the next target in turn. Targets that are paused, accept no orders now, or have
   * no capacity, are skipped.
   *
   * @throws NoCapacity if none of the targets has capacity
   * @throws UpstreamsUnavailable if the breakers of all targets are open
   */
  <T> T assign(Job job, Going<T> going) {
    var targets = targetPlanner.targets(job);
    boolean full = false;
    for (var next : targets) {
      if (paused.has(next) || !capacity.take(next)) {
        full = true;
      } else if (!breaker.admits(next, job.id())) {
        capacity.giveBack(next);
      } else {
        var gone = go(job, next, going);
        if (gone.isPresent()) {
          return gone.get();
        }
        full = true;
      }
    }
    throw full ? new NoCapacity(new WaitQueue(targets)) : unavailable(targets);
  }

  /** What was taken for an order is given back if it is not sent. */
  private <T> Optional<T> go(Job job, Target target, Going<T> going) {
    Optional<T> gone = Optional.empty();
    targetPlanner.chooser().sent(job.order().base(), target);
    try {
      gone = going.to(target, capacity.openLimits(target.account()));
    } finally {
      if (gone.isEmpty()) {
        notSent(job, target);
      }
    }
    return gone;
  }

  /** A job's order is not sent to the target that was chosen: what was taken is given back. */
  void notSent(Job job) {
    notSent(job, job.submitting().at());
  }

  private void notSent(Job job, Target target) {
    targetPlanner.chooser().notSent(job.order().base(), target);
    breaker.giveBack(target, job.id());
    capacity.giveBack(target);
  }

  private UpstreamsUnavailable unavailable(List<Target> targets) {
    return new UpstreamsUnavailable(
        targets.stream().map(breaker::pause).min(Comparator.naturalOrder()).orElseThrow());
  }

  /**
   * Whether no target of a model gets orders now, as all of them have failed or have asked for a
   * pause; the question does not count as an attempt.
   */
  public boolean isResting(String model) {
    var targets = upstreams.targets(model);
    return !targets.isEmpty()
        && targets.stream()
            .noneMatch(
                one ->
                    breaker.pause(one).isZero()
                        && !capacity.isPaused(one.account())
                        && !paused.has(one));
  }

  /**
   * The wait queue of a job without capacity; empty if its targets have no limits, and are not all
   * paused.
   */
  Optional<WaitQueue> waitQueue(Job job) {
    boolean mayWait = capacity.isLimited() || !paused.areNone();
    var targets = mayWait ? targetPlanner.targets(job) : List.<Target>of();
    return paused.haveAll(targets) || targets.stream().anyMatch(capacity::isLimited)
        ? Optional.of(new WaitQueue(targets))
        : Optional.empty();
  }

  /** The same job with the reason why it waits, if it waits for the end of operators' pauses. */
  public Job explained(Job job) {
    boolean waits =
        job.state() instanceof Queued && !paused.areNone() && paused.haveAll(targets(job));
    return waits ? job.causedBy(PausedUpstreams.CAUSE) : job;
  }

  private List<Target> targets(Job job) {
    try {
      return targetPlanner.targets(job);
    } catch (JobImpossible | NotConfigured ignored) { // The submit step reports it.
      return List.of();
    }
  }

  /**
   * How many jobs of a wait queue could be sent now.
   *
   * @param coming how many are being sent to an upstream already
   */
  int capacity(WaitQueue waitQueue, ToIntFunction<String> coming) {
    long all = 0;
    for (var upstream : waitQueue.targets().stream().map(Target::upstream).distinct().toList()) {
      if (!paused.has(upstream)) {
        long free = Math.min(capacity.at(upstream), admitted(waitQueue, upstream));
        all += Math.max(0, free - coming.applyAsInt(upstream));
      }
    }
    return (int) Math.min(all, Integer.MAX_VALUE);
  }

  /** The breakers admit orders by target, the bounds by account. */
  private long admitted(WaitQueue waitQueue, String upstream) {
    long all = 0;
    var targets = waitQueue.targets().stream().filter(one -> one.upstream().equals(upstream));
    for (var account : targets.map(Target::account).distinct().toList()) {
      long permits =
          waitQueue.targets().stream()
              .filter(one -> one.account().equals(account))
              .mapToLong(breaker::permits)
              .sum();
      all += Math.min(permits, capacity.under(account));
    }
    return all;
  }

  /**
   * The order of a job is about to be sent to a target.
   *
   * @return false if as many orders as may be are on their way to its upstream
   */
  boolean begins(Job job, Target target) {
    return capacity.underway().begins(job, target.account());
  }

  /**
   * The order of a job is on its way to a target.
   *
   * @param open how many renders were open there before; null if that was not counted
   */
  void sent(Job job, Target target, @Nullable Integer open) {
    capacity.underway().began(job, target.account(), open);
  }

  /**
   * Whether the worker that has sent the order of a job delivers its images too; otherwise a worker
   * of that step does.
   */
  boolean delivers(Job job) {
    return capacity.underway().delivers(job.id());
  }

  /** The worker that has sent the order of a job has finished. */
  void submitEnded(String job) {
    capacity.underway().ended(job);
  }

  /**
   * A target has accepted the order of a job.
   *
   * @return whether it may have more capacity now than before
   */
  boolean accepted(Job job, Target target) {
    breaker.succeeded(target);
    return capacity.accepted(job, target.account());
  }

  /** A target has not accepted the order of a job, which still counts as open there. */
  void notAccepted(Job job, Target target, UpstreamFailure failure) {
    breaker.record(target, failure);
    if (failure instanceof Busy busy) {
      capacity.refused(job, target.account(), busy.retryAfter());
    }
  }

  /** Whether a target has failed of late, or asks for a pause, and has accepted no order since. */
  public boolean isOpen(Target target) {
    return breaker.isOpen(target) || capacity.isPaused(target.account());
  }

  /** How many renders an account accepts at once; empty while it has refused none. */
  public Optional<Integer> learnedBound(Account account) {
    return Optional.ofNullable(capacity.openLimits(account).underCredential());
  }

  /** Until when a target gets no orders, as it has failed or asks for a pause. */
  public Optional<Instant> restsUntil(Target target) {
    var now = clock.instant();
    var broken = now.plus(breaker.permits(target) == 0 ? breaker.pause(target) : Duration.ZERO);
    var asked = capacity.pausedUntil(target.account());
    return Optional.of(broken.isAfter(asked) ? broken : asked).filter(end -> end.isAfter(now));
  }

  /** A request of a job to its upstream has failed. */
  void failed(Job job) {
    errors.record(job, clock.instant());
  }

  /** The last failed request of this process to an upstream. */
  public Optional<UpstreamError> lastError(String upstream) {
    return errors.at(upstream);
  }

  /** Reads what other processes have learned. */
  void refresh() {
    capacity.refresh();
  }

  /** When upstreams may be polled. */
  PollRateLimiter pollRateLimiter() {
    return pollRateLimiter;
  }
}
