package dev.reelway.node;

import dev.reelway.database.Database;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * How far this node's clock is from that of the database, by which the clocks of all nodes are
 * compared: a node whose clock is ahead by more than a lease takes over what others work on.
 */
final class ClockHealth implements HealthIndicator {

  /** A quarter of the usual lease. */
  private static final Duration MOST = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.admin");

  private final Database database;
  private final Clock clock;
  private volatile Duration ahead = Duration.ZERO;

  ClockHealth(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Compares the clocks, and logs when they begin to differ, and when they agree again. */
  void compare() {
    boolean differed = differs();
    long before = clock.millis();
    long there = timeOfTheDatabase();
    long after = clock.millis();
    ahead = Duration.ofMillis(Math.max(0, before - there) - Math.max(0, there - after));
    if (differs() && !differed) {
      LOG.warn(
          "The clock of this node is {} s {} that of the database. Synchronise the clocks of all"
              + " nodes: a node whose clock is ahead takes jobs from nodes that still work on them",
          ahead.abs().toSeconds(),
          ahead.isNegative() ? "behind" : "ahead of");
    } else if (differed && !differs()) {
      LOG.info("The clock of this node agrees with that of the database again");
    }
  }

  private long timeOfTheDatabase() {
    return database
        .reader()
        .sql("select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)")
        .query(Long.class)
        .single();
  }

  private boolean differs() {
    return ahead.abs().compareTo(MOST) > 0;
  }

  @Override
  public Health health() {
    return Health.up()
        .withDetail("synchronised", !differs())
        .withDetail("seconds-ahead-of-database", ahead.toSeconds())
        .build();
  }
}
