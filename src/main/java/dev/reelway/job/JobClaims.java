package dev.reelway.job;

import dev.reelway.upstream.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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

  /** How many times some of the jobs of a wait queue are taken out of it in one go. */
  private static final int DISSOLVED_AT_ONCE = 100;

  /** How long a wait queue of another configuration is left to other processes. */
  private static final Duration OUTDATED_FOR = Duration.ofSeconds(30);

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
   * Learns what upstreams accept at once and how long renders took before this process started, and
   * the wait queues of that time. Those of another configuration are dissolved, unless another
   * process may still have that configuration.
   */
  public void recall() {
    discoverWaitQueues();
    if (!ledger.queries().isShared()) {
      discover().forEach(this::dissolve);
    }
    ledger
        .queries()
        .lastDelivered(RECALLED)
        .forEach(job -> terms.learn(job.state().renderTask(), job.history().doneAt()));
  }

  /** Claims queued jobs to submit; the worker of each ends its lease, see {@link JobLeases}. */
  List<Job> claimSubmits(int workers) {
    return endingAll(
        jobs -> {
          terms.capacityPlanner().refresh();
          claimWaiting(jobs, workers);
          if (jobs.size() < workers) {
            claimQueued(jobs, workers - jobs.size());
          }
        });
  }

  /** The places that have jobs for a step other than submit. */
  List<JobsAtPlace> places(JobStep jobStep) {
    if (jobStep == JobStep.RECOVER && leases.areRenewed()) {
      requeueUnsent(terms.now());
    }
    boolean pauses = jobStep == JobStep.DELIVER && terms.isSpaceLow();
    return pauses ? List.of() : ledger.queue().places(jobStep.from());
  }

  /** Claims due jobs at a place for a step other than submit, in the same way. */
  List<Job> claim(JobStep jobStep, JobsAtPlace at, int workers) {
    return endingAll(
        jobs -> {
          var now = terms.now();
          var by = jobStep == JobStep.POLL ? now.plus(terms.jobTiming().ahead()) : now;
          var claimed = ledger.queue().claim(jobStep.from(), at, workers, by, terms.leaseEnd());
          jobs.addAll(
              leases.hold(jobStep == JobStep.RECOVER ? lookupPolicy.begun(claimed, now) : claimed));
        });
  }

  /** A job that was called from its wait queue needs its turn no more, whatever becomes of it. */
  void settled(Job job) {
    waitQueues.settled(job);
  }

  private List<Job> endingAll(Consumer<List<Job>> claim) {
    var jobs = new ArrayList<Job>();
    try {
      if (leases.areRenewed()) {
        claim.accept(jobs);
        ledger.expiry().endedUnreadable().forEach(commits::expired);
      }
    } catch (RuntimeException | Error e) {
      leases.endAll(jobs);
      jobs.forEach(waitQueues::settled);
      throw e;
    }
    return jobs;
  }

  private static void logUnsent(String id) {
    try (var logged = LoggedJob.of(id)) {
      LOG.info("{} is queued: its request had not been written", id);
    }
  }

  private void requeueUnsent(Instant now) {
    var unsent = ledger.leases().requeueUnsent(now);
    unsent.forEach(JobClaims::logUnsent);
    if (!unsent.isEmpty()) {
      commits.wake(JobStep.SUBMIT);
    }
  }

  private void claimWaiting(List<Job> jobs, int workers) {
    for (var waitQueue : waitQueues.all()) {
      int most =
          Math.min(
              workers - jobs.size(),
              terms.capacityPlanner().capacity(waitQueue, waitQueues::calledTo));
      if (most > 0) {
        var called =
            waitQueues.call(
                waitQueue, most, n -> ledger.waiting().claim(waitQueue, n, terms.leaseEnd()));
        jobs.addAll(leases.hold(called));
      }
    }
  }

  private void claimQueued(List<Job> jobs, int workers) {
    var claimed = leases.hold(ledger.queue().claimQueued(workers, terms.now(), terms.leaseEnd()));
    try {
      divide(claimed, jobs);
    } catch (RuntimeException | Error e) {
      leases.endAll(claimed);
      throw e;
    }
  }

  /**
   * Jobs that would have to wait behind others join them at once, without a worker; not those that
   * the moderation holds, which is asked again first.
   */
  private void divide(List<Job> claimed, List<Job> jobs) {
    var behind = new LinkedHashMap<WaitQueue, List<Job>>();
    for (var job : claimed) {
      behind(job)
          .ifPresentOrElse(
              queue -> behind.computeIfAbsent(queue, one -> new ArrayList<>()).add(job),
              () -> jobs.add(job));
    }
    behind.forEach((waitQueue, waiting) -> park(waiting, waitQueue));
    if (!behind.isEmpty()) {
      commits.wake(JobStep.SUBMIT);
    }
  }

  private Optional<WaitQueue> behind(Job job) {
    return NotConfigured.isHeldOrder(job)
        ? Optional.empty()
        : waitQueues.behind(job, terms.capacityPlanner());
  }

  /** Claims the other renders under the same credential, due or not. */
  List<Job> claimAlong(Target target, int most) {
    return leases.hold(ledger.queue().claimAlong(target, most, terms.leaseEnd()));
  }

  /** Claims the renders of these tasks under a credential, due or not. */
  List<Job> claimListed(Target target, List<String> tasks) {
    return leases.hold(ledger.queue().claimListed(target, tasks, terms.leaseEnd()));
  }

  /** Whether at least so many renders are under way under a credential. */
  boolean hasRenders(Target target, int atLeast) {
    return ledger.queue().hasRenders(target, atLeast);
  }

  /** Sends jobs to a wait queue: they stay queued, and their attempts are not counted. */
  void park(List<Job> jobs, WaitQueue waitQueue) {
    ledger.waiting().park(jobs, waitQueue);
    jobs.forEach(leases::end);
    waitQueues.join(waitQueue);
  }

  /**
   * Discovers the wait queues of other processes, which may have ended since. A wait queue whose
   * targets are not those of its jobs, as the configuration has changed, is dissolved; not at once,
   * as another process may still have the configuration from before.
   */
  public void discoverWaitQueues() {
    terms.capacityPlanner().refresh();
    var outdated = discover();
    for (var name : waitQueues.outdatedSince(outdated, terms.now().minus(OUTDATED_FOR))) {
      dissolve(name);
    }
  }

  /** Many of its jobs; not until none is left, as another process may send jobs there again. */
  private void dissolve(String name) {
    LOG.info("Jobs of the wait queue {} are due, as its targets have changed", name);
    int rounds = 0;
    while (rounds < DISSOLVED_AT_ONCE && ledger.waiting().dissolve(name) > 0) {
      rounds++;
    }
  }

  /** Learns the wait queues of this configuration, and returns the names of all others. */
  private Set<String> discover() {
    var one = new HashMap<String, String>();
    ledger.waiting().oneOfEach().forEach(entry -> one.put(entry.getValue(), entry.getKey()));
    var outdated = new HashSet<>(one.values());
    boolean news = false;
    for (var job : ledger.queries().findAny(one.keySet())) {
      var known = targets(job).filter(queue -> queue.name().equals(one.get(job.id())));
      known.ifPresent(queue -> outdated.remove(queue.name()));
      news |= known.filter(waitQueues::learn).isPresent();
    }
    if (news) {
      commits.wake(JobStep.SUBMIT);
    }
    return outdated;
  }

  private Optional<WaitQueue> targets(Job job) {
    try {
      return Optional.of(new WaitQueue(terms.targetPlanner().targets(job)));
    } catch (JobImpossible | NotConfigured ignored) { // The submit step reports it.
      return Optional.empty();
    }
  }
}
