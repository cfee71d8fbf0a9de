package dev.reelway.bench;

/** A neighbour that works off jobs kept in PostgreSQL. */
interface Scheduler extends AutoCloseable {

  /** Seconds from the first insert until so many jobs have run. */
  double run(int jobs) throws Exception;
}
