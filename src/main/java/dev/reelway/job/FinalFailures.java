package dev.reelway.job;

import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.media.UnusableImage;
import dev.reelway.upstream.UpstreamFailure;
import dev.reelway.upstream.UpstreamFailure.OutcomeUnknown;
import java.util.Optional;

/** Tells the failures that end a job from those after which it goes on. */
final class FinalFailures {

  private static final int ATTEMPTS_OF_AN_IMAGE = 3;

  private final JobTerms terms;

  FinalFailures(JobTerms terms) {
    this.terms = terms;
  }

  /** The failure that ends the job at any step, as a retry would not help. */
  Optional<Failure> of(Job job, Throwable thrown, UpstreamFailure failure) {
    return JobImpossible.in(thrown)
        .map(JobImpossible::why)
        .or(
            () ->
                UnusableImage.in(thrown)
                    .filter(junk -> isLastTryOfImage(job))
                    .map(junk -> new Failure("failed", junk.sentence())))
        .or(
            () ->
                isAnswerToOrder(job) && failure instanceof OutcomeUnknown
                    ? UnusableAnswer.in(thrown)
                    : Optional.empty());
  }

  /** An answer does not change; a link may show something else for a moment. */
  static boolean isLastTryOfImage(Job job) {
    return job.state() instanceof Submitting
        || job.hasImages() && job.attempts() + 1 >= ATTEMPTS_OF_AN_IMAGE;
  }

  /** Whether the failure is the answer to the order itself: an answer to a look-up is not. */
  private boolean isAnswerToOrder(Job job) {
    return job.state() instanceof Submitting s
        && (s.unsure() ? terms.isSentAgain(job) : s.intent() != null);
  }
}
