package dev.reelway;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Tells whether the ticks still come that every step of a job hangs on: down once none has come for
 * a minute, or for ten times as long as it takes from one to the next, if that is longer.
 */
public final class Ticks implements HealthIndicator {

  private static final Duration SHORTEST_SILENCE = Duration.ofMinutes(1);
  private static final int MISSED = 10;

  /** From the start to the first tick, whatever its pace. */
  private static final Duration FIRST = Duration.ofMinutes(10);

  private final Clock clock;
  private Instant last;
  private @Nullable Duration pace;

  Ticks(Clock clock) {
    this.clock = clock;
    this.last = clock.instant();
  }

  /** A tick has come. */
  public synchronized void note() {
    var now = clock.instant();
    var gap = Duration.between(last, now);
    pace = pace == null ? Duration.ZERO : shorter(pace, gap);
    last = now;
  }

  /** A pause of the whole machine is not its pace; the first gap is none at all. */
  private static Duration shorter(Duration before, Duration gap) {
    return before.isZero() || gap.compareTo(before) < 0 ? gap : before;
  }

  @Override
  public synchronized Health health() {
    var silence = Duration.between(last, clock.instant());
    var health = silence.compareTo(longestSilence()) > 0 ? Health.down() : Health.up();
    return health.withDetail("last", last.toString()).build();
  }

  private Duration longestSilence() {
    if (pace == null) {
      return FIRST;
    }
    var missed = pace.multipliedBy(MISSED);
    return missed.compareTo(SHORTEST_SILENCE) > 0 ? missed : SHORTEST_SILENCE;
  }
}
