package dev.reelway.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Opens sessions with PostgreSQL's primary alone: never with a standby, whose answers may be old,
 * and for writing never with a server that is read-only. Once a first session was open, a session
 * that cannot be opened is tried again and again, as a standby may be promoted at any moment; the
 * pool itself would wait for seconds.
 */
final class PrimaryConnections extends OpenedConnections {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 200;
  private static final int CHECK_MILLIS = 5_000;

  private final boolean writes;
  private final Consumer<SQLException> refused;
  private final Runnable admitted;
  private volatile boolean open;

  /**
   * @param writes whether a session must take writes
   * @param refused is told of each session that could not be opened
   * @param admitted is told of each session that was opened
   */
  PrimaryConnections(
      DataSource server, boolean writes, Consumer<SQLException> refused, Runnable admitted) {
    super(server);
    this.writes = writes;
    this.refused = refused;
    this.admitted = admitted;
  }

  @Override
  Connection opened(Opening opening) throws SQLException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      try {
        var connection = checked(opening.open());
        open = true;
        admitted.run();
        return connection;
      } catch (SQLException failure) {
        if (!open || !SqlStates.isPassing(failure)) {
          throw failure;
        }
        refused.accept(failure);
        if (System.nanoTime() - end > 0) {
          throw failure;
        }
        pause(failure);
      }
    }
  }

  private static void pause(SQLException failure) throws SQLException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }

  private Connection checked(Connection connection) throws SQLException {
    try {
      int timeout = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, CHECK_MILLIS);
      check(connection);
      connection.setNetworkTimeout(Runnable::run, timeout);
      return connection;
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
  }

  private void check(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var server =
            statement.executeQuery(
                "select pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'")) {
      server.next();
      if (server.getBoolean(1)) {
        throw new SQLException("the server is a standby", SqlStates.READ_ONLY);
      }
      if (writes && server.getBoolean(2)) {
        throw new SQLException("the server is read-only", SqlStates.READ_ONLY);
      }
    }
  }
}
