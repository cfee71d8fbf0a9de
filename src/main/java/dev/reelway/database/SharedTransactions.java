package dev.reelway.database;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Commits the work of callers who come at the same time in one transaction, so that they share its
 * round trips and its flush to disk. Each group is committed by one of its callers: whoever comes
 * while no more than one group is under way leads the next one at once.
 *
 * <p>Work that waits for the rows or locks of another one does not belong here: the whole group
 * would wait, and two groups for each other. Work that finds its lock taken leaves its group before
 * it has written anything.
 */
final class SharedTransactions {

  /** While one group is flushed, the next one writes. */
  private static final int GROUPS_AT_ONCE = 2;

  private static final int MOST_IN_A_GROUP = 64;

  private final Consumer<Consumer<JdbcClient>> transaction;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Pending<?>> waiting = new ArrayDeque<>();
  private int underWay;

  /**
   * @param transaction runs what it is given in one transaction, and throws if that was not
   *     committed, or if this is unknown
   * @param patience how long a work waits for a group: those under way may hang
   */
  SharedTransactions(Consumer<Consumer<JdbcClient>> transaction, Duration patience) {
    this.transaction = transaction;
    this.patience = patience;
  }

  /**
   * How the transaction of a work has ended.
   *
   * @param result what the work returned; null if its transaction has failed
   * @param failure why the transaction has failed, maybe due to the work of another caller, or why
   *     this work was not part of one
   */
  record Ending<T>(@Nullable T result, @Nullable Throwable failure) {}

  private static final class Pending<T> {

    private final Function<JdbcClient, T> work;

    /** The group to lead; empty once another caller has committed this work. */
    private final CompletableFuture<List<Pending<?>>> group = new CompletableFuture<>();

    private @Nullable T result;
    private @Nullable Throwable failure;

    Pending(Function<JdbcClient, T> work) {
      this.work = work;
    }

    void run(JdbcClient db) {
      try {
        result = work.apply(db);
      } catch (LockTaken taken) {
        failure = taken;
      }
    }

    Ending<T> ending() {
      return new Ending<>(failure == null ? result : null, failure);
    }
  }

  /** Runs the work together with that of other callers. */
  <T> Ending<T> write(Function<JdbcClient, T> work) {
    var own = new Pending<>(work);
    enter(own);
    try {
      lead(own.group.get(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException | InterruptedException | ExecutionException why) {
      if (why instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      if (withdraw(own)) {
        return new Ending<>(null, why);
      }
      lead(own.group.join());
    }
    return own.ending();
  }

  /** Whether the work will not be part of a group. */
  private boolean withdraw(Pending<?> own) {
    lock.lock();
    try {
      return waiting.remove(own);
    } finally {
      lock.unlock();
    }
  }

  /** How many callers wait to be written with the next group. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private void enter(Pending<?> own) {
    lock.lock();
    try {
      if (underWay < GROUPS_AT_ONCE) {
        underWay++;
        own.group.complete(List.of(own));
      } else {
        waiting.add(own);
      }
    } finally {
      lock.unlock();
    }
  }

  private void lead(List<Pending<?>> group) {
    if (group.isEmpty()) {
      return;
    }
    try {
      transaction.accept(db -> group.forEach(pending -> pending.run(db)));
    } catch (Throwable failure) { // No caller may take it for a commit.
      group.forEach(pending -> pending.failure = failure);
    } finally {
      try {
        leave();
      } finally {
        group.forEach(pending -> pending.group.complete(List.of()));
      }
    }
  }

  /** What waits is led by the first of those who wait. */
  private void leave() {
    lock.lock();
    try {
      var next = waiting.stream().limit(MOST_IN_A_GROUP).toList();
      if (next.isEmpty()) {
        underWay--;
      } else {
        next.forEach(pending -> waiting.remove());
        next.getFirst().group.complete(next);
      }
    } finally {
      lock.unlock();
    }
  }
}
