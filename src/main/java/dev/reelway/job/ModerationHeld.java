package dev.reelway.job;

import dev.reelway.wire.Causes;
import java.time.Duration;

/** Thrown if the operator's moderation has not decided on a job yet: it is asked again later. */
final class ModerationHeld extends RuntimeException {

  /** When it is asked again. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  /** For the job's owner, if the job reaches its deadline like that. */
  static final String CAUSE = "Its moderation had not been decided.";

  ModerationHeld() {
    super("the moderation holds the job", null, false, false);
  }

  /** Whether it is among the causes of what a route threw. */
  static boolean isIn(Throwable thrown) {
    return Causes.first(thrown, ModerationHeld.class).isPresent();
  }
}
