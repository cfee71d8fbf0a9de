package dev.reelway.event;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver has made of a letter.
 *
 * @param problem why it did not arrive, in a sentence, or null where it did
 * @param last whether no further attempt can succeed
 */
record Outcome(@Nullable Integer status, @Nullable String problem, boolean last) {

  static final Outcome ARRIVED = new Outcome(null, null, false);

  private static final int GONE = 410;

  /** Only 2xx says that it arrived; what redirects has moved, and nobody follows. */
  static Outcome of(int status) {
    return new Outcome(
        status,
        status / 100 == 2 ? null : "The receiver answered with status %d.".formatted(status),
        false);
  }

  static Outcome of(String problem) {
    return new Outcome(null, problem, false);
  }

  static Outcome last(String problem) {
    return new Outcome(null, problem, true);
  }

  /**
   * The letter after this.
   *
   * @param asked when the receiver wants to be asked again
   * @param chance from 0 to 1
   */
  Letter next(Letter letter, Attempt attempt, Optional<Instant> asked, Instant now, double chance) {
    if (problem == null) {
      return letter.delivered(attempt);
    }
    if (status != null && status == GONE) {
      return letter.off(attempt);
    }
    if (last) {
      return letter.failed(attempt);
    }
    return Rests.after(letter.receiver(), letter.tries(), chance)
        .map(now::plus)
        .map(due -> asked.filter(due::isBefore).orElse(due))
        .map(due -> letter.postponed(attempt, due))
        .orElseGet(() -> letter.failed(attempt));
  }
}
