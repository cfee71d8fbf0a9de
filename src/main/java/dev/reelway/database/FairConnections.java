package dev.reelway.database;

import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Hands out a pool's connections in the order in which they are asked for. The pool itself gives
 * them to whoever comes at the right moment: under load, most callers never wait, and some wait for
 * seconds.
 */
final class FairConnections extends OpenedConnections {

  private final Semaphore turns;
  private final long patienceMillis;

  FairConnections(HikariDataSource pool) {
    super(pool);
    this.turns = new Semaphore(pool.getMaximumPoolSize(), true);
    this.patienceMillis = pool.getConnectionTimeout();
  }

  /** How many callers wait for their turn, which the pool's own metrics do not see. */
  int waiting() {
    return turns.getQueueLength();
  }

  @Override
  Connection opened(Opening opening) throws SQLException {
    await();
    Connection connection = null;
    try {
      connection = opening.open();
    } finally {
      if (connection == null) {
        turns.release();
      }
    }
    return (Connection)
        Proxy.newProxyInstance(
            FairConnections.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new Lent(connection, turns));
  }

  private void await() throws SQLException {
    try {
      if (turns.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException(
          "interrupted before a connection was free", interrupted);
    }
    throw new SQLTransientConnectionException(
        "no connection was free within %d ms".formatted(patienceMillis));
  }

  /** A connection whose turn ends when it is closed. */
  private record Lent(Connection connection, Semaphore turns, AtomicBoolean closed)
      implements InvocationHandler {

    Lent(Connection connection, Semaphore turns) {
      this(connection, turns, new AtomicBoolean());
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      try {
        return method.invoke(connection, arguments);
      } catch (InvocationTargetException failed) {
        throw Objects.requireNonNull(failed.getCause());
      } finally {
        if (method.getName().equals("close") && closed.compareAndSet(false, true)) {
          turns.release();
        }
      }
    }
  }
}
