package dev.reelway.database;

import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database under the ledger: SQLite with one writer and many readers, or PostgreSQL. What a
 * write answers has been committed.
 */
public final class Database implements AutoCloseable {

  /** PostgreSQL's numbers for locks are everybody's: ours begin with this one, which is "reel". */
  private static final int LOCKS = 0x7265656c;

  private final Committer committer;
  private final JdbcClient reader;
  private final boolean shared;

  /**
   * @param shared whether other processes may work on the same ledger: PostgreSQL, not SQLite
   */
  public Database(DataSource writing, DataSource reading, boolean shared) {
    this.committer = shared ? new Transactions(writing) : new GroupCommit(writing);
    this.reader = JdbcClient.create(reading);
    this.shared = shared;
  }

  /** Runs the work in one transaction and answers after its commit. */
  public <T> T write(Function<JdbcClient, T> work) {
    return committer.write(work);
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
  public String skipLocked() {
    return shared ? "for update skip locked" : "";
  }

  /**
   * Lets the write that says so run to its commit before any other that says the same, on all
   * nodes; SQLite has one writer and needs nothing.
   */
  public void alone(JdbcClient db, String what) {
    if (shared) {
      db.sql("select 1 from (select pg_advisory_xact_lock(?, hashtext(?))) as locked")
          .param(LOCKS)
          .param(what)
          .query(Integer.class)
          .single();
    }
  }

  @Override
  public void close() {
    committer.close();
  }
}
