package dev.reelway.job;

import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database under the ledger: SQLite with one writer and many readers, or PostgreSQL. What a
 * write answers has been committed.
 */
public final class Database {

  private final JdbcClient writer;
  private final JdbcClient reader;
  private final TransactionTemplate transaction;
  private final boolean shared;

  /**
   * @param shared whether other processes may work on the same ledger: PostgreSQL, not SQLite
   */
  public Database(DataSource writing, DataSource reading, boolean shared) {
    this.writer = JdbcClient.create(writing);
    this.reader = JdbcClient.create(reading);
    this.transaction = new TransactionTemplate(new DataSourceTransactionManager(writing));
    this.shared = shared;
  }

  /** Runs the work in one transaction and answers after its commit. */
  public <T> T write(Function<JdbcClient, T> work) {
    var answer = transaction.execute(status -> work.apply(writer));
    return Objects.requireNonNull(answer);
  }

  /** For questions: never waits for a writer. */
  public JdbcClient reader() {
    return reader;
  }

  /** Whether other processes may work on the same ledger. */
  public boolean shared() {
    return shared;
  }

  /**
   * What keeps two claimers from waiting for each other; SQLite has one writer and needs nothing.
   */
  String skipLocked() {
    return shared ? "for update skip locked" : "";
  }
}
