package dev.reelway.job;

import dev.reelway.database.DatabaseUnavailable;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.quota.TooManyJobs;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamsUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts orders as jobs; what a method returns has been committed. */
public final class JobIntake {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");

  private final JobRecords records;
  private final JobTerms terms;
  private final JobLeases leases;
  private final JobCommits commits;
  private final WaitQueues waitQueues;
  private final JobSubscriptions jobSubscriptions;
  private final JobQuotas quotas;
  private final JobTraces traces;
  private final CallerLoad callerLoad;

  JobIntake(
      JobRecords records,
      JobTerms terms,
      JobLeases leases,
      JobCommits commits,
      WaitQueues waitQueues,
      JobSubscriptions jobSubscriptions,
      JobQuotas quotas,
      JobTraces traces) {
    this.records = records;
    this.terms = terms;
    this.leases = leases;
    this.commits = commits;
    this.waitQueues = waitQueues;
    this.jobSubscriptions = jobSubscriptions;
    this.quotas = quotas;
    this.traces = traces;
    this.callerLoad = new CallerLoad(terms.clock());
  }

  /** Refuses an order that no configured upstream can make. */
  public void check(Order order) {
    terms.targetPlanner().check(order);
  }

  /** Accepts an order that is no request of a caller. */
  public Job accept(Order order, String licence) {
    return accept(order, licence, null);
  }

  /**
   * Accepts an order.
   *
   * @param key what the caller's request is recognised by, or null
   */
  public Job accept(Order order, String licence, @Nullable RequestKey key) {
    check(order);
    var job = accepted(order, licence, terms.settings().longestWait());
    insert(job, key);
    return job;
  }

  /**
   * Accepts the order of a failed job again, as a new job of the same licence.
   *
   * @param key what the request is recognised by, or null
   */
  public Job retry(Job failed, @Nullable RequestKey key) {
    var order = failed.order();
    check(order);
    var now = terms.now();
    var until = now.plus(terms.settings().longestWait());
    var job =
        Job.accepted(order, failed.licence(), null, now, until)
            .withOptions(failed.deliveryOptions())
            .retrying(failed.id());
    var reserving = traces.ordered(quotas.reserving(job));
    insert(reserving, key);
    return reserving;
  }

  /**
   * Accepts an order, and watches its job.
   *
   * @param atOnce whether a worker is free to submit it: the intent is committed with the order
   * @param longestWait how long it may wait to be submitted
   */
  JobSubscription acceptWatched(
      Order order, String licence, @Nullable RequestKey key, boolean atOnce, Duration longestWait) {
    check(order);
    var accepted = accepted(order, licence, longestWait);
    var job = atOnce ? intendedIfPossible(accepted) : accepted;
    var jobSubscription = jobSubscriptions.open(job.id());
    try {
      // Subscribes before another worker can see the job and notify of it.
      jobSubscription.publish(job);
      if (job.state() instanceof Submitting) {
        leases.hold(job);
      }
      insert(job, key);
    } catch (RuntimeException | Error e) {
      notSent(job);
      leases.end(job);
      jobSubscription.close();
      throw e;
    }
    return jobSubscription;
  }

  /** An order that is not allowed must not keep the capacity, or the trial, of others. */
  private void notSent(Job job) {
    if (job.state() instanceof Submitting) {
      terms.capacityPlanner().notSent(job);
    }
    terms.capacityPlanner().submitEnded(job.id());
  }

  private Job accepted(Order order, String licence, Duration longestWait) {
    var now = terms.now();
    var job = Job.accepted(order, licence, null, now, now.plus(longestWait));
    return traces.ordered(quotas.reserving(job));
  }

  /** A job that needs capacity, or space, is queued; so is one that has no target any more. */
  private Job intendedIfPossible(Job job) {
    var capacityPlanner = terms.capacityPlanner();
    try {
      return terms.hasNoSpaceFor(job) || capacityPlanner.waitQueue(job).isPresent()
          ? job
          : capacityPlanner.assign(job, (target, none) -> intended(job, target));
    } catch (JobImpossible
        | NotConfigured
        | NoCapacity
        | UpstreamsUnavailable ignored) { // The submit step reports it.
      return job;
    }
  }

  private Optional<Job> intended(Job job, Target target) {
    var sent = terms.targetPlanner().sent(job.order(), target);
    var intended = job.submitting(target, sent, terms.leaseEnd(), terms.renderedBy());
    boolean begins = terms.capacityPlanner().begins(job, target);
    return begins ? Optional.of(intended) : Optional.empty();
  }

