package dev.reelway.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.quartz.CronExpression;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Whether the ticks still come that each step of a job depends on: down once one is a minute late.
 */
public final class Ticks implements HealthIndicator {

  private static final Duration LATE = Duration.ofMinutes(1);

  /** Ticks during the start of the service are ignored. */
  private static final Duration START = Duration.ofMinutes(1);

  private final Clock clock;
  private final CronExpression cron;
  private Instant last;
  private Instant due;

  /**
   * @param cron when ticks come
   */
  Ticks(Clock clock, CronExpression cron) {
    this.clock = clock;
    this.cron = cron;
    this.last = clock.instant();
    this.due = next(cron, last.plus(START));
  }

  /** A tick has come. */
  public synchronized void record() {
    waitFrom(clock.instant());
  }

  @Override
  public synchronized Health health() {
    var now = clock.instant();
    if (now.isBefore(last)) {
      waitFrom(now);
    }
    var health = now.isAfter(due) ? Health.down() : Health.up();
    return health.withDetail("last", last.toString()).build();
  }

  private void waitFrom(Instant time) {
    last = time;
    due = next(cron, time);
  }

  private static Instant next(CronExpression cron, Instant time) {
    var next = cron.getNextValidTimeAfter(Date.from(time));
    return next == null ? Instant.MAX : next.toInstant().plus(LATE);
  }
}
