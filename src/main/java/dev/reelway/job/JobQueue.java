package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.upstream.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Claims jobs and takes them back. A claim leases a job to one worker and raises its fence; a job
 * that is returned is unchanged except for its due time.
 */
public final class JobQueue {

  private static final String CLAIM_DUE =
      """
      update job set owner = ?, fence = fence + 1, due = ?, wait_queue = null
      where id in (select id from picked)
      returning
      """
          + JobRow.COLUMNS;

  /**
   * Materialized, as PostgreSQL may otherwise select again for each job and exceed the limit; the
   * open states are repeated, as SQLite uses the index on them only then.
   */
  static final String CLAIM =
      """
      with picked as materialized (
        select id from job where state = ? and state in %s and due <= ? order by due limit ? %s)
      """
          + CLAIM_DUE;

  /** Of one priority, as an index gives the order of due times only within one. */
  static final String CLAIM_QUEUED =
      """
      with picked as materialized (
        select id from job where state = 'queued' and priority = ? and due <= ?
        order by due limit ? %s)
      """
          + CLAIM_DUE;

  /** Skips from one to the next in an index, past all jobs in between. */
  static final String PRIORITIES =
      """
      with recursive level(priority) as (
        select max(priority) from job where state = 'queued'
        union all
        select (select max(job.priority) from job
                where state = 'queued' and job.priority < level.priority)
        from level where level.priority is not null)
      select priority from level where priority is not null
      """;

  private static final String CLAIM_ALONG =
      """
      with picked as materialized (
        select id from job where state = 'rendering' and state in %s and owner is null
          and upstream = ? and credential = ?
        order by due limit ? %s)
      """
          + CLAIM_DUE;

  static final String CLAIM_WAITING =
      """
      with picked as materialized (
        select id from job where wait_queue = ? and state = 'queued'
        order by priority desc, created_at limit ? %s)
      """
          + CLAIM_DUE;

  private static final int RENEWED_AT_ONCE = 500;

  private final Database database;
  private final String me;
  private final Expiry expiry;

  /**
   * @param me this process's name among all that ever claim from this ledger
   * @param expiry ends the jobs that cannot be read
   */
  JobQueue(Database database, String me, Expiry expiry) {
    this.database = database;
    this.me = me;
    this.expiry = expiry;
  }

  /** Claims at most {@code limit} due jobs, longest due first; queued jobs by priority first. */
  public List<Job> claim(JobState.Name state, int limit, Instant now, Duration lease) {
    var claimed =
        database.write(
            db ->
                state == JobState.Name.QUEUED
                    ? claimQueued(db, limit, now, now.plus(lease))
                    : db.sql(CLAIM.formatted(JobRow.OPEN, database.skipLocked()))
                        .param(state.inLedger())
                        .param(now.toEpochMilli())
                        .param(limit)
                        .param(me)
                        .param(now.plus(lease).toEpochMilli())
                        .query(JobRow::read)
                        .list());
    expiry.endUnreadable(claimed.stream().filter(JobQueue::isUnreadable).toList(), now);
    return readable(claimed);
  }

  private List<Job> claimQueued(JdbcClient db, int limit, Instant now, Instant leaseEnd) {
    var claimed = new ArrayList<Job>();
    for (int priority : db.sql(PRIORITIES).query(Integer.class).list()) {
      if (claimed.size() < limit) {
        claimed.addAll(
            db.sql(CLAIM_QUEUED.formatted(database.skipLocked()))
                .param(priority)
                .param(now.toEpochMilli())
                .param(limit - claimed.size())
                .param(me)
                .param(leaseEnd.toEpochMilli())
                .query(JobRow::read)
                .list());
      }
    }
    return claimed;
  }

  /**
   * Claims the renders under the same credential that are not leased, due or not. A row that cannot
   * be read is left out; its job fails when it is claimed by itself.
   */
  List<Job> claimAlong(Target target, int limit, Instant leaseEnd) {
    return readable(
        database.write(
            db ->
                db.sql(CLAIM_ALONG.formatted(JobRow.OPEN, database.skipLocked()))
                    .param(target.upstream())
                    .param(target.credential())
                    .param(limit)
                    .param(me)
                    .param(leaseEnd.toEpochMilli())
                    .query(JobRow::read)
                    .list()));
  }

