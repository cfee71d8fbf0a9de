package dev.reelway.event;

import dev.reelway.job.Job;
import dev.reelway.job.JobBuilder;
import dev.reelway.job.JobState;
import dev.reelway.job.JobState.Failure;
import java.time.Instant;

/** Jobs that have ended, for tests of their events. */
final class EndedJobs {

  private EndedJobs() {}

  /** A video that failed at this time. */
  static Job failed(String licence, Instant when) {
    var failure = new Failure("cancelled", "The job was cancelled.");
    return JobBuilder.queuedVideo(when)
        .licence(licence)
        .state(new JobState.Failed(null, failure))
        .ended(when)
        .build();
  }
}
