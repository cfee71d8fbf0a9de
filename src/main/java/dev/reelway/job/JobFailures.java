package dev.reelway.job;

import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.upstream.SubmitIntent;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamFailure;
import dev.reelway.upstream.UpstreamFailure.OutcomeUnknown;
import dev.reelway.upstream.UpstreamFailure.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Where the routes report that a step of a job failed: the only policy on failures. What follows
 * for which step and failure is the table of {@link FailedStep}.
 */
public final class JobFailures {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final Duration UNTIL_THERE_IS_SPACE = Duration.ofSeconds(5);

  private final Ledger ledger;
  private final JobTerms terms;
  private final JobLeases leases;
  private final JobClaims claims;
  private final JobCommits commits;
  private final FailedLookups failedLookups;
  private final JobFailureLog failureLog = new JobFailureLog();
  private final FinalFailures finalFailures;
  private final UnconfiguredJobs unconfiguredJobs = new UnconfiguredJobs();
  private final JobTraces traces;

  JobFailures(
      Ledger ledger,
      JobTerms terms,
      JobLeases leases,
      JobClaims claims,
      JobCommits commits,
      LookupPolicy lookupPolicy,
      JobTraces traces) {
    this.ledger = ledger;
    this.terms = terms;
    this.leases = leases;
    this.claims = claims;
    this.commits = commits;
    this.failedLookups = new FailedLookups(terms, commits, lookupPolicy, failureLog);
    this.finalFailures = new FinalFailures(terms);
    this.traces = traces;
  }

  /** A step failed in an unknown route. */
  void failed(Job reported, Throwable thrown) {
    failed(reported, thrown, null, null, null);
  }

  /**
   * A step failed: what follows depends on the job's state and on what failed.
   *
   * @param route the route that it failed in, if known
   * @param endpoint the endpoint that was called last, if known
   * @param path the path of the last HTTP request, if known
   */
  public void failed(
      Job reported,
      Throwable thrown,
      @Nullable String route,
      @Nullable String endpoint,
      @Nullable String path) {
    SubmitIntent.end();
    traces.failed(thrown);
    try {
      react(current(reported, thrown), thrown, new FailurePlace(route, endpoint, path));
    } catch (LeaseLost lost) {
      LOG.info("{}: lease lost; result discarded", reported.id());
      discardLate(reported);
    }
  }

  /**
   * A job goes on without a step that failed; only the log says so.
   *
   * @param route the route that failed
   * @param endpoint the endpoint that was called last, if known
   * @param path the path of the last HTTP request, if known
   */
  public void continued(
      Job job,
      Throwable thrown,
      @Nullable String route,
      @Nullable String endpoint,
      @Nullable String path) {
    traces.continued(route, thrown);
    failureLog.continued(job, thrown, route, new FailurePlace(route, endpoint, path));
  }

  /** A commit that failed may have been made all the same: the ledger knows. */
  private Job current(Job reported, Throwable thrown) {
    var held = Objects.requireNonNullElse(leases.held(reported), reported);
    return LocalFailure.isOfTheDatabase(thrown)
        ? commits
            .query(() -> ledger.queries().findAny(held.id()))
            .filter(now -> now.fence() == held.fence())
            .map(now -> now.state().name() == held.state().name() ? held : now)
            .orElse(held)
        : held;
  }

  /** Some of its files may be in the sink already. */
  private void discardLate(Job job) {
    if (job.state() instanceof Rendered) {
      ledger.retention().discardLate(job);
    }
  }

  private void react(Job job, Throwable thrown, FailurePlace place) {
    claims.settled(job);
    var full = NoCapacity.in(thrown);
    var held = ModerationHeld.in(thrown);
    var missing = NotConfigured.in(thrown);
    if (held.isPresent()) {
      var again = terms.now().plus(ModerationHeld.PAUSE);
      commits.commit(job.causedBy(held.get().cause()).held(held.get().files(), again));
    } else if (missing.isPresent()) {
      notSent(job);
      commits.commit(unconfiguredJobs.left(job, missing.get(), terms.now()));
    } else if (full.isPresent()) {
      claims.park(List.of(job), full.get().waitQueue());
    } else if (LowDiskSpace.isIn(thrown)) {
      leases.release(List.of(job), terms.now().plus(UNTIL_THERE_IS_SPACE));
    } else {
      var failure = failure(thrown);
      failureLog.failed(job, thrown, FailureMeaning.inWords(job, thrown, failure), place);
      react(job.causedBy(FailureMeaning.cause(job, thrown, failure)), thrown, failure);
    }
  }

  private UpstreamFailure failure(Throwable thrown) {
    return LocalFailure.isIn(thrown)
        ? new OutcomeUnknown(thrown.getClass().getSimpleName())
        : UpstreamFailure.of(thrown, terms.now());
  }

