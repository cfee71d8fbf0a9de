package dev.reelway.job;

import dev.reelway.job.JobState.Failure;
import dev.reelway.upstream.UpstreamFailure;
import dev.reelway.upstream.UpstreamFailure.Busy;
import dev.reelway.upstream.UpstreamFailure.FailedForGood;
import dev.reelway.upstream.UpstreamFailure.NotAccepted;
import dev.reelway.upstream.UpstreamFailure.OutcomeUnknown;
import dev.reelway.upstream.UpstreamFailure.Refused;

/** What a failure means for the step that failed. */
final class FailureMeaning {

  private FailureMeaning() {}

  /**
   * What the failure means for this step: before the request was written, a failure of the network
   * proves that nothing was accepted; after it, only the upstream's own answer does.
   */
  static UpstreamFailure of(FailedStep step, UpstreamFailure failure, Throwable thrown) {
    if (step == FailedStep.UNSENT
        && failure instanceof OutcomeUnknown(var what)
        && DialectError.isOfTheNetwork(thrown)) {
      return new NotAccepted(what, null);
    }
    if (step == FailedStep.SENT
        && failure instanceof NotAccepted(var what, var after)
        && !UpstreamFailure.isResponse(thrown)) {
      return new OutcomeUnknown(what);
    }
    return failure;
  }

  /** Whether the dialect failed before anything was sent. */
  static boolean isMistake(FailedStep step, UpstreamFailure failure) {
    return step == FailedStep.UNSENT && failure instanceof OutcomeUnknown;
  }

  /** What a job fails with that such a failure ends. */
  static Failure end(UpstreamFailure failure) {
    return switch (failure) {
      case Refused(var reason) -> new Failure("refused", reason);
      case FailedForGood(var reason) -> new Failure("failed", reason);
      case NotAccepted(var what, var after) -> new Failure("failed", what);
      case Busy(var what, var after) -> new Failure("failed", what);
      case OutcomeUnknown(var what) -> new Failure("failed", what);
    };
  }

  /** What a failed submit means, for the log; nothing for the other steps. */
  static String inWords(Job job, Throwable thrown, UpstreamFailure failure) {
    var step = FailedStep.of(job.state(), LocalFailure.isIn(thrown), false);
    return switch (step) {
      case UNSENT -> "not sent: ";
      case SENT -> of(step, failure, thrown).meaning() + ": ";
      default -> "";
    };
  }

  /**
   * The sentence for the job's owner: a mistake before the request is not the upstream's answer.
   */
  static String cause(Job job, Throwable thrown, UpstreamFailure failure) {
    var step = FailedStep.of(job.state(), LocalFailure.isIn(thrown), false);
    return isMistake(step, of(step, failure, thrown)) && !LocalFailure.isIn(thrown)
        ? FailureCause.notSent(thrown)
        : FailureCause.of(thrown);
  }
}
