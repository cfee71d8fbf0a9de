package dev.reelway.job;

import dev.reelway.upstream.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due jobs for the steps, and manages the wait queues: jobs that wait for capacity are
 * claimed before all others, as many as there is capacity for.
 */
public final class JobClaims {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");

  /** How many earlier renders this process learns the duration of renders from when it starts. */
  private static final int RECALLED = 2_000;

  /** A job in a wait queue checks for capacity itself after this time, or at most twice that. */
  private static final long CHECKS_ITSELF_MILLIS = 120_000;

  private final Ledger ledger;
  private final JobTerms terms;
  private final JobLeases leases;
  private final JobCommits commits;
  private final WaitQueues waitQueues;
  private final LookupPolicy lookupPolicy;

  JobClaims(
      Ledger ledger,
      JobTerms terms,
      JobLeases leases,
      JobCommits commits,
      WaitQueues waitQueues,
      LookupPolicy lookupPolicy) {
    this.ledger = ledger;
    this.terms = terms;
    this.leases = leases;
    this.commits = commits;
    this.waitQueues = waitQueues;
    this.lookupPolicy = lookupPolicy;
  }

  /**
   * Learns how long renders took before this process started, and makes the jobs due that waited
   * for capacity then.
   */
  public void recall() {
    ledger.queue().dissolveWaitQueues();
    ledger
        .queries()
        .lastDelivered(RECALLED)
        .forEach(job -> terms.jobTiming().learn(job.state().renderTask(), job.ended()));
  }

  /** Claims due jobs for a step; the worker of each ends its lease, see {@link JobLeases}. */
  List<Job> claim(JobStep jobStep, int workers) {
    var jobs = new ArrayList<Job>();
    try {
      claimInto(jobs, jobStep, workers);
    } catch (RuntimeException e) {
      leases.endAll(jobs);
      throw e;
    }
    return jobs;
  }

  private void claimInto(List<Job> jobs, JobStep jobStep, int workers) {
    if (jobStep == JobStep.DELIVER && terms.isSpaceLow()) {
      return;
    }
    leases.renewIfLate();
    var now = terms.now();
    var by = jobStep == JobStep.POLL ? now.plus(terms.jobTiming().ahead()) : now;
    if (jobStep == JobStep.SUBMIT) {
      claimWaiting(jobs, workers);
    }
    if (jobStep == JobStep.RECOVER) {
      requeueUnsent(now);
    }
    if (jobs.size() < workers) {
      int more = workers - jobs.size();
      var claimed = ledger.queue().claim(jobStep.from(), more, by, terms.settings().lease());
      jobs.addAll(
          leases.hold(jobStep == JobStep.RECOVER ? lookupPolicy.begun(claimed, now) : claimed));
    }
  }

  private void requeueUnsent(Instant now) {
    var unsent = ledger.queue().requeueUnsent(now);
    unsent.forEach(id -> LOG.info("{} is queued: its request had not been written", id));
    if (!unsent.isEmpty()) {
      commits.wake(JobStep.SUBMIT);
    }
  }

  private void claimWaiting(List<Job> jobs, int workers) {
    for (var waitQueue : waitQueues.all()) {
      int most =
          Math.min(
              workers - jobs.size(),
              terms.targetPlanner().capacity(waitQueue, waitQueues::calledTo));
      if (most > 0) {
        var called =
            waitQueues.call(
                waitQueue, most, n -> ledger.queue().claimWaiting(waitQueue, n, terms.leaseEnd()));
        jobs.addAll(leases.hold(called));
      }
    }
  }

  /** Claims the other renders under the same credential, due or not. */
  List<Job> claimAlong(Target target, int most) {
    return leases.hold(ledger.queue().claimAlong(target, most, terms.leaseEnd()));
  }

  /** Sends a job to a wait queue: it stays queued, and its attempts are not counted. */
  void park(Job job, WaitQueue waitQueue) {
    var wait = CHECKS_ITSELF_MILLIS * (1 + ThreadLocalRandom.current().nextDouble());
    ledger.queue().park(job.dueAt(terms.now().plusMillis((long) wait)), waitQueue);
    leases.end(job);
    waitQueues.join(waitQueue);
  }

  /** Discovers the wait queues of other processes, which may have ended since. */
  public void discoverWaitQueues() {
    boolean news = false;
    for (var job : ledger.queries().firstWaiting()) {
      news |= waitQueue(job).filter(waitQueues::learn).isPresent();
    }
    if (news) {
      commits.wake(JobStep.SUBMIT);
    }
  }

  /** A job that became impossible to render fails when it checks for capacity itself. */
  private Optional<WaitQueue> waitQueue(Job job) {
    try {
      return terms.targetPlanner().waitQueue(job);
    } catch (JobImpossible ignored) { // The submit step reports it.
      return Optional.empty();
    }
  }
}
