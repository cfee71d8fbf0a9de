package dev.reelway.quota;

import dev.reelway.wire.Causes;

/** A licence has as many open jobs as it may have at once; later there may be room for another. */
public final class TooManyJobs extends RuntimeException {

  TooManyJobs(long most) {
    super(
        "The licence may have %d open jobs at once, and has as many. Try again when one has ended."
            .formatted(most),
        null,
        false,
        false);
  }

  /** Whether it is among the causes of an exception. */
  public static boolean isIn(Throwable thrown) {
    return Causes.any(thrown, one -> one instanceof TooManyJobs);
  }

  /** The sentence for the caller. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
