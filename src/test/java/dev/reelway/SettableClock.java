package dev.reelway;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that is set by hand: no test waits for time to pass. */
public final class SettableClock extends Clock {

  private Instant now;

  public SettableClock() {
    this(Instant.parse("2026-11-22T12:00:00Z"));
  }

  public SettableClock(Instant now) {
    this.now = now;
  }

  public void passes(Duration some) {
    now = now.plus(some);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
