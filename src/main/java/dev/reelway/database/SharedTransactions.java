package dev.reelway.database;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
 * would wait, and two groups for each other.
 */
final class SharedTransactions {

  /** While one group is flushed, the next one writes. */
  private static final int GROUPS_AT_ONCE = 2;

  private static final int MOST_IN_A_GROUP = 64;

  private final Consumer<Consumer<JdbcClient>> transaction;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Pending<?>> waiting = new ArrayDeque<>();
  private int underWay;

  /**
   * @param transaction runs what it is given in one transaction, and throws if that was not
   *     committed, or if this is unknown
   */
  SharedTransactions(Consumer<Consumer<JdbcClient>> transaction) {
    this.transaction = transaction;
  }

  /**
   * How the transaction of a work has ended.
   *
   * @param result what the work returned; null if its transaction has failed
   * @param failure why the transaction has failed, maybe due to the work of another caller
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
      result = work.apply(db);
    }

    Ending<T> ending() {
      return new Ending<>(failure == null ? result : null, failure);
    }
  }

  /** Runs the work together with that of other callers. */
  <T> Ending<T> write(Function<JdbcClient, T> work) {
    var own = new Pending<>(work);
    enter(own);
    var group = own.group.join();
    if (!group.isEmpty()) {
      lead(group);
    }
    return own.ending();
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
    try {
      transaction.accept(db -> group.forEach(pending -> pending.run(db)));
    } catch (RuntimeException | Error failure) {
      group.forEach(pending -> pending.failure = failure);
    } finally {
      leave();
      group.forEach(pending -> pending.group.complete(List.of()));
    }
  }

  /** What waits is led by the first of those who wait. */
  private void leave() {
    lock.lock();
    try {
      var next = new ArrayList<Pending<?>>();
      while (!waiting.isEmpty() && next.size() < MOST_IN_A_GROUP) {
        next.add(waiting.remove());
      }
      if (next.isEmpty()) {
        underWay--;
      } else {
        next.getFirst().group.complete(next);
      }
    } finally {
      lock.unlock();
    }
  }
}
