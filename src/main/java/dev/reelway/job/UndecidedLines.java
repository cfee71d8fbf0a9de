package dev.reelway.job;

import dev.reelway.database.Database;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The lines of a batch that may still become jobs. A reader that was stopped for a while, or whose
 * lease was lost, does not add to a batch that another one has read to the end, and does not accept
 * what that one has refused.
 */
final class UndecidedLines {

  /** All lines, by the line 0, once the batch has been read to the end. */
  private static final String DECIDED =
      """
      select line from refusal where batch = :batch and line in (:lines)
      union all
      select 0 from batch where id = :batch and total is not null
      """;

  private UndecidedLines() {}

  /**
   * Those of these jobs that may be inserted. Until the commit, nobody else decides on lines of
   * their batch.
   *
   * @param jobs jobs of one batch, or of none
   */
  static List<Job> of(Database database, JdbcClient db, List<Job> jobs) {
    if (jobs.isEmpty() || jobs.getFirst().batch() == null) {
      return jobs;
    }
    var batch = Objects.requireNonNull(jobs.getFirst().batch()).batch();
    database.lock(db, batch);
    var decided =
        db.sql(DECIDED)
            .param("batch", batch)
            .param("lines", jobs.stream().map(UndecidedLines::line).toList())
            .query(Integer.class)
            .set();
    return decided.contains(0) ? List.of() : without(decided, jobs);
  }

  private static List<Job> without(Set<Integer> decided, List<Job> jobs) {
    return decided.isEmpty()
        ? jobs
        : jobs.stream().filter(job -> !decided.contains(line(job))).toList();
  }

  private static int line(Job job) {
    return Objects.requireNonNull(job.batch()).line();
  }
}
