package dev.reelway.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes for all callers, for a database that has one writer: SQLite. Whoever comes while nobody
 * writes commits its own work. The work of those who come meanwhile is committed by one thread in
 * one transaction, so that a hundred of them share one flush to disk; work that fails is rolled
 * back alone.
 */
final class GroupCommit implements Committer {

  private static final int MOST_AT_ONCE = 256;

  private final JdbcClient client;
  private final TransactionTemplate transaction;
  private final LinkedBlockingQueue<Pending<?>> waiting = new LinkedBlockingQueue<>();

  /** Held by whoever writes; by the thread for good once the ledger is closed. */
  private final Semaphore turn = new Semaphore(1);

  private final Pending<Boolean> last = new Pending<>(db -> true);
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean closed;

  GroupCommit(DataSource source) {
    this.client = JdbcClient.create(source);
    this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
    Thread.ofPlatform().daemon().name("ledger-writer").start(this::writeForAll);
  }

  /** Work whose caller waits for its commit. */
  private static final class Pending<T> {

    private final Function<JdbcClient, T> work;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable failure;

    Pending(Function<JdbcClient, T> work) {
      this.work = work;
    }

    void run(JdbcClient client, TransactionStatus status) {
      var before = status.createSavepoint();
      try {
        result = work.apply(client);
      } catch (RuntimeException e) {
        failure = e;
        status.rollbackToSavepoint(before);
      }
      status.releaseSavepoint(before);
    }

    void committed() {
      if (failure == null) {
        answer.complete(result);
      } else {
        answer.completeExceptionally(failure);
      }
    }

    void lost(Throwable why) {
      answer.completeExceptionally(why);
    }
  }

  @Override
  public <T> T write(Function<JdbcClient, T> work) {
    return isNobodyBefore() && turn.tryAcquire() ? writeAlone(work) : writeWithOthers(work);
  }

  /**
   * The thread may have taken a group already, and wait for its turn: whoever writes in a loop must
   * not keep it out.
   */
  private boolean isNobodyBefore() {
    return waiting.isEmpty() && !turn.hasQueuedThreads();
  }

  private <T> T writeAlone(Function<JdbcClient, T> work) {
    try {
      return Objects.requireNonNull(transaction.execute(status -> work.apply(client)));
    } finally {
      turn.release();
    }
  }

  private <T> T writeWithOthers(Function<JdbcClient, T> work) {
    var pending = new Pending<>(work);
    waiting.add(pending);
    if (closed) {
      loseWhatWaits();
    }
    try {
      return pending.answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void writeForAll() {
    var group = new ArrayList<Pending<?>>();
    while (!closed) {
      try {
        group.add(waiting.take());
      } catch (InterruptedException ignored) {
        continue;
      }
      turn.acquireUninterruptibly();
      waiting.drainTo(group, MOST_AT_ONCE - 1);
      commit(group);
      closed = group.contains(last);
      if (!closed) {
        turn.release();
      }
      group.clear();
    }
    loseWhatWaits();
  }

  private void loseWhatWaits() {
    for (var late = waiting.poll(); late != null; late = waiting.poll()) {
      late.lost(new IllegalStateException("the ledger is closed"));
    }
  }

  private void commit(List<Pending<?>> group) {
    try {
      transaction.executeWithoutResult(
          status -> group.forEach(pending -> pending.run(client, status)));
    } catch (RuntimeException | Error notCommitted) {
      group.forEach(pending -> pending.lost(notCommitted));
      return;
    }
    group.forEach(Pending::committed);
  }

  /**
   * Commits the work under way, and refuses later work. Works without a database too, and can be
   * called repeatedly.
   */
  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      waiting.add(last);
    }
    last.answer.handle((written, failure) -> written).join();
  }
}
