package dev.reelway.job;

import dev.reelway.sink.Storing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What everything that works on jobs is configured with.
 *
 * @param storing videos: while there is too little space, their deliveries wait
 */
record JobTerms(Planner planner, JobSettings settings, Pace pace, Storing storing, Clock clock) {

  JobTerms(Planner planner, JobSettings settings, Storing storing, Clock clock) {
    this(planner, settings, settings.pace(), storing, clock);
  }

  Instant now() {
    return clock.instant();
  }

  /** When a lease ends that begins now. */
  Instant leaseEnd() {
    return now().plus(settings.lease());
  }

  /** When a step that failed now is tried again, by the job's attempts alone. */
  Instant retry(Job job) {
    return pace.retry(job.attempts(), null, now());
  }

  /** Whether a poll that is due then is made now. */
  boolean isSoon(Instant time) {
    return !time.isAfter(now().plus(pace.ahead()));
  }

  /** Whether the disk has too little space for deliveries. */
  boolean isSpaceLow() {
    return storing.space().isLow();
  }

  /** The usual time between two polls of a render. */
  Duration pollEvery() {
    return settings.pollEvery();
  }
}
