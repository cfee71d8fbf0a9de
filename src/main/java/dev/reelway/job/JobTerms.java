package dev.reelway.job;

import dev.reelway.job.JobState.Failure;
import dev.reelway.order.ImageOrder;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.RenderTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of all classes that work on jobs.
 *
 * @param storagePolicy videos: while there is too little space, their deliveries wait
 */
record JobTerms(
    TargetPlanner targetPlanner,
    CapacityPlanner capacityPlanner,
    JobSettings settings,
    JobTiming jobTiming,
    StoragePolicy storagePolicy,
    Clock clock) {

  /** How long files are left to the processes that know their licence. */
  private static final Duration LEFT_FOR = Duration.ofMinutes(15);

  JobTerms(
      TargetPlanner targetPlanner,
      CapacityPlanner capacityPlanner,
      JobSettings settings,
      StoragePolicy storagePolicy,
      Clock clock) {
    this(
        targetPlanner,
        capacityPlanner,
        settings,
        settings.jobTiming().with(targetPlanner::pollEvery),
        storagePolicy,
        clock);
  }

  /** Which target gets an order next that was not accepted. */
  TargetTurns targetTurns() {
    return new TargetTurns(targetPlanner, clock);
  }

  Instant now() {
    return clock.instant();
  }

  /** A render was found to be done: its time is learned. */
  void learn(@Nullable RenderTask at, @Nullable Instant now) {
    jobTiming.learn(at, now);
    targetPlanner.chooser().renderTimes().learn(at, now);
  }

  /** When a lease ends that begins now. */
  Instant leaseEnd() {
    return now().plus(settings.lease());
  }

  /** The deadline of a render whose order is sent now. */
  Instant renderedBy() {
    return now().plus(settings.deadline());
  }

  /** When a step that failed now is tried again, by the job's attempts alone. */
  Instant retry(Job job) {
    return jobTiming.retry(job.attempts(), null, now());
  }

  /** Why a job is failed at its deadline. */
  Failure deadlineFailure(Job job) {
    return DeadlineFailure.of(capacityPlanner.explained(job));
  }

  /** Whether a poll that is due then is made now. */
  boolean isSoon(Instant time) {
    return !time.isAfter(now().plus(jobTiming.ahead()));
  }

  /** Whether the disk has too little space for deliveries. */
  boolean isSpaceLow() {
    return storagePolicy.space().isLow();
  }

  /**
   * Whether the files of a job are left to the processes that know its licence, which says how long
   * they are kept. Not for long, as nobody may know it any more, and what is rendered is paid.
   */
  boolean isDeliveredElsewhere(Job job) {
    var done = job.history().doneAt();
    return done != null
        && now().isBefore(done.plus(LEFT_FOR))
        && storagePolicy.elsewhere().test(job.licence());
  }

  /** Whether the order of a job has to wait for disk space: images come with the answer to it. */
  boolean hasNoSpaceFor(Job job) {
    return job.order() instanceof ImageOrder && isSpaceLow();
  }

  /** The usual time between two polls of a render. */
  Duration pollEvery() {
    return settings.pollEvery();
  }

  /** Whether a submit whose answer was lost is sent again, as its upstream knows its key. */
  boolean isSentAgain(Job job) {
    return isRecognised(job) && LookupPolicy.knowsItsKey(job.submitting(), now());
  }

  /** Whether it can be found out if a submit whose answer was lost has arrived. */
  boolean canRecover(Job job) {
    return isRecognised(job) || targetPlanner.hasLookup(job);
  }

  /** An upstream that honours keys has got none of a job that was sent before it was set so. */
  private boolean isRecognised(Job job) {
    return !job.tries().unkeyed() && targetPlanner.isIdempotent(job.submitting().at());
  }
}