  private void react(Job job, Throwable thrown, UpstreamFailure failure) {
    var end = finalFailures.of(job, thrown, failure);
    if (end.isPresent()) {
      notSent(job);
      commits.fail(job, end.get());
      discardLate(job);
      return;
    }
    boolean idempotent = job.state() instanceof Submitting && terms.isSentAgain(job);
    var step = FailedStep.of(job.state(), LocalFailure.isIn(thrown), idempotent);
    if (step == FailedStep.SENT_AGAIN && UpstreamFailure.isOfKey(thrown)) {
      commits.fail(job, LookupPolicy.lost(job)); // The first request has arrived: it may be paid.
    } else if (step == FailedStep.SENT && isOfEarlierKey(job, thrown)) {
      report(job, step, thrown, failure);
      failedLookups.lookUp(job, step);
    } else if (step.maySaySourceIsGone(thrown)
        && commits.query(() -> sources().isGone(job, thrown))) {
      sourceGone(job, step, thrown, failure);
    } else {
      react(job, step, thrown, FailureMeaning.of(step, failure, thrown));
    }
  }

  /**
   * Whether an earlier request has arrived, whatever its answer, which was no word of the engine.
   */
  private static boolean isOfEarlierKey(Job job, Throwable thrown) {
    return UpstreamFailure.isOfKey(thrown)
        && job.tries().haveAsked(job.submitting().at().account());
  }

  private SourceRenders sources() {
    return terms.targetPlanner().sources();
  }

  /** The upstream works, and may take the file of the source if that is stored. */
  private void sourceGone(Job job, FailedStep step, Throwable thrown, UpstreamFailure failure) {
    report(job, step, thrown, new Refused(SourceRenders.LOST.message()));
    if (commits.query(() -> sources().hasFile(job))) {
      commits.commit(terms.targetTurns().rejected(job, retry(job, failure)));
    } else {
      commits.fail(job, SourceRenders.LOST);
    }
  }

  private void react(Job job, FailedStep step, Throwable thrown, UpstreamFailure failure) {
    report(job, step, thrown, failure);
    switch (step.to(failure)) {
      case RETRY -> commits.commit(retried(job, thrown, failure));
      case NEXT_TARGET -> commits.commit(nextTarget(job, thrown, retry(job, failure)));
      case WAIT -> commits.commit(job.requeuedFree(terms.now()));
      case FAIL -> commits.fail(job, FailureMeaning.end(failure));
      case LOOK_UP -> failedLookups.lookUp(job, step);
      case LOOK_UP_AGAIN -> failedLookups.lookUpAgain(job, step, thrown, retry(job, failure));
      case NOTHING -> leases.end(job);
    }
  }

  private Job nextTarget(Job job, Throwable thrown, Instant afterAWait) {
    var turns = terms.targetTurns();
    return UpstreamFailure.isKept(thrown)
        ? turns.rejected(job, afterAWait)
        : turns.failed(job, afterAWait);
  }

  /**
   * Reports the failure to the classes that avoid a failing upstream. What becomes of the job does
   * not depend on that.
   */
  private void report(Job job, FailedStep step, Throwable thrown, UpstreamFailure failure) {
    try {
      tell(job, step, thrown, failure);
    } catch (DataAccessException | TransactionException e) {
      LOG.warn("Nothing was learned from the failure of {}: {}", job.id(), e.toString());
    }
  }

  private void tell(Job job, FailedStep step, Throwable thrown, UpstreamFailure failure) {
    if (step.isOfUpstream(failure) && !LocalFailure.isIn(thrown)) {
      terms.capacityPlanner().failed(job);
    }
    switch (step) {
      case UNSENT, SENT -> {
        var target = job.submitting().at();
        if (FailureMeaning.isMistake(step, failure)) {
          failureLog.notSent(job, thrown);
          notSent(job);
        } else {
          failureLog.notAccepted(job, thrown);
          terms.capacityPlanner().notAccepted(job, target, failure);
        }
      }
      case POLLED -> pauseIfAsked(job.rendering().at().target(), failure);
      case QUEUED, UNSTORED, SENT_AGAIN, LOOKED_UP, DELIVERED, ENDED -> {}
    }
  }

  /**
   * If nothing was sent, what was taken for it is given back: that was done already where the
   * choice of the target could not be committed.
   */
  private void notSent(Job job) {
    var held = leases.held(job);
    boolean isTaken = held == null || held.state() instanceof Submitting;
    if (isTaken && job.state() instanceof Submitting sending && sending.unsent()) {
      terms.capacityPlanner().notSent(job);
    }
  }

  /**
   * If our own sink or database failed, the links of a render still lead to it. An upstream that
   * asks for a pause says nothing of the render.
   */
  private Job retried(Job job, Throwable thrown, UpstreamFailure failure) {
    var due = JobTiming.byDeadline(job, retry(job, failure), terms.now());
    return switch (job.state()) {
      case Rendered rendered when !LocalFailure.isIn(thrown) ->
          job.undelivered(due, Redirects.isNotThere(thrown));
      case Rendering polled when failure.pause() != null ->
          job.postponed(due).polledAt(due, leases.afterPause(job));
      default -> job.postponed(due);
    };
  }

  private Instant retry(Job job, UpstreamFailure failure) {
    return terms
        .jobTiming()
        .retry(terms.targetPlanner().fullTurns(job), failure.pause(), terms.now());
  }

  /**
   * Polls none of an account's renders for as long as its upstream asks for.
   *
   * @return whether it does
   */
  boolean pauseIfAsked(Target target, UpstreamFailure failure) {
    var asked = failure.pause();
    if (asked == null) {
      return false;
    }
    var longest = terms.settings().longestRetry();
    terms
        .capacityPlanner()
        .pollRateLimiter()
        .pause(target.account(), asked.compareTo(longest) < 0 ? asked : longest);
    return true;
  }
}
