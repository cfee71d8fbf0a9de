package dev.reelway.job;

import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database under the ledger: SQLite with one writer and many readers, or PostgreSQL. What a
 * write answers has been committed.
 */
public final class Database implements AutoCloseable {

  private final Writes writes;
  private final JdbcClient reader;
  private final boolean shared;

  /**
   * @param shared whether other processes may work on the same ledger: PostgreSQL, not SQLite
   */
  public Database(DataSource writing, DataSource reading, boolean shared) {
    this.writes = shared ? new Transactions(writing) : new GroupCommit(writing);
    this.reader = JdbcClient.create(reading);
    this.shared = shared;
  }

  /** Runs the work in one transaction and answers after its commit. */
  public <T> T write(Function<JdbcClient, T> work) {
    return writes.write(work);
  }

  /** For questions: never waits for a writer. */
  public JdbcClient reader() {
    return reader;
  }

  /** Whether other processes may work on the same ledger. */
  public boolean shared() {
    return shared;
  }

  /** Words of others as every database keeps them: PostgreSQL knows no U+0000. */
  public static @Nullable String text(@Nullable String said) {
    return said == null ? null : said.replace('\0', '\uFFFD');
  }

  /**
   * What keeps two claimers from waiting for each other; SQLite has one writer and needs nothing.
   */
  String skipLocked() {
    return shared ? "for update skip locked" : "";
  }

  @Override
  public void close() {
    writes.close();
  }
}
