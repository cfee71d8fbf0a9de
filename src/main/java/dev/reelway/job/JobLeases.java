package dev.reelway.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases that workers of this process hold, each with its job as it stands now; no other class
 * keeps them. A lease is held from the claim until the exchange that works on the job has ended, or
 * until a commit that ends it; only what is held is renewed.
 */
final class JobLeases {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");

  /** Clocks are corrected by less as they run. */
  private static final Duration SET_BACK = Duration.ofMinutes(1);

  private final LeaseRecords records;
  private final JobTerms terms;
  private final Map<String, Job> held = new ConcurrentHashMap<>();
  private volatile @Nullable Instant renewed;
  private volatile Instant othersHaveRenewed = Instant.MIN;
  private volatile Instant back = Instant.MIN;
  private volatile Instant present = Instant.MIN;

  JobLeases(LeaseRecords records, JobTerms terms) {
    this.records = records;
    this.terms = terms;
  }

  /** A worker holds this job from now on, or still holds it after a commit that kept its lease. */
  void hold(Job job) {
    held.put(job.id(), job);
  }

  List<Job> hold(List<Job> jobs) {
    jobs.forEach(this::hold);
    return jobs;
  }

  /** The job as it stands now, if it is held under the same claim. */
  @Nullable Job held(Job job) {
    var now = held.get(job.id());
    return now != null && now.fence() == job.fence() ? now : null;
  }

  /** The lease ends; a later claim of the same job keeps its own. */
  void end(Job job) {
    held.computeIfPresent(job.id(), (id, now) -> now.fence() == job.fence() ? null : now);
  }

  /** The lease ends, under whichever claim, as the job has ended. */
  void end(String id) {
    held.remove(id);
  }

  /**
   * The worker of these jobs has finished, or never started. Jobs without a commit are returned and
   * can be claimed again; if the database refuses that too, their leases run out.
   */
  void endAll(List<Job> jobs) {
    var left =
        jobs.stream()
            .flatMap(job -> Optional.ofNullable(held(job)).stream())
            .peek(this::end)
            .map(job -> job.dueAt(terms.retry(job)))
            .toList();
    if (!left.isEmpty()) {
      giveBack(left);
    }
  }

  /** Jobs that were cancelled or ended meanwhile have no lease to return, and no fault. */
  private void giveBack(List<Job> jobs) {
    try {
      var returned = records.giveBack(jobs);
      if (!returned.isEmpty()) {
        LOG.warn(
            "{} worker(s) ended without a result, among them that of {} in state {}",
            returned.size(),
            returned.getFirst().id(),
            returned.getFirst().state().name().inLedger());
      }
    } catch (RuntimeException e) {
      LOG.warn(
          "{} job(s), among them {}, could not be returned; their leases run out: {}",
          jobs.size(),
          jobs.getFirst().id(),
          e.toString());
    }
  }

  /** Returns jobs unchanged, to be claimed again at once. */
  void release(List<Job> jobs) {
    release(jobs, terms.now());
  }

  /** Returns jobs unchanged, to be claimed again at that time. */
  void release(List<Job> jobs, Instant due) {
    putOff(jobs.stream().map(job -> job.dueAt(due)).toList());
  }

  /** Returns jobs unchanged, to be claimed again when each is due. */
  void putOff(List<Job> jobs) {
    if (!jobs.isEmpty()) {
      records.giveBack(jobs);
      jobs.forEach(this::end);
    }
  }

  /** Renews the leases that workers of this process hold. */
  void renew() {
    var now = terms.now();
    boolean late = isLate(terms.settings().lease().dividedBy(2));
    records.renew(List.copyOf(held.values()), terms.leaseEnd());
    if (late) {
      back = terms.now();
    }
    if (late || renewed == null) {
      present = now;
    }
    if (late && records.areShared()) {
      othersHaveRenewed = terms.now().plus(LeaseRenewal.AFTER_AN_OUTAGE);
    }
    renewed = now;
  }

  /**
   * Whether leases that have run out may be acted upon. After a time without a database, that is so
   * once this process has renewed its own leases, and the others, which have probably been through
   * the same, have had the time to renew theirs.
   */
  boolean areRenewed() {
    renewIfLate();
    var now = terms.now();
    return !now.isBefore(othersHaveRenewed) || isSetBack(now, othersHaveRenewed);
  }

  /** Whether this process was without a database, or without a processor, until lately. */
  boolean isBackSince(Duration time) {
    renewIfLate();
    var now = terms.now();
    return back != Instant.MIN && now.isBefore(back.plus(time)) && !isSetBack(now, back);
  }

  /**
   * When a pause of a render's upstream ends at the latest that began before its deadline, or soon
   * after this process was back, or was started. An upstream may ask for pauses again and again.
   * The poll that meets the pause may be late by as much as an answer may take.
   */
  Instant afterPause(Job job) {
    var settings = terms.settings();
    var since = Objects.requireNonNullElse(job.rendering().at().since(), job.created());
    var deadline = since.plus(settings.deadline());
    var polled = present.plus(Expiry.UNTIL_POLLED);
    var latest = deadline.isAfter(polled) ? deadline : polled;
    return latest.plus(Expiry.FOR_AN_ANSWER).plus(settings.longestRetry()).plus(PollSlots.APART);
  }

  /** Whether a time that cannot be so late was measured before the clock was set back. */
  private static boolean isSetBack(Instant now, Instant time) {
    return time.isAfter(now.plus(LeaseRenewal.AFTER_AN_OUTAGE).plus(SET_BACK));
  }

  private boolean isLate(Duration after) {
    var since = renewed;
    return since != null && since.plus(after).isBefore(terms.now());
  }

  /**
   * After a time without a database, or without a processor, this process must not claim jobs that
   * its own workers still work on.
   */
  private void renewIfLate() {
    if (renewed == null || isLate(terms.settings().lease().dividedBy(2))) {
      renew();
    }
  }
}
