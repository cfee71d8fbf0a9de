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

  @Override
  void close();
}
