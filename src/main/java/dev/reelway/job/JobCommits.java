package dev.reelway.job;

import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only path by which a leased job changes: the commit, retried while the database is
 * unavailable, and what follows it: the lease ends, the change is logged, subscriptions are
 * notified, and the steps with new work are triggered.
 */
final class JobCommits {

  /**
   * What an upstream has answered is known nowhere else while there is no database. Nobody can
   * claim the job meanwhile, however long ago its lease ran out; whoever can has another fence.
   */
  private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(30);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");

  /** The codes of failures whose message never repeats a prompt, and is logged. */
  private static final Set<String> LOGGED_IN_FULL =
      Set.of(
          "fetch_failed",
          "record_unreadable",
          "submit_unknown",
          "timed_out",
          UnusableAnswer.CODE,
          "wait_expired");

  private final JobRecords records;
  private final JobTerms terms;
  private final JobLeases leases;
  private final WaitQueues waitQueues;
  private final CallbackPolls callbackPolls;
  private final JobSubscriptions jobSubscriptions;
  private final StepTrigger trigger;
  private final JobObserver observer;
  private final CommitRetry retry;

  JobCommits(
      JobRecords records,
      JobTerms terms,
      JobLeases leases,
      WaitQueues waitQueues,
      CallbackPolls callbackPolls,
      JobSubscriptions jobSubscriptions,
      StepTrigger trigger,
      JobObserver observer) {
    this.records = records;
    this.terms = terms;
    this.leases = leases;
    this.waitQueues = waitQueues;
    this.callbackPolls = callbackPolls;
    this.jobSubscriptions = jobSubscriptions;
    this.trigger = trigger;
    this.observer = observer;
    this.retry = new CommitRetry(LONGEST_OUTAGE);
  }

  /**
   * Commits the new state of a job, and ends its lease.
   *
   * @throws LeaseLost once the lease is lost
   */
  Job commit(Job job) {
    var before = leases.held(job);
    try {
      retry.run(() -> records.commit(job));
    } catch (LeaseLost lost) {
      leases.end(job);
      throw lost;
    }
    leases.end(job);
    follow(before, job);
    return job;
  }

  /** Commits the new state of a job, and renews its lease. */
  Job commitAndKeep(Job job) {
    var kept = job.dueAt(terms.leaseEnd());
    var before = leases.held(job);
    retry.run(() -> records.commitAndKeep(kept));
    leases.hold(kept);
    wakeWaiting(before, kept);
    jobSubscriptions.notifyOf(kept);
    return kept;
  }

  /** The same for images that came with the answer, and that their worker delivers at once. */
  Job commitAndDeliver(Job job) {
    var before = leases.held(job);
    var kept = commitAndKeep(job);
    observer.changed(before, kept);
    return kept;
  }

  /**
   * The same for the intent to submit, if no more renders are open than the limits allow.
   *
   * @return how many renders were open before; empty if it was not committed
   */
  OptionalInt commitIfCapacity(Job job, OpenLimits limits) {
    var open = records.commitIfCapacity(job, limits);
    if (open.isPresent()) {
      leases.hold(job);
      jobSubscriptions.notifyOf(job);
    }
    return open;
  }

  /** Commits many jobs, and ends their leases; those whose lease is lost are left as they are. */
  void commitAll(List<Job> jobs) {
    var committed = retry.get(() -> records.commitAll(jobs));
    for (var job : jobs) {
      var before = leases.held(job);
      leases.end(job);
      if (committed.contains(job.id())) {
        follow(before, job);
      }
    }
  }

  private void follow(@Nullable Job before, Job job) {
    try (var logged = LoggedJob.of(job)) {
      committed(before, job);
      released(job);
    }
  }

  void fail(Job job, Failure why) {
    commit(job.failed(why, terms.now()));
  }

  /** Runs a query that a commit depends on, with the same retries. */
  <T> T query(Supplier<T> query) {
    return retry.get(query);
  }

  /** A job was ended in the ledger, whichever worker had leased it. */
  void ended(Job job) {
    leases.end(job.id());
    wakeWaiting();
    jobSubscriptions.notifyOf(job);
    observer.changed(null, job);
  }

  /** The same for one that has failed by itself, which the log says. */
  void expired(Job job) {
    try (var logged = LoggedJob.of(job)) {
      ended(job);
      logEnd(job);
    }
  }

  /** Orders have become jobs. */
  void accepted(List<Job> jobs) {
    jobs.forEach(observer::accepted);
    jobs.forEach(jobSubscriptions.videoFeeds()::accepted);
  }

  /** What follows a commit, except the end of the lease. */
  void committed(@Nullable Job before, Job job) {
    wakeWaiting(before, job);
    wakeFor(job);
    jobSubscriptions.notifyOf(job);
    observer.changed(before, job);
    if (job.state() instanceof Failed) {
      logEnd(job);
    } else if (before == null || before.state().name() != job.state().name()) {
      LOG.info("{} is {}{}", job.id(), job.state().name().inLedger(), detail(job.state()));
    }
  }

  /**
   * A callback that came during the lease is followed up; if that fails, the job is polled late.
   */
  private void released(Job job) {
    try {
      callbackPolls.released(job.id());
    } catch (RuntimeException e) {
      LOG.warn(
          "{} could not be polled at once and is polled when it is due: {}",
          job.id(),
          e.toString());
    }
  }

  /** A render has ended, and another job may wait for its capacity. */
  private void wakeWaiting(@Nullable Job before, Job job) {
    boolean was = before != null && before.isOpenUpstream();
    if (was && !job.isOpenUpstream()) {
      wakeWaiting();
    }
  }

  /** There may be capacity for a job that waits for it. */
  void wakeWaiting() {
    if (!waitQueues.isEmpty()) {
      wake(JobStep.SUBMIT);
    }
  }

  /** Triggers the steps that the commit has given work to. */
  void wakeFor(Job job) {
    boolean now = !job.due().isAfter(terms.now());
    if (now && job.state() instanceof Queued) {
      wake(JobStep.SUBMIT);
    } else if (now && job.state() instanceof Rendered) {
      wake(JobStep.DELIVER);
    }
  }

  /** Makes a step look for due jobs now. */
  void wake(JobStep jobStep) {
    trigger.wake(jobStep);
  }

  private static void logEnd(Job job) {
    var why = ((Failed) job.state()).why();
    if (LOGGED_IN_FULL.contains(why.code())) {
      LOG.warn("{} has failed: {}: {}", job.id(), why.code(), why.message());
    } else {
      var at = job.state().renderTask();
      var upstream = at == null ? "" : " at " + at.target().upstream();
      LOG.info("{} has failed{}; its error.code is {}", job.id(), upstream, why.code());
    }
  }

  private static String detail(JobState state) {
    return switch (state) {
      case Rendering(var at, var progress) -> " at " + at.target().upstream() + " as " + at.task();
      case JobState.Delivered delivered -> " as " + delivered.first().key();
      case Failed(var at, var why) -> ": " + why.code();
      case Queued q -> "";
      case Submitting s -> "";
      case Rendered r -> "";
    };
  }
}
