package dev.reelway.job;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Queues a job whose order was not accepted for its next target. In each turn, every target that
 * has capacity gets the order once, one right after the other; the next turn begins after a wait.
 */
record TargetTurns(TargetPlanner targetPlanner, Clock clock) {

  /** The job, whose target has said that it does not accept its order. */
  Job rejected(Job job, Instant afterAWait) {
    return next(job, job.tries().rejectedAt(job.submitting().at()), afterAWait);
  }

  /** The job, whose target has not accepted its order, and has not said so. */
  Job failed(Job job, Instant afterAWait) {
    return next(job, job.tries().failedAt(job.submitting()), afterAWait);
  }

  private Job next(Job job, Tries tries, Instant afterAWait) {
    var next = job.requeued(afterAWait).trying(tries);
    var target = job.submitting().at();
    boolean isSecond = job.tries().turn().contains(target); // No other one had capacity.
    return isSecond ? next.trying(next.tries().nextTurn()) : inTurn(next);
  }

  /**
   * The job, whose order the dialect of its target refuses, so that nothing was sent: no attempt is
   * counted. Empty if no target is left.
   */
  Optional<Job> refused(Job job, Instant afterAWait) {
    var tries = job.tries().refusedBy(job.submitting().at());
    var next = job.requeuedFree(afterAWait).trying(tries);
    return targetPlanner.left(next).isEmpty() ? Optional.empty() : Optional.of(inTurn(next));
  }

  private Job inTurn(Job next) {
    return next.tries().haveAll(targetPlanner.left(next))
        ? next.trying(next.tries().nextTurn())
        : next.dueAt(clock.instant());
  }
}
