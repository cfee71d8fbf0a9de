package dev.reelway.database;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntSupplier;
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

  private final Map<String, IntSupplier> waiting = new TreeMap<>();
  private final Committer committer;
  private final JdbcClient reader;
  private final boolean shared;

  /**
   * @param shared whether other processes may work on the same ledger: PostgreSQL, not SQLite
   */
  public Database(DataSource writing, DataSource reading, boolean shared) {
    this(writing, reading, shared, new Sessions());
  }

  /**
   * @param sessions evicts the sessions of a former primary
   */
  Database(DataSource writing, DataSource reading, boolean shared, Sessions sessions) {
    sessions.add(writing, false);
    sessions.add(reading, true);
    this.committer =
        shared ? new Transactions(inTurn(writing), sessions) : new GroupCommit(writing);
    this.reader = JdbcClient.create(inTurn(reading));
    this.shared = shared;
    if (writing instanceof HikariDataSource pool) {
      waiting.computeIfPresent(
          name(pool), (name, turns) -> () -> turns.getAsInt() + committer.waiting());
    }
  }

  /** Sources that are no pools open a connection for each. */
  private DataSource inTurn(DataSource source) {
    if (!(source instanceof HikariDataSource pool)) {
      return source;
    }
    var fair = new FairConnections(pool);
    waiting.put(name(pool), fair::waiting);
    return fair;
  }

  private static String name(HikariDataSource pool) {
    return Objects.requireNonNullElse(pool.getPoolName(), "ledger");
  }

  /** How many callers wait for a connection, by the pool's name. */
  public Map<String, IntSupplier> waiting() {
    return Map.copyOf(waiting);
  }

  /**
   * Runs the work in one transaction and returns after its commit. On PostgreSQL, work that was
   * certainly not committed is run again for some seconds while the primary changes.
   *
   * @throws DatabaseUnavailable if the primary takes no writes for longer than that, or if it is
   *     unknown whether the commit was made
   */
  public <T> T write(Function<JdbcClient, T> work) {
    return committer.write(work);
  }

  /**
   * The same for work that may run again although it was committed before, as it inserts with "on
   * conflict do nothing", or updates under a fence: it is also run again after a lost commit.
   */
  public <T> T writeRepeatable(Function<JdbcClient, T> work) {
    return writeRepeatable(work, work);
  }

  /**
   * The same with other work after a lost commit.
   *
   * @param again finds out what the lost commit has done, and does the rest
   */
  public <T> T writeRepeatable(Function<JdbcClient, T> work, Function<JdbcClient, T> again) {
    return committer.writeRepeatable(work, again);
  }

  /**
   * The same for work that only inserts rows which nobody else writes, and takes no lock alone: it
   * may share a transaction with the work of other callers, and is run again if that fails.
   */
  public <T> T insert(Function<JdbcClient, T> work, Function<JdbcClient, T> again) {
    return committer.insert(work, again);
  }

  /** For queries: never waits for a writer, and never answers from a standby. */
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
    lock(db, "pg_advisory_xact_lock", what);
  }

  /**
   * The same for writes that need not exclude each other, only those that take the lock alone. Work
   * that shares its transaction takes it before it writes anything: where it would have to wait, it
   * is run again in a transaction of its own.
   */
  public void lockShared(JdbcClient db, String what) {
    if (!committer.isShared(db)) {
      lock(db, "pg_advisory_xact_lock_shared", what);
    } else if (!tryLockShared(db, what)) {
      throw new LockTaken();
    }
  }

  private void lock(JdbcClient db, String function, String what) {
    if (shared) {
      db.sql("select 1 from (select %s(?, hashtext(?))) as locked".formatted(function))
          .param(LOCKS)
          .param(what)
          .query(Integer.class)
          .single();
    }
  }

  private static boolean tryLockShared(JdbcClient db, String what) {
    return db.sql("select pg_try_advisory_xact_lock_shared(?, hashtext(?))")
        .param(LOCKS)
        .param(what)
        .query(Boolean.class)
        .single();
  }

  @Override
  public void close() {
    committer.close();
  }
}
