package dev.reelway.database;

import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How work is written: all of it or nothing, and committed before the answer. */
interface Committer extends AutoCloseable {

  <T> T write(Function<JdbcClient, T> work);

  @Override
  void close();
}
