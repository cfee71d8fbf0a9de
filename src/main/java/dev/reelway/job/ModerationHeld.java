package dev.reelway.job;

import dev.reelway.sink.Asset;
import dev.reelway.wire.Causes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the operator's moderation has not decided on a job: it is asked again later. A hold
 * that it has answered is told apart from no answer, as the one is meant and the other is an
 * outage.
 */
final class ModerationHeld extends RuntimeException {

  /** When it is asked again. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  /** For the job's owner, if the job reaches its deadline like that. */
  static final String CAUSE = "Its moderation had not been decided.";

  /** The same if the moderation has failed, or has answered with no decision. */
  static final String NO_DECISION = "Its moderation gave no decision.";

  private final transient List<Asset> files;
  private final String cause;

  private ModerationHeld(List<Asset> files, String cause) {
    super("the moderation holds the job", null, false, false);
    this.files = List.copyOf(files);
    this.cause = cause;
  }

  /**
   * The moderation has answered that it holds the job.
   *
   * @param files the job's files that are in their sink already
   */
  static ModerationHeld asAnswered(List<Asset> files) {
    return new ModerationHeld(files, CAUSE);
  }

  /** The moderation has not said what it decides: nothing passes meanwhile. */
  static ModerationHeld withoutDecision(List<Asset> files) {
    return new ModerationHeld(files, NO_DECISION);
  }

  /** Whether a job was held for this reason, by an answer or for want of one. */
  static boolean isCause(@Nullable String cause) {
    return CAUSE.equals(cause) || NO_DECISION.equals(cause);
  }

  List<Asset> files() {
    return files;
  }

  /** Why the job waits, as a sentence for its owner. */
  String cause() {
    return cause;
  }

  /** The one among the causes of what a route threw. */
  static Optional<ModerationHeld> in(Throwable thrown) {
    return Causes.first(thrown, ModerationHeld.class);
  }
}