  private void insert(Job job, @Nullable RequestKey key) {
    callerLoad.ordered(1);
    insert(List.of(job), behind -> records.insert(job, key, quotas, behind));
    try (var logged = LoggedJob.of(job)) {
      LOG.info("{} is {}", job.id(), job.state().name().inLedger());
    }
    commits.accepted(List.of(job));
    commits.wakeFor(job);
  }

  /**
   * Requires that a licence may have another open job now: before work that is in vain otherwise.
   *
   * @throws TooManyJobs if it may not
   */
  public void requireRoom(String licence) {
    records.requireRoom(licence, quotas);
  }

  /**
   * Accepts the order of a batch's line; a line that is a job already is skipped.
   *
   * @param waitUntil when the job fails if it has not been submitted; null for the usual time, or
   *     that of its own options
   * @throws OrderRefused if its licence does not allow it
   */
  public void acceptLine(LineOrder line, String licence, @Nullable Instant waitUntil) {
    acceptLines(
        List.of(line),
        licence,
        waitUntil,
        (one, why) -> {
          throw why;
        });
  }

  /**
   * Accepts the orders of a batch's lines; lines that are jobs already are skipped.
   *
   * @param refused gets the lines that the licence does not allow
   * @throws dev.reelway.quota.TooManyJobs if the licence has too many open jobs for the next line;
   *     the lines before it are jobs
   */
  public void acceptLines(
      List<LineOrder> lines,
      String licence,
      @Nullable Instant waitUntil,
      BiConsumer<BatchLine, OrderRefused> refused) {
    var now = terms.now();
    var jobs = new ArrayList<Job>();
    for (var one : lines) {
      var until = waitUntil(one, waitUntil, now);
      var job = Job.accepted(one.order(), licence, one.line(), now, until);
      try {
        jobs.add(traces.dropped(quotas.reserving(job.withOptions(one.deliveryOptions()))));
      } catch (OrderRefused why) {
        refused.accept(one.line(), why);
      }
    }
    callerLoad.ordered(jobs.size());
    try {
      insertLines(jobs, refused);
    } finally {
      commits.wake(JobStep.SUBMIT);
    }
  }

  /** Where not all are within the licence's limits, the first ones are accepted. */
  private void insertLines(List<Job> jobs, BiConsumer<BatchLine, OrderRefused> refused) {
    try {
      insert(jobs, behind -> records.insert(jobs, quotas, behind));
      commits.accepted(jobs);
    } catch (OrderRefused | TooManyJobs why) {
      int half = jobs.size() / 2;
      if (half > 0) {
        insertLines(jobs.subList(0, half), refused);
        insertLines(jobs.subList(half, jobs.size()), refused);
      } else if (why instanceof OrderRefused overQuota) {
        refused.accept(Objects.requireNonNull(jobs.getFirst().batch()), overQuota);
      } else {
        throw why;
      }
    }
  }

  /**
   * Jobs that would have to wait behind others join them from the beginning: also after an insert
   * that failed, as it may have been committed.
   *
   * @param inserting gets the wait queues of those jobs, by their ids
   */
  private void insert(List<Job> jobs, Consumer<Map<String, WaitQueue>> inserting) {
    var behind = behind(jobs);
    try {
      inserting.accept(behind);
    } finally {
      behind.values().stream().distinct().forEach(waitQueues::join);
    }
  }

  /**
   * The wait queues of the jobs that would have to wait behind others there, by their ids. Where
   * the database does not say, as it is unavailable, a claim finds out.
   */
  private Map<String, WaitQueue> behind(List<Job> jobs) {
    var behind = new HashMap<String, WaitQueue>();
    try {
      for (var job : jobs) {
        if (job.state() instanceof Queued) {
          waitQueues
              .behind(job, terms.capacityPlanner())
              .ifPresent(waitQueue -> behind.put(job.id(), waitQueue));
        }
      }
    } catch (DatabaseUnavailable e) {
      LOG.debug("Accepted without a wait queue", e);
    }
    return behind;
  }

  private Instant waitUntil(LineOrder one, @Nullable Instant ofAll, Instant now) {
    var own = one.deliveryOptions().longestWait();
    if (ofAll != null && own == null) {
      return ofAll;
    }
    return now.plus(own == null ? terms.settings().longestWait() : own);
  }

  CallerLoad callerLoad() {
    return callerLoad;
  }
}
