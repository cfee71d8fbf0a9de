package dev.reelway.library;

import java.time.Duration;
import java.time.Instant;

/**
 * The time in which all links of one order have to be fetched: its caller waits for them.
 *
 * @param end when it is over
 */
public record LinkTime(Instant end) {

  /** In all, however many links there are; each has a limit of its own besides. */
  static final Duration ALL = Duration.ofMinutes(2);

  static LinkTime from(Instant now) {
    return new LinkTime(now.plus(ALL));
  }

  Duration left(Instant now) {
    return Duration.between(now, end);
  }
}
