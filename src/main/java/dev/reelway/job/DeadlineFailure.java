package dev.reelway.job;

import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Queued;
import java.time.Duration;
import java.time.Instant;

/** Why a job is failed at its deadline: by how far it has come. */
final class DeadlineFailure {

  private DeadlineFailure() {}

  static Failure of(Job job) {
    var done = job.history().doneAt();
    if (done != null) {
      return failure(job, "fetch_failed", unfetched(job, done));
    }
    return job.state() instanceof Queued
        ? failure(job, "wait_expired", unsubmitted(job))
        : failure(job, "timed_out", "It was not rendered by its deadline.");
  }

  private static Failure failure(Job job, String code, String sentence) {
    return new Failure(code, job.history().endOf(sentence));
  }

  private static String unsubmitted(Job job) {
    return "It was not submitted within %s."
        .formatted(inWords(Duration.between(job.created(), job.waitUntil())));
  }

  private static String unfetched(Job job, Instant done) {
    return "The %s could not be fetched within %s."
        .formatted(job.order().kind(), inWords(Duration.between(done, job.deadline())));
  }

  /** In the largest unit that it is a whole number of. */
  static String inWords(Duration time) {
    long seconds = Math.max(1, time.plusMillis(500).toSeconds());
    if (seconds % 3600 == 0) {
      return seconds / 3600 + " h";
    }
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