  /** Claims the jobs that have waited longest in a wait queue, due or not. */
  List<Job> claimWaiting(WaitQueue waitQueue, int limit, Instant leaseEnd) {
    return readable(
        database.write(
            db ->
                db.sql(CLAIM_WAITING.formatted(database.skipLocked()))
                    .param(waitQueue.name())
                    .param(limit)
                    .param(me)
                    .param(leaseEnd.toEpochMilli())
                    .query(JobRow::read)
                    .list()));
  }

  /** Returns a claimed job to a wait queue; it is due when it checks for capacity itself. */
  void park(Job job, WaitQueue waitQueue) {
    int written =
        database.write(
            db ->
                db.sql(
                        """
                        update job set wait_queue = ?, due = ?, owner = null
                        where id = ? and fence = ? and owner = ?
                        """)
                    .param(waitQueue.name())
                    .param(job.due().toEpochMilli())
                    .param(job.id())
                    .param(job.fence())
                    .param(me)
                    .update());
    if (written == 0) {
      throw new LeaseLost(job.id());
    }
  }

  /** Makes all jobs in wait queues due at once, and empties the wait queues. */
  void dissolveWaitQueues() {
    database.write(
        db ->
            db.sql(
                    """
                    update job set due = created_at, wait_queue = null
                    where wait_queue is not null
                    """)
                .update());
  }

  /** Queues jobs again whose lease ran out before their submit request was about to be written. */
  List<String> requeueUnsent(Instant now) {
    return database.write(
        db ->
            db.sql(
                    """
                    update job set state = 'queued', due = ?, owner = null, fence = fence + 1,
                      upstream = null, credential = null, model = null, sent = null
                    where state = 'submitting' and state in %s and due <= ? and intent_at is null
                    returning id
                    """
                        .formatted(JobRow.OPEN))
                .param(now.toEpochMilli())
                .param(now.toEpochMilli())
                .query(String.class)
                .list());
  }

  /** Returns claimed jobs as they are in the ledger, due at the given times. */
  void giveBack(List<Job> jobs) {
    database.write(
        db -> {
          JobRow.inLockOrder(jobs)
              .forEach(
                  job ->
                      db.sql(
                              """
                              update job set owner = null, due = ?
                              where id = ? and fence = ? and owner = ?
                              """)
                          .param(job.due().toEpochMilli())
                          .param(job.id())
                          .param(job.fence())
                          .param(me)
                          .update());
          return jobs;
        });
  }

  /** Renews the leases of these jobs; a lost lease stays lost. */
  public void renew(Collection<Job> held, Instant lease) {
    var ids = JobRow.inLockOrder(held).map(Job::id).toList();
    for (int from = 0; from < ids.size(); from += RENEWED_AT_ONCE) {
      renew(ids.subList(from, Math.min(ids.size(), from + RENEWED_AT_ONCE)), lease);
    }
  }

  /** A locked row is being committed at this moment, and needs no renewal. */
  private void renew(List<String> ids, Instant lease) {
    database.write(
        db ->
            db.sql(
                    """
                    update job set due = :lease
                    where id in (select id from job where id in (:ids) and owner = :me %s)
                    """
                        .formatted(database.skipLocked()))
                .param("lease", lease.toEpochMilli())
                .param("ids", ids)
                .param("me", me)
                .update());
  }

  /**
   * Makes a render that is not leased due at this time, if it is due later.
   *
   * @return whether its due time has changed
   */
  boolean makeDue(String id, Instant due) {
    int hastened =
        database.write(
            db ->
                db.sql(
                        """
                        update job set due = ?
                        where id = ? and state = 'rendering' and owner is null and due > ?
                        """)
                    .param(due.toEpochMilli())
                    .param(id)
                    .param(due.toEpochMilli())
                    .update());
    return hastened > 0;
  }

  /** Ends the leases of all other processes; only for a ledger that no other process uses. */
  public int releaseOthers(Instant now) {
    return database.write(
        db ->
            db.sql("update job set owner = null, due = ? where owner is not null and owner <> ?")
                .param(now.toEpochMilli())
                .param(me)
                .update());
  }

  private static boolean isUnreadable(Job claimed) {
    return claimed.state().isFinal();
  }

  static List<Job> readable(List<Job> claimed) {
    return claimed.stream().filter(job -> !isUnreadable(job)).toList();
  }
}
