package dev.reelway.job;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notified by the ledger of the end of each job. */
public interface JobEndListener {

  /** Does nothing. */
  JobEndListener NONE =
      new JobEndListener() {
        @Override
        public void ended(JdbcClient db, Job job) {}

        @Override
        public void committed() {}
      };

  /**
   * A job ends, once and for good.
   *
   * @param db writes in the transaction that writes the end
   */
  void ended(JdbcClient db, Job job);

  /** Several jobs end in one transaction. */
  default void ended(JdbcClient db, List<Job> jobs) {
    jobs.forEach(job -> ended(db, job));
  }

  /**
   * A job's files are to be removed: it was deleted, its retention has ended, or they came too
   * late.
   *
   * @param db writes in the transaction that commits this
   */
  default void discarded(JdbcClient db, Job job) {}

  /** The transaction of the last notification has been committed. */
  void committed();

  /** Notifies this listener first, then the other one. */
  default JobEndListener and(JobEndListener other) {
    var first = this;
    return new JobEndListener() {
      @Override
      public void ended(JdbcClient db, Job job) {
        first.ended(db, job);
        other.ended(db, job);
      }

      @Override
      public void ended(JdbcClient db, List<Job> jobs) {
        first.ended(db, jobs);
        other.ended(db, jobs);
      }

      @Override
      public void discarded(JdbcClient db, Job job) {
        first.discarded(db, job);
        other.discarded(db, job);
      }

      @Override
      public void committed() {
        first.committed();
        other.committed();
      }
    };
  }
}
