package dev.reelway.job;

import dev.reelway.job.LookupPolicy.LookupSupport;
import java.time.Instant;

/** What becomes of a job whose submit may have arrived, and was not answered. */
record FailedLookups(
    JobTerms terms, JobCommits commits, LookupPolicy lookupPolicy, JobFailureLog failureLog) {

  /** The answer to a submit was lost. */
  void lookUp(Job job, FailedStep step) {
    if (terms.canRecover(job)) {
      var sought = job.lookupUntil(terms.now().plus(terms.settings().lookUpFor()));
      commits.commit(sought.postponed(terms.retry(job)));
    } else {
      boolean stored = step != FailedStep.UNSTORED;
      if (stored) {
        failureLog.notRecoverable(job);
      }
      commits.fail(job, stored ? LookupPolicy.lost(job) : LookupPolicy.notStored(job));
    }
  }

  /**
   * A look-up, or a request that was sent again under its key, has failed.
   *
   * @param retry when it is tried again where that is no answer
   */
  void lookUpAgain(Job job, FailedStep step, Throwable thrown, Instant retry) {
    var due =
        switch (verdict(job, step, thrown)) {
          case NONE -> job.deadline();
          case PERHAPS_NONE -> terms.now().plus(LookupPolicy.APART);
          case UNREACHABLE -> retry;
        };
    if (due.isBefore(job.deadline())) {
      commits.commit(job.postponed(due));
    } else {
      commits.fail(job, LookupPolicy.lost(job));
    }
  }

  private LookupSupport verdict(Job job, FailedStep step, Throwable thrown) {
    if (step == FailedStep.SENT_AGAIN) {
      return LookupSupport.UNREACHABLE;
    }
    return terms.canRecover(job)
        ? lookupPolicy.failed(job.submitting().at().account(), thrown, terms.now())
        : LookupSupport.NONE;
  }
}
