package dev.reelway.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Told of what happens to jobs in this process, for metrics. It is called after the commits, by the
 * workers, so that it must return at once and throw nothing.
 */
public interface JobObserver {

  /** Does nothing. */
  JobObserver NONE = new JobObserver() {};

  /** Tells this one and another. */
  default JobObserver and(JobObserver other) {
    return new JobObservers(this, other);
  }

  /** An order has become a job. */
  default void accepted(Job job) {}

  /**
   * A job has changed.
   *
   * @param before the job as it was leased, or null if this process had not leased it
   */
  default void changed(@Nullable Job before, Job job) {}

  /** A worker is done with a step of one job, or with the polls of several. */
  default void worked(JobStep step, Duration took) {}

  /**
   * An upstream is polled.
   *
   * @param renders how many renders the answer is about at most
   */
  default void polled(String upstream, int renders) {}
}
