package dev.reelway.job;

import dev.reelway.idempotency.RequestKey;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.Order;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamsUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
  private final JobSubscriptions jobSubscriptions;
  private final IntakeRate intakeRate = new IntakeRate();

  JobIntake(
      JobRecords records,
      JobTerms terms,
      JobLeases leases,
      JobCommits commits,
      JobSubscriptions jobSubscriptions) {
    this.records = records;
    this.terms = terms;
    this.leases = leases;
    this.commits = commits;
    this.jobSubscriptions = jobSubscriptions;
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
      terms.capacityPlanner().submitEnded(job.id());
      leases.end(job);
      jobSubscription.close();
      throw e;
    }
    return jobSubscription;
  }

  private Job accepted(Order order, String licence, Duration longestWait) {
    var now = terms.now();
    return Job.accepted(order, licence, null, now, now.plus(longestWait));
  }

  /** An impossible job is queued like any other and fails then; so is one that needs capacity. */
  private Job intendedIfPossible(Job job) {
    var capacityPlanner = terms.capacityPlanner();
    try {
      return capacityPlanner.waitQueue(job).isPresent()
          ? job
          : capacityPlanner.assign(job, (target, none) -> intended(job, target));
    } catch (JobImpossible
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
    intakeRate.add(1, job.created().toEpochMilli());
    records.insert(job, key);
    LOG.info("{} is {}", job.id(), job.state().name().inLedger());
    commits.accepted(List.of(job));
    commits.wakeFor(job);
  }

  /** Accepts the orders of a batch's lines; lines that are jobs already are skipped. */
  public void acceptLines(List<LineOrder> lines, String licence) {
    acceptLines(lines, licence, null);
  }

  /**
   * The same with a time of their own.
   *
   * @param waitUntil when the jobs fail that have not been submitted; null for the usual time, or
   *     that of their own options
   */
  public void acceptLines(List<LineOrder> lines, String licence, @Nullable Instant waitUntil) {
    var now = terms.now();
    intakeRate.add(lines.size(), now.toEpochMilli());
    var jobs =
        lines.stream()
            .map(
                one ->
                    Job.accepted(
                            one.order(), licence, one.line(), now, waitUntil(one, waitUntil, now))
                        .withOptions(one.deliveryOptions()))
            .toList();
    records.insert(jobs);
    commits.accepted(jobs);
    commits.wake(JobStep.SUBMIT);
  }

  private Instant waitUntil(LineOrder one, @Nullable Instant ofAll, Instant now) {
    var own = one.deliveryOptions().longestWait();
    if (ofAll != null && own == null) {
      return ofAll;
    }
    return now.plus(own == null ? terms.settings().longestWait() : own);
  }

  /** Whether orders arrive so fast that the steps should slow down. */
  boolean isBurst() {
    return intakeRate.isOn(terms.clock().millis());
  }
}
