package dev.reelway.event;

import dev.reelway.job.Job;
import dev.reelway.job.JobBuilder;
import dev.reelway.job.JobState;
import dev.reelway.job.JobState.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Jobs that have ended, for tests of their events. */
final class EndedJobs {

  private EndedJobs() {}

  /** A video that failed at this time. */
  static Job failed(String licence, Instant when) {
    return failed(licence, null, when);
  }

  /** The same, whose order names a {@code callback_url}. */
  static Job failed(String licence, @Nullable String callback, Instant when) {
    var order = JobBuilder.queuedVideo(when).build().order().withCallbackUrl(callback);
    var failure = new Failure("cancelled", "The job was cancelled.");
    return JobBuilder.queued(order, when)
        .licence(licence)
        .state(new JobState.Failed(null, failure))
        .ended(when)
        .build();
  }
}
