package dev.reelway.upstream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker for targets that do not accept orders. It opens after five failures in a row,
 * or at once if the target asks for a pause, and each time for twice as long, from 5 seconds to 5
 * minutes. Afterwards one order is admitted as a trial, and all others when it was accepted.
 */
public final class Breaker {

  private static final int FAILURES_TO_OPEN = 5;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
  private static final Duration SET_BACK = Duration.ofMinutes(1);

  /** Without an order for so long after a pause, it is not known whether a target works again. */
  private static final Duration KNOWN = Duration.ofHours(1);

  private final Clock clock;
  private final Map<Target, Trip> trips = new ConcurrentHashMap<>();

  public Breaker(Clock clock) {
    this.clock = clock;
  }

  /**
   * The recent failures of a target.
   *
   * @param failures the number of failures in a row
   * @param until the end of the pause; in the past if there is none
   * @param trial the job whose order is on its way as the trial, and its outcome unknown; or null
   */
  private record Trip(int failures, Instant until, @Nullable String trial) {

    /** Whether a failure now is that of an order that was sent before the pause began. */
    boolean isPaused(Instant now) {
      return failures >= FAILURES_TO_OPEN && trial == null && !left(now).isZero();
    }

    /**
     * What is left of the pause. None is longer than the longest, unless the clock was set back by
     * more than clocks are corrected by as they run.
     */
    Duration left(Instant now) {
      var left = Duration.between(now, until);
      return left.isNegative() || left.compareTo(MAX_PAUSE.plus(SET_BACK)) > 0
          ? Duration.ZERO
          : left;
    }

    /** Whether the target is known not to accept orders: the failures are not long ago. */
    boolean isOpen(Instant now) {
      return failures >= FAILURES_TO_OPEN && Duration.between(until, now).compareTo(KNOWN) <= 0;
    }

    Trip atLeastUntil(Instant time) {
      return time.isAfter(until) ? new Trip(failures, time, trial) : this;
    }
  }

  /**
   * Whether an order may be sent there now. The first call after a pause that answers true admits
   * the trial.
   *
   * @param job the job whose order it is
   */
  public boolean admits(Target target, String job) {
    var now = clock.instant();
    boolean[] admitted = {true};
    trips.computeIfPresent(
        target,
        (same, trip) -> {
          if (trip.failures < FAILURES_TO_OPEN) {
            return trip;
          }
          admitted[0] = trip.left(now).isZero();
          return admitted[0] ? new Trip(trip.failures, now.plus(pause(trip.failures)), job) : trip;
        });
    return admitted[0];
  }

  /** The order of a job that was admitted is not sent: if it was the trial, the next one is. */
  public void giveBack(Target target, String job) {
    trips.computeIfPresent(
        target,
        (same, trip) ->
            job.equals(trip.trial) ? new Trip(trip.failures, clock.instant(), null) : trip);
  }

  /** How many orders are admitted now: any number, none, or one as a trial. */
  public int permits(Target target) {
    var trip = trips.get(target);
    if (trip == null || trip.failures < FAILURES_TO_OPEN) {
      return Integer.MAX_VALUE;
    }
    return trip.left(clock.instant()).isZero() ? 1 : 0;
  }

  /**
   * Whether it is open: from the failures on until a trial is accepted, between the end of a pause
   * and the next order too. Where no order comes for an hour after a pause, nothing is known of the
   * target any more, and it does not count as open.
   */
  public boolean isOpen(Target target) {
    var trip = trips.get(target);
    return trip != null && trip.isOpen(clock.instant());
  }

  /** The remaining pause; zero if there is none. */
  public Duration pause(Target target) {
    var trip = trips.get(target);
    return trip == null ? Duration.ZERO : trip.left(clock.instant());
  }

  /** Records a failed submit. A refusal and a failed render show that the target works. */
  public void record(Target target, UpstreamFailure failure) {
    switch (failure) {
      case UpstreamFailure.Refused r -> succeeded(target);
      case UpstreamFailure.FailedForGood h -> succeeded(target);
      case UpstreamFailure.Busy b -> succeeded(target);
      case UpstreamFailure.NotAccepted n -> failed(target, n.retryAfter());
      case UpstreamFailure.OutcomeUnknown u -> failed(target, null);
    }
  }

  /** Records that the target accepted an order, or at least understood it. */
  public void succeeded(Target target) {
    trips.remove(target);
  }

  /**
   * Records that the target did not accept an order. Many that were sent before the pause began
   * fail together: they do not make it longer, unless the target asks for that.
   *
   * @param requested the pause that the target asked for, or null
   */
  public void failed(Target target, @Nullable Duration requested) {
    var now = clock.instant();
    trips.merge(
        target,
        trip(requested == null ? 1 : FAILURES_TO_OPEN, requested, now),
        (before, one) ->
            before.isPaused(now)
                ? before.atLeastUntil(now.plus(limited(requested)))
                : trip(Math.max(before.failures + 1, one.failures), requested, now));
  }

  private static Duration limited(@Nullable Duration requested) {
    var pause = requested == null ? Duration.ZERO : requested;
    return pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
  }

  private static Trip trip(int failures, @Nullable Duration requested, Instant now) {
    var own = failures < FAILURES_TO_OPEN ? Duration.ZERO : pause(failures);
    var pause = requested == null || requested.compareTo(own) < 0 ? own : requested;
    return new Trip(failures, now.plus(limited(pause)), null);
  }

  private static Duration pause(int failures) {
    var doubled = FIRST_PAUSE.multipliedBy(1L << Math.clamp(failures - FAILURES_TO_OPEN, 0, 6));
    return doubled.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : doubled;
  }
}
