package dev.reelway.event;

import dev.reelway.job.DeliveryOptions;
import dev.reelway.job.Job;
import dev.reelway.job.JobHistory;
import dev.reelway.job.JobId;
import dev.reelway.job.JobState;
import dev.reelway.job.JobState.Failure;
import dev.reelway.order.VideoOrder;
import java.time.Instant;

/** Jobs that have ended, for tests of their events. */
final class EndedJobs {

  private EndedJobs() {}

  /** A video that failed at this time. */
  static Job failed(String licence, Instant when) {
    var order = new VideoOrder("a", "a", "a fox", "720x1280", 4, false, false, false, null);
    var failure = new Failure("cancelled", "The job was cancelled.");
    return new Job(
        JobId.next("video", when.toEpochMilli()),
        licence,
        null,
        order,
        null,
        new JobState.Failed(null, failure),
        0,
        when,
        0,
        when,
        when,
        when,
        when,
        DeliveryOptions.USUAL,
        JobHistory.NONE);
  }
}
