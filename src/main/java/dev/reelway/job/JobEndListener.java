package dev.reelway.job;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Is told of every job's end by the ledger. */
public interface JobEndListener {

  /** Nobody is told. */
  JobEndListener UNTOLD =
      new JobEndListener() {
        @Override
        public void ended(JdbcClient db, Job job) {}

        @Override
        public void committed() {}
      };

  /**
   * A job ends, once and for good.
   *
   * @param db writes in the very transaction that writes the end
   */
  void ended(JdbcClient db, Job job);

  /**
   * Nobody wants a job's files any more: it is deleted, or its time is over, or they came too late.
   *
   * @param db writes in the very transaction that makes it so
   */
  default void discarded(JdbcClient db, Job job) {}

  /** What was told last is on disk by now. */
  void committed();

  /** Tells this one first, and the other one then. */
  default JobEndListener and(JobEndListener other) {
    var first = this;
    return new JobEndListener() {
      @Override
      public void ended(JdbcClient db, Job job) {
        first.ended(db, job);
        other.ended(db, job);
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
