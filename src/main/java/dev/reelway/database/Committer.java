package dev.reelway.database;

import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs work in a transaction: all of it or nothing, committed before it returns. */
interface Committer extends AutoCloseable {

  <T> T write(Function<JdbcClient, T> work);

  @Override
  void close();
}
