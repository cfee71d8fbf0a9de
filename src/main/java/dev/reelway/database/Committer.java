package dev.reelway.database;

import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs work in a transaction: all of it or nothing, committed before it returns. */
interface Committer extends AutoCloseable {

  <T> T write(Function<JdbcClient, T> work);

  /**
   * The same for work that may run again although it was committed before.
   *
   * @param again runs in its place then
   */
  default <T> T writeRepeatable(Function<JdbcClient, T> work, Function<JdbcClient, T> again) {
    return write(work);
  }

  /** The same for work that only inserts rows which nobody else writes. */
  default <T> T insert(Function<JdbcClient, T> work, Function<JdbcClient, T> again) {
    return writeRepeatable(work, again);
  }

  /** Whether work with this client shares its transaction, so that it must not wait. */
  default boolean isShared(JdbcClient db) {
    return false;
  }

  /** How many callers wait for others before they need a connection. */
  default int waiting() {
    return 0;
  }

  @Override
  void close();
}
