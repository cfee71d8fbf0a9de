package dev.reelway.job;

import dev.reelway.job.JobState.Failure;
import dev.reelway.wire.Causes;
import java.util.Optional;

/** Thrown for a job that can never be rendered, with the reason; a retry would not help. */
public final class JobImpossible extends RuntimeException {

  private final transient Failure why;

  JobImpossible(String code, String message) {
    this(new Failure(code, message));
  }

  JobImpossible(Failure why) {
    super(why.code(), null, false, false);
    this.why = why;
  }

  /** An image that the job needs is no longer stored. */
  public static JobImpossible ofLostImage() {
    return new JobImpossible("source_lost", "An image that the order needs is no longer stored.");
  }

  /** The video that the job edits or extends is no longer stored. */
  public static JobImpossible ofLostVideo() {
    return new JobImpossible("source_lost", "The source video is no longer stored.");
  }

  /** The one among the causes of what a route threw, if there is one. */
  static Optional<JobImpossible> in(Throwable thrown) {
    return Causes.first(thrown, JobImpossible.class);
  }

  Failure why() {
    return why;
  }
}
