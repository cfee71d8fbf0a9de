package dev.reelway.job;

import dev.reelway.database.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Renews and ends the leases of jobs; the jobs themselves are unchanged, except when due. */
public final class LeaseRecords {

  private static final int RENEWED_AT_ONCE = 500;

  private final Database database;
  private final String me;

  /**
   * @param me this process's name among all that ever claim from this ledger
   */
  LeaseRecords(Database database, String me) {
    this.database = database;
    this.me = me;
  }

  /** Whether other processes may claim from the same ledger. */
  boolean areShared() {
    return database.shared();
  }

  /** Queues jobs again whose lease ran out before their submit request was about to be written. */
  List<String> requeueUnsent(Instant now) {
    return database.write(
        db ->
            db.sql(
                    """
                    update job set state = 'queued', due = ?, owner = null, fence = fence + 1,
                      deadline = coalesce(wait_until, deadline),
                      upstream = null, credential = null, model = null, sent = null
                    where state = 'submitting' and due <= ? and intent_at is null
                    returning id
                    """)
                .param(now.toEpochMilli())
                .param(now.toEpochMilli())
                .query(String.class)
                .list());
  }

  /**
   * Returns claimed jobs as they are in the ledger, due at the given times.
   *
   * @return those of them whose lease was not lost
   */
  List<Job> giveBack(List<Job> jobs) {
    return database.write(
        db -> JobRow.inLockOrder(jobs).filter(job -> giveBack(db, job) > 0).toList());
  }

  private int giveBack(JdbcClient db, Job job) {
    return db.sql(
            """
            update job set owner = null, due = ?,
              deadline = case when deadline < ? then ? else deadline end
            where id = ? and fence = ? and owner = ?
            """)
        .param(job.due().toEpochMilli())
        .param(job.deadline().toEpochMilli())
        .param(job.deadline().toEpochMilli())
        .param(job.id())
        .param(job.fence())
        .param(me)
        .update();
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
            db.sql(
                    "update job set owner = null, due = ? where owner <> ? and state in "
                        + JobRow.OPEN)
                .param(now.toEpochMilli())
                .param(me)
                .update());
  }
}
