package dev.reelway.job;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Is told of every job's end by the ledger. */
public interface Endings {

  /** Nobody is told. */
  Endings UNTOLD =
      new Endings() {
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

  /** What was told last is on disk by now. */
  void committed();
}
