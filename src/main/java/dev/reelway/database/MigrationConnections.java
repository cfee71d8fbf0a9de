package dev.reelway.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Gives migrations an hour for each statement, as an index over millions of rows takes its time:
 * the service's own statements are given up after {@code socketTimeout}. The pool gives a
 * connection its timeout back when it is returned.
 */
final class MigrationConnections extends OpenedConnections {

  private static final int LONGEST = Math.toIntExact(Duration.ofHours(1).toMillis());

  MigrationConnections(DataSource pool) {
    super(pool);
  }

  @Override
  Connection opened(Opening opening) throws SQLException {
    var connection = opening.open();
    try {
      int timeout = connection.getNetworkTimeout(); // 0 is none.
      if (timeout > 0 && timeout < LONGEST) {
        connection.setNetworkTimeout(Runnable::run, LONGEST);
      }
      return connection;
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
  }
}
