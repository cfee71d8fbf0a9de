package dev.reelway.job;

import dev.reelway.sink.Asset;
import dev.reelway.wire.Causes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Thrown if the operator's moderation has not decided on a job yet: it is asked again later. */
final class ModerationHeld extends RuntimeException {

  /** When it is asked again. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  /** For the job's owner, if the job reaches its deadline like that. */
  static final String CAUSE = "Its moderation had not been decided.";

  private final transient List<Asset> files;

  /**
   * @param files the job's files that are in their sink already
   */
  ModerationHeld(List<Asset> files) {
    super("the moderation holds the job", null, false, false);
    this.files = List.copyOf(files);
  }

  List<Asset> files() {
    return files;
  }

  /** The one among the causes of what a route threw. */
  static Optional<ModerationHeld> in(Throwable thrown) {
    return Causes.first(thrown, ModerationHeld.class);
  }
}
