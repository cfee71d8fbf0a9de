package dev.reelway.event;

import dev.reelway.wire.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pause that a receiver asks for with {@code Retry-After}, see {@link RetryAfter}. */
final class ReceiverPause {

  private static final Duration MAX_PAUSE = Duration.ofHours(24);

  private ReceiverPause() {}

  /**
   * The end of the pause, at most a day from now; empty if the value is missing, malformed or not
   * in the future.
   */
  static Optional<Instant> until(@Nullable String retryAfter, Instant now) {
    return RetryAfter.of(retryAfter, now)
        .filter(Duration::isPositive)
        .map(asked -> now.plus(asked.compareTo(MAX_PAUSE) < 0 ? asked : MAX_PAUSE));
  }
}
