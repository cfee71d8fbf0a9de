package dev.reelway.database;

import dev.reelway.wire.Causes;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One transaction for each work, for a database that has many writers: PostgreSQL. Work that was
 * certainly not committed is repeated in another session for a while, as the primary may have
 * changed. After a lost commit only repeatable work is. Inserts share transactions, and have one
 * each where that fails.
 */
final class Transactions implements Committer {

  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 200;

  /** Its commit waits for the standbys, and so for all that was committed before it. */
  private static final String WAIT_FOR_STANDBYS =
      "select pg_logical_emit_message(true, 'reelway', '')";

  private final JdbcClient client;

  /** The same, for work that shares its transaction. */
  private final JdbcClient sharing;

  private final TransactionTemplate transaction;
  private final Sessions sessions;
  private final SharedTransactions shared;

  Transactions(DataSource source, Sessions sessions) {
    this.client = JdbcClient.create(source);
    this.sharing = JdbcClient.create(source);
    this.transaction = new TransactionTemplate(new PrimaryTransactions(source));
    this.sessions = sessions;
    this.shared = new SharedTransactions(this::share, sessions.patience().dividedBy(2));
  }

  @Override
  public <T> T write(Function<JdbcClient, T> work) {
    sessions.admit();
    return write(work, null, false);
  }

  @Override
  public <T> T writeRepeatable(Function<JdbcClient, T> work, Function<JdbcClient, T> again) {
    sessions.admit();
    return write(work, again, false);
  }

  @Override
  public <T> T insert(Function<JdbcClient, T> work, Function<JdbcClient, T> again) {
    sessions.admit();
    long end = System.nanoTime() + sessions.patience().toNanos();
    var ending = shared.write(work);
    var failure = ending.failure();
    if (failure == null) {
      return Objects.requireNonNull(ending.result());
    }
    if (isWait(failure) && System.nanoTime() - end > 0) {
      throw gaveUp(failure);
    }
    return write(work, again, failure instanceof CommitUnknown);
  }

  @Override
  public boolean isShared(JdbcClient db) {
    return db == sharing;
  }

  @Override
  public int waiting() {
    return shared.waiting();
  }

  private <T> T write(
      Function<JdbcClient, T> work, @Nullable Function<JdbcClient, T> again, boolean lost) {
    long end = System.nanoTime() + sessions.patience().toNanos();
    boolean unsure = lost;
    for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
      long begun = System.nanoTime();
      try {
        return unsure ? once(waitingForStandbys(again)) : once(work);
      } catch (RuntimeException failure) {
        sessions.failed(failure, begun);
        boolean unknown = failure instanceof CommitUnknown;
        unsure |= unknown;
        if (!unknown && !DatabaseUnavailable.isIn(failure)) {
          throw failure;
        }
        if (unknown && again == null || isOver(end, failure) || !slept(pause)) {
          throw gaveUp(failure);
        }
      }
    }
  }

  private DatabaseUnavailable gaveUp(Throwable failure) {
    sessions.gaveUp();
    return new DatabaseUnavailable("the database did not take a write", failure);
  }

  private void share(Consumer<JdbcClient> work) {
    long begun = System.nanoTime();
    try {
      once(
          db -> {
            work.accept(sharing);
            return db;
          });
    } catch (RuntimeException failure) {
      sessions.failed(failure, begun);
      throw failure;
    }
  }

  private <T> T once(Function<JdbcClient, T> work) {
    var result = Objects.requireNonNull(transaction.execute(status -> work.apply(client)));
    sessions.written();
    return result;
  }

  private static <T> Function<JdbcClient, T> waitingForStandbys(
      @Nullable Function<JdbcClient, T> work) {
    return db -> {
      db.sql(WAIT_FOR_STANDBYS).query().singleRow();
      return Objects.requireNonNull(work).apply(db);
    };
  }

  /** A wait for a session is not repeated: it was long. */
  private static boolean isOver(long end, RuntimeException failure) {
    return System.nanoTime() - end > 0 || isWait(failure);
  }

  /** Whether there was no session. */
  private static boolean isWait(Throwable failure) {
    return Causes.any(failure, one -> one instanceof SQLTransientConnectionException);
  }

  private static boolean slept(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {}
}
