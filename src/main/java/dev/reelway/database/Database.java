package dev.reelway.database;

import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database under the ledger: SQLite with one writer and many readers, or PostgreSQL. What a
 * write returns has been committed.
 */
public final class Database implements AutoCloseable {

  /**
   * The lock numbers of PostgreSQL are shared by all its users: ours begin with this one, "reel".
   */
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

  /** Runs the work in one transaction and returns after its commit. */
  public <T> T write(Function<JdbcClient, T> work) {
    return committer.write(work);
  }

  /** For queries: never waits for a writer. */
  public JdbcClient reader() {
    return reader;
  }

  /** Whether other processes may work on the same ledger. */
  public boolean shared() {
    return shared;
  }

  /** A text from outside without U+0000, which PostgreSQL cannot store. */
  public static @Nullable String text(@Nullable String said) {
    return said == null ? null : said.replace('\0', '\uFFFD');
  }

  /**
   * The clause that keeps two claims from waiting for each other; empty for SQLite, which has one
   * writer.
   */
  public String skipLocked() {
    return shared ? "for update skip locked" : "";
  }

  /**
   * Makes writes that take the same lock run one after another, on all nodes, each until its
   * commit; not needed for SQLite, which has one writer.
   */
  public void lock(JdbcClient db, String what) {
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
