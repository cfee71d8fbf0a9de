package dev.reelway.job;

import dev.reelway.database.Database;

/**
 * The only truth about jobs: one row each, in SQLite or PostgreSQL. What a method returns has been
 * committed. Each part serves one kind of user, over the same table.
 *
 * @param queue claims due jobs under leases
 * @param leases renews and ends leases
 * @param waiting the queued jobs that wait for capacity
 * @param records inserts jobs, and commits their changes
 * @param queries reads jobs
 * @param rivalOrders finds orders whose render may be taken for another's
 * @param videoChanges finds videos that have changed lately
 * @param expiry ends jobs, whichever worker has leased them
 * @param retention gives up the files of jobs
 * @param bounds stores the learned bounds of upstreams
 */
public record Ledger(
    JobQueue queue,
    LeaseRecords leases,
    WaitingJobs waiting,
    JobRecords records,
    JobQueries queries,
    RivalOrders rivalOrders,
    VideoChanges videoChanges,
    Expiry expiry,
    Retention retention,
    BoundRecords bounds) {

  /** A ledger without a listener for jobs that end. */
  public Ledger(Database database, String me) {
    this(database, me, JobEndListener.NONE);
  }

  /**
   * @param me this process's name, unique among all that ever claim from this ledger
   * @param jobEndListener is notified of jobs that end
   */
  public Ledger(Database database, String me, JobEndListener jobEndListener) {
    this(database, me, jobEndListener, new Expiry(database, jobEndListener));
  }

  private Ledger(Database database, String me, JobEndListener jobEndListener, Expiry expiry) {
    this(
        new JobQueue(database, me, expiry),
        new LeaseRecords(database, me),
        new WaitingJobs(database, me),
        new JobRecords(database, me, jobEndListener),
        new JobQueries(database),
        new RivalOrders(database),
        new VideoChanges(database),
        expiry,
        new Retention(database, jobEndListener),
        new BoundRecords(database));
  }
}
