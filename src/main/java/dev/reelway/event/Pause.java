package dev.reelway.event;

import dev.reelway.wire.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a receiver asks for with {@code Retry-After}, see {@link RetryAfter}. */
final class Pause {

  private static final Duration LONGEST = Duration.ofHours(24);

  private Pause() {}

  /** Until when it wants to be left alone, a day at the most; nothing where it is not readable. */
  static Optional<Instant> until(@Nullable String retryAfter, Instant now) {
    return RetryAfter.of(retryAfter, now)
        .filter(Duration::isPositive)
        .map(asked -> now.plus(asked.compareTo(LONGEST) < 0 ? asked : LONGEST));
  }
}
