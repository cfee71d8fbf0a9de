package dev.reelway.job;

import dev.reelway.database.Database;

/**
 * The one truth about jobs: a row each, on SQLite or PostgreSQL. What a method answers is on disk.
 * Each part serves one kind of user, over the same table.
 *
 * @param queue hands out jobs under leases, and takes them back
 * @param records takes jobs in, and commits what became of them
 * @param queries reads jobs
 * @param expiry ends jobs, whichever worker has leased them
 * @param retention gives up the files of jobs
 */
public record Ledger(
    JobQueue queue, JobRecords records, JobQueries queries, Expiry expiry, Retention retention) {

  /** A ledger that notifies nobody of jobs that end. */
  public Ledger(Database database, String me) {
    this(database, me, Endings.UNTOLD);
  }

  /**
   * @param me this process's name among all that ever claim from this ledger
   * @param endings is notified of jobs that end
   */
  public Ledger(Database database, String me, Endings endings) {
    this(database, me, endings, new Expiry(database, endings));
  }

  private Ledger(Database database, String me, Endings endings, Expiry expiry) {
    this(
        new JobQueue(database, me, expiry),
        new JobRecords(database, me, endings),
        new JobQueries(database),
        expiry,
        new Retention(database, endings));
  }
}
