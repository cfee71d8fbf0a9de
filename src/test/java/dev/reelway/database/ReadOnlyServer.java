package dev.reelway.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Makes all sessions of a PostgreSQL read-only, as a switchover does, until it is closed. */
public final class ReadOnlyServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String url;

  /**
   * @param url of a superuser
   */
  public ReadOnlyServer(String url) throws SQLException {
    this.url = url;
    set("alter system set default_transaction_read_only = on", "on");
  }

  private void set(String statement, String expected) throws SQLException {
    run(url, statement);
    run(url, "select pg_reload_conf()");
    Awaitility.await().atMost(PATIENCE).until(() -> readOnly().equals(expected));
  }

  private String readOnly() throws SQLException {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var answer = statement.executeQuery("show default_transaction_read_only")) {
      answer.next();
      return answer.getString(1);
    }
  }

  /** Runs a statement in a session of its own. */
  static void run(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    set("alter system reset default_transaction_read_only", "off");
  }
}
