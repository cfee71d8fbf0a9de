package dev.reelway.event;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver has made of a letter.
 *
 * @param problem why it did not arrive, in a sentence, or null where it did
 */
record Outcome(@Nullable Integer status, @Nullable String problem) {

  static final Outcome ARRIVED = new Outcome(null, null);

  private static final int GONE = 410;

  /** Only 2xx says that it arrived; what redirects has moved, and nobody follows. */
  static Outcome of(int status) {
    return new Outcome(
        status,
        status / 100 == 2 ? null : "The receiver answered with status %d.".formatted(status));
  }

  static Outcome of(String problem) {
    return new Outcome(null, problem);
  }

  /**
   * The letter after this.
   *
   * @param asked when the receiver wants to be asked again
   * @param chance from 0 to 1
   */
  Letter next(Letter letter, Attempt last, Optional<Instant> asked, Instant now, double chance) {
    if (problem == null) {
      return letter.delivered(last);
    }
    if (status != null && status == GONE) {
      return letter.off(last);
    }
    return Rests.after(letter.receiver(), letter.tries(), chance)
        .map(now::plus)
        .map(due -> asked.filter(due::isBefore).orElse(due))
        .map(due -> letter.postponed(last, due))
        .orElseGet(() -> letter.failed(last));
  }
}
