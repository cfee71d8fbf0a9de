package dev.reelway.job;

import dev.reelway.database.Database;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Requests the removal of the files of jobs, in the transaction after which nobody can get them.
 */
public final class Retention {

  private static final String RETIRE =
      """
      with picked as materialized (
        select id from job where expires_at <= ? and removed_at is null and deleted_at is null
        order by expires_at limit ? %s)
      update job set removed_at = ? where id in (select id from picked)
      returning
      """
          + JobRow.COLUMNS;

  private final Database database;
  private final JobEndListener jobEndListener;

  Retention(Database database, JobEndListener jobEndListener) {
    this.database = database;
    this.jobEndListener = jobEndListener;
  }

  /** Hides a job that has ended from its owner, and gives up its files. */
  public void delete(String id, Instant now) {
    discard(
        db -> {
          var deleted = hidden(db, id, now);
          deleted.forEach(job -> JobMetadata.delete(db, job));
          return deleted;
        });
  }

  private static List<Job> hidden(JdbcClient db, String id, Instant now) {
    return db.sql(
            """
            update job set deleted_at = ? where id = ? and deleted_at is null
            returning
            """
                + JobRow.COLUMNS)
        .param(now.toEpochMilli())
        .param(id)
        .query(JobRow::read)
        .list();
  }

  /** Gives up the files of jobs whose retention has ended, the oldest first. */
  List<Job> retire(Instant now, int limit) {
    return discard(
        db ->
            db.sql(RETIRE.formatted(database.skipLocked()))
                .param(now.toEpochMilli())
                .param(limit)
                .param(now.toEpochMilli())
                .query(JobRow::read)
                .list());
  }

  /**
   * Gives up the files that a worker has stored in a sink if the job has failed or is deleted, or
   * if its retention has ended.
   *
   * @return whether they are given up
   */
  boolean discardLate(Job job) {
    var late = discard(db -> isOver(db, job.id()) ? List.of(job) : List.of());
    return !late.isEmpty();
  }

  private List<Job> discard(Function<JdbcClient, List<Job>> unwanted) {
    var jobs =
        database.write(
            db -> {
              var some = unwanted.apply(db);
              some.forEach(job -> jobEndListener.discarded(db, job));
              return some;
            });
    jobEndListener.committed();
    return jobs;
  }

  private static boolean isOver(JdbcClient db, String id) {
    return db.sql(
            """
            select 1 from job where id = ?
              and (state = 'failed' or deleted_at is not null or removed_at is not null)
            """)
        .param(id)
        .query(Integer.class)
        .optional()
        .isPresent();
  }
}
