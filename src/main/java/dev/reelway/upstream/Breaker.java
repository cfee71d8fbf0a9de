package dev.reelway.upstream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a target alone that does not take orders: after a few failures in a row, or at once where
 * it asks for that, and then for twice as long each time. When that time is over, one order tries
 * it, and all follow once it is taken.
 */
public final class Breaker {

  private static final int MANY = 5;
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Clock clock;
  private final Map<Target, Trip> trips = new ConcurrentHashMap<>();

  public Breaker(Clock clock) {
    this.clock = clock;
  }

  /**
   * How a target has failed of late.
   *
   * @param failures in a row
   * @param until when it is tried again; in the past where it is not left alone
   */
  private record Trip(int failures, Instant until) {}

  /**
   * Whether an order may go there now. Whoever is told so first after a pause is the one that
   * tries.
   */
  public boolean admits(Target target) {
    var now = clock.instant();
    boolean[] admitted = {true};
    trips.computeIfPresent(
        target,
        (same, trip) -> {
          if (trip.failures < MANY) {
            return trip;
          }
          admitted[0] = !now.isBefore(trip.until);
          return admitted[0] ? new Trip(trip.failures, now.plus(pause(trip.failures))) : trip;
        });
    return admitted[0];
  }

  /** How many orders it admits now: as many as there are, none, or the one that tries it. */
  public int room(Target target) {
    var trip = trips.get(target);
    if (trip == null || trip.failures < MANY) {
      return Integer.MAX_VALUE;
    }
    return clock.instant().isBefore(trip.until) ? 0 : 1;
  }

  /** How long it is left alone from now on; nothing where it is not. */
  public Duration pause(Target target) {
    var trip = trips.get(target);
    var left = trip == null ? Duration.ZERO : Duration.between(clock.instant(), trip.until);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** An order that was sent there met trouble; one that was understood tells that it works. */
  public void met(Target target, Trouble trouble) {
    switch (trouble) {
      case Trouble.Refused r -> worked(target);
      case Trouble.Hopeless h -> worked(target);
      case Trouble.NotAccepted n -> failed(target, n.retryAfter());
      case Trouble.Unclear u -> failed(target, null);
    }
  }

  /** It has taken an order, or at least understood it. */
  public void worked(Target target) {
    trips.remove(target);
  }

  /**
   * It has not taken an order.
   *
   * @param asked how long it asks to be left alone, if it does
   */
  public void failed(Target target, @Nullable Duration asked) {
    var now = clock.instant();
    trips.merge(
        target,
        trip(asked == null ? 1 : MANY, asked, now),
        (before, one) -> trip(Math.max(before.failures + 1, one.failures), asked, now));
  }

  private static Trip trip(int failures, @Nullable Duration asked, Instant now) {
    var own = failures < MANY ? Duration.ZERO : pause(failures);
    var pause = asked == null || asked.compareTo(own) < 0 ? own : asked;
    return new Trip(failures, now.plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause));
  }

  private static Duration pause(int failures) {
    var doubled = FIRST.multipliedBy(1L << Math.clamp(failures - MANY, 0, 6));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }
}
