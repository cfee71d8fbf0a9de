package dev.reelway.job;

import static dev.reelway.job.FailedStep.Reaction.FAIL;
import static dev.reelway.job.FailedStep.Reaction.LOOK_UP;
import static dev.reelway.job.FailedStep.Reaction.LOOK_UP_AGAIN;
import static dev.reelway.job.FailedStep.Reaction.NEXT_TARGET;
import static dev.reelway.job.FailedStep.Reaction.NOTHING;
import static dev.reelway.job.FailedStep.Reaction.RETRY;
import static dev.reelway.job.FailedStep.Reaction.WAIT;

import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.upstream.UpstreamFailure;
import dev.reelway.upstream.UpstreamFailure.Busy;
import dev.reelway.upstream.UpstreamFailure.FailedForGood;
import dev.reelway.upstream.UpstreamFailure.NotAccepted;
import dev.reelway.upstream.UpstreamFailure.OutcomeUnknown;
import dev.reelway.upstream.UpstreamFailure.Refused;

/**
 * The step that failed, and what follows: one row for each step, one column for each kind of
 * failure. The columns are: the order was not accepted, was not accepted now, was refused, has
 * failed for good, or the outcome is unknown.
 */
enum FailedStep {
  /** Nothing was sent, and no target chosen. */
  QUEUED(RETRY, RETRY, RETRY, RETRY, RETRY),
  /** A target was chosen, and the request was not written. */
  UNSENT(NEXT_TARGET, WAIT, FAIL, FAIL, NEXT_TARGET),
  /** The request was written. */
  SENT(NEXT_TARGET, WAIT, FAIL, FAIL, LOOK_UP),
  /** The request was written, and our own database or sink failed. */
  UNSTORED(LOOK_UP, LOOK_UP, LOOK_UP, LOOK_UP, LOOK_UP),
  /** An earlier answer was lost, and the request was sent again under its idempotency key. */
  SENT_AGAIN(LOOK_UP_AGAIN, LOOK_UP_AGAIN, FAIL, FAIL, LOOK_UP_AGAIN),
  /** An earlier answer was lost, and the render was looked up. */
  LOOKED_UP(LOOK_UP_AGAIN, LOOK_UP_AGAIN, LOOK_UP_AGAIN, LOOK_UP_AGAIN, LOOK_UP_AGAIN),
  /** The render was polled. */
  POLLED(RETRY, RETRY, RETRY, RETRY, RETRY),
  /** The files were fetched, or stored. */
  DELIVERED(RETRY, RETRY, RETRY, RETRY, RETRY),
  /** The job has ended. */
  ENDED(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING);

  /** What follows for the job. */
  enum Reaction {
    /** The step is tried again later. */
    RETRY,
    /** The job is queued for its next target. */
    NEXT_TARGET,
    /** The job is queued, without an attempt counted, until one of its targets has capacity. */
    WAIT,
    /** The job fails. */
    FAIL,
    /** The render is looked up, or the job fails where it cannot be. */
    LOOK_UP,
    /** The render is looked up again, or the job fails where the upstream has no look-up. */
    LOOK_UP_AGAIN,
    /** The lease ends, and nothing else. */
    NOTHING
  }

  private final Reaction notAccepted;
  private final Reaction busy;
  private final Reaction refused;
  private final Reaction failedForGood;
  private final Reaction outcomeUnknown;

  FailedStep(
      Reaction notAccepted,
      Reaction busy,
      Reaction refused,
      Reaction failedForGood,
      Reaction outcomeUnknown) {
    this.notAccepted = notAccepted;
    this.busy = busy;
    this.refused = refused;
    this.failedForGood = failedForGood;
    this.outcomeUnknown = outcomeUnknown;
  }

  /**
   * @param own whether our own database or sink failed
   * @param idempotent whether the job's upstream honours idempotency keys
   */
  static FailedStep of(JobState state, boolean own, boolean idempotent) {
    return switch (state) {
      case Queued q -> QUEUED;
      case Submitting s when s.unsure() -> idempotent ? SENT_AGAIN : LOOKED_UP;
      case Submitting s when s.unsent() -> UNSENT;
      case Submitting s -> own ? UNSTORED : SENT;
      case Rendering r -> POLLED;
      case Rendered r -> DELIVERED;
      case Delivered d -> ENDED;
      case Failed f -> ENDED;
    };
  }

  /** Whether the failure is one of the upstream, and not its refusal of the order. */
  boolean isOfUpstream(UpstreamFailure failure) {
    boolean asked =
        switch (this) {
          case SENT, SENT_AGAIN, LOOKED_UP, POLLED -> true;
          case UNSENT -> !(failure instanceof OutcomeUnknown); // The dialect's route failed.
          case QUEUED, UNSTORED, DELIVERED, ENDED -> false;
        };
    return asked && !(failure instanceof Refused) && !(failure instanceof FailedForGood);
  }

  /**
   * Whether an answer may say that the source of an order is gone, and the order not accepted.
   * After a lost answer only the upstream's own words do: it knows the key, and would have repeated
   * any other answer to it.
   */
  boolean maySaySourceIsGone(Throwable thrown) {
    return switch (this) {
      case UNSENT, SENT -> true;
      case SENT_AGAIN -> UpstreamFailure.isNotFound(thrown);
      case QUEUED, UNSTORED, LOOKED_UP, POLLED, DELIVERED, ENDED -> false;
    };
  }

  Reaction to(UpstreamFailure failure) {
    return switch (failure) {
      case NotAccepted n -> notAccepted;
      case Busy b -> busy;
      case Refused r -> refused;
      case FailedForGood h -> failedForGood;
      case OutcomeUnknown u -> outcomeUnknown;
    };
  }
}
