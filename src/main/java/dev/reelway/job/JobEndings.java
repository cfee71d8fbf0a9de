package dev.reelway.job;

import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Submitting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends jobs that their owner cancels or whose deadline passes, and gives up their files. */
public final class JobEndings {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final int MOST_AT_ONCE = 500;

  /** The least time that a delivery that waited for disk space has once there is space. */
  private static final Duration GRACE = Duration.ofMinutes(10);

  /** How long after its deadline a job may be due that no worker takes. */
  static final Duration MOST_OVERDUE = Duration.ofMinutes(15);

  private static final Failure CANCELLED =
      new Failure("cancelled", "The job was cancelled by its owner.");

  private static final Failure CANCELLED_BY_OPERATOR =
      new Failure("cancelled", "The job was cancelled by the operator.");

  private final Ledger ledger;
  private final JobTerms terms;
  private final JobLeases leases;
  private final JobCommits commits;
  private final JobSubscriptions jobSubscriptions;

  JobEndings(
      Ledger ledger,
      JobTerms terms,
      JobLeases leases,
      JobCommits commits,
      JobSubscriptions jobSubscriptions) {
    this.ledger = ledger;
    this.terms = terms;
    this.leases = leases;
    this.commits = commits;
    this.jobSubscriptions = jobSubscriptions;
  }

  /**
   * Cancels a job; one that has ended stays as it is.
   *
   * @return the job, if this call has ended it
   */
  public List<Job> cancel(Job job) {
    return cancel(job, CANCELLED);
  }

  /** The same for the operator. */
  public List<Job> cancelByOperator(Job job) {
    return cancel(job, CANCELLED_BY_OPERATOR);
  }

  private List<Job> cancel(Job job, Failure why) {
    try (var logged = LoggedJob.of(job)) {
      var ended = ledger.expiry().cancel(job.id(), why, terms.now());
      ended.ifPresentOrElse(commits::ended, () -> hasEnded(job.id()));
      ended.ifPresent(this::discard);
      ended.ifPresent(one -> LOG.info("{} was cancelled", one.id()));
      return ended.stream().toList();
    }
  }

  private void hasEnded(String id) {
    leases.end(id);
    ledger.queries().findAny(id).ifPresent(jobSubscriptions::notifyOf);
  }

  /**
   * Up to so many open jobs of cancelled batches. Renders at an upstream that only other processes
   * may be configured for are left to those, which can cancel them there; not for long after their
   * deadlines.
   */
  public List<Job> openOfCancelledBatches() {
    var queries = ledger.queries();
    return queries.isShared()
        ? queries.openOfCancelledBatches(
            terms.targetPlanner().upstreams().accounts(),
            terms.now().minus(MOST_OVERDUE),
            MOST_AT_ONCE)
        : queries.openOfCancelledBatches(MOST_AT_ONCE);
  }

  /** Hides a job from its owner; its files are removed from their sink soon after. */
  public void delete(Job job) {
    ledger.retention().delete(job.id(), terms.now());
    jobSubscriptions.videoFeeds().deleted(job);
  }

  /**
   * Fails jobs whose deadline has passed, unless they wait for disk space, and answers them.
   * Renders are polled once more before they are failed, as they may have been completed; after a
   * time in which nobody could ask for them, workers commit first what they have been told, and
   * have time to ask.
   */
  public List<Job> expire() {
    var now = terms.now();
    if (terms.isSpaceLow()) {
      ledger.expiry().prolongRendered(now.plus(GRACE.dividedBy(2)), now.plus(GRACE));
    }
    boolean isBack = leases.isBackSince(Expiry.UNTIL_POLLED);
    var leased = isBack ? Instant.EPOCH : now.minus(Expiry.FOR_AN_ANSWER);
    var expired = ledger.expiry().expire(terms::deadlineFailure, now, leased, asked(now));
    expired.forEach(commits::expired);
    expired.forEach(this::discard);
    return expired;
  }

  /**
   * The jobs that are at no upstream, or that a worker has, or has looked after since they were due
   * at their deadlines at the latest; and those that no worker takes. What only another process is
   * configured for is asked for, and ended, by that one.
   */
  private Predicate<Job> asked(Instant now) {
    boolean isJustBack = leases.isBackSince(LeaseRenewal.AFTER_AN_OUTAGE);
    boolean isBack = leases.isBackSince(MOST_OVERDUE);
    var overdue = now.minus(MOST_OVERDUE);
    return job ->
        !mayBeRendered(job)
            || !isJustBack
                && (job.due().isAfter(now) && !isOfAnother(job)
                    || !isBack && job.deadline().isBefore(overdue));
  }

  /** Whether another process may do more for a render than this one can. */
  private boolean isOfAnother(Job render) {
    return ledger.queries().isShared()
        && (!terms.targetPlanner().knowsUpstream(render) || NotConfigured.hasLeft(render));
  }

  static boolean mayBeRendered(Job job) {
    return job.state().renderTask() != null
        || job.state() instanceof Submitting(var at, var intent, var until) && intent != null;
  }

  /** Files of a job that was held before their delivery lie in the sink, and nobody gets them. */
  private void discard(Job ended) {
    if (ended.isDone()) {
      ledger.retention().discardLate(ended);
    }
  }

  /** Fails a job that waits to be submitted, if it has waited too long. */
  public void expireQueued(Job waiting) {
    ledger
        .expiry()
        .expireQueued(waiting.id(), terms::deadlineFailure, terms.now())
        .ifPresent(commits::expired);
  }

  /** Gives up the files of some jobs whose retention has ended. */
  public void retire() {
    ledger.retention().retire(terms.now(), MOST_AT_ONCE).forEach(JobEndings::logRetired);
  }

  private static void logRetired(Job job) {
    try (var logged = LoggedJob.of(job)) {
      LOG.info("{} is retired: its retention has ended", job.id());
    }
  }
}
