package dev.reelway.intake;

import dev.reelway.job.BatchLine;
import dev.reelway.job.Job;
import dev.reelway.job.JobEndListener;
import dev.reelway.job.JobState;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts the ended orders of open batches over HTTP, in the transaction that ends them. Each batch
 * has several counters, and a transaction adds to one that no other transaction has locked; it
 * creates one if there is none.
 */
final class BatchCounts implements JobEndListener {

  private static final String ADD =
      """
      update batch_count set completed = completed + ?, failed = failed + ?
      where batch = ? and slot = (select slot from batch_count where batch = ? limit 1 %s)
      """;

  private static final String CREATE =
      """
      insert into batch_count (batch, slot, completed, failed)
      select id, ?, cast(? as integer), cast(? as integer) from batch
      where id = ? and closed_at is null and exists (select 1 from api_batch where id = batch.id)
      """;

  private final String skipLocked;

  /** Batches that are not counted, and never will be: two fewer statements for each job. */
  private final RecentSet uncounted = new RecentSet();

  /**
   * @param skipLocked the database's clause that leaves out locked rows, or nothing
   */
  BatchCounts(String skipLocked) {
    this.skipLocked = skipLocked;
  }

  @Override
  public void ended(JdbcClient db, Job job) {
    ended(db, List.of(job));
  }

  @Override
  public void ended(JdbcClient db, List<Job> jobs) {
    jobs.stream()
        .filter(job -> job.batch() != null)
        .collect(Collectors.groupingBy(job -> line(job).batch()))
        .forEach((batch, ended) -> count(db, batch, ended));
  }

  private static BatchLine line(Job job) {
    return Objects.requireNonNull(job.batch());
  }

  private void count(JdbcClient db, String batch, List<Job> ended) {
    int completed =
        (int) ended.stream().filter(job -> job.state() instanceof JobState.Delivered).count();
    add(db, batch, completed, ended.size() - completed);
  }

  /** Adds to the counts of a batch; does nothing for a dropped file and for a closed batch. */
  void add(JdbcClient db, String batch, int completed, int failed) {
    if (uncounted.contains(batch)) {
      return;
    }
    int added =
        db.sql(ADD.formatted(skipLocked))
            .param(completed)
            .param(failed)
            .param(batch)
            .param(batch)
            .update();
    if (added == 0 && create(db, batch, completed, failed) == 0) {
      uncounted.add(batch);
    }
  }

  private static int create(JdbcClient db, String batch, int completed, int failed) {
    return db.sql(CREATE)
        .param(UUID.randomUUID().toString())
        .param(completed)
        .param(failed)
        .param(batch)
        .update();
  }

  /** Deletes the counters of a batch that is closed, and records its costs. */
  static void close(JdbcClient db, String batch) {
    BatchCosts.record(db, batch);
    db.sql("delete from batch_count where batch = ?").param(batch).update();
  }

  @Override
  public void committed() {}
}
