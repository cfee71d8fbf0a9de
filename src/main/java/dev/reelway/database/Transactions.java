package dev.reelway.database;

import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One transaction for each work, for a database that has many writers: PostgreSQL. */
final class Transactions implements Committer {

  private final JdbcClient client;
  private final TransactionTemplate transaction;

  Transactions(DataSource source) {
    this.client = JdbcClient.create(source);
    this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
  }

  @Override
  public <T> T write(Function<JdbcClient, T> work) {
    return Objects.requireNonNull(transaction.execute(status -> work.apply(client)));
  }

  @Override
  public void close() {}
}
