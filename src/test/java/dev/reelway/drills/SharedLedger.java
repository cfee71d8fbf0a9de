package dev.reelway.drills;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What stands in the ledger that the nodes of a drill share. */
final class SharedLedger implements AutoCloseable {

  private final Connection connection;

  SharedLedger(String url) throws SQLException {
    connection = DriverManager.getConnection(url);
  }

  /**
   * A job: its order as JSON, where it stands, and why it failed, if it did.
   *
   * @param ended milliseconds since 1970; 0 for a job that has not ended
   */
  record Row(String id, String order, String state, String code, long created, long ended) {}

  List<Row> jobs() throws SQLException {
    var rows = new ArrayList<Row>();
    try (var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                """
                select id, request, state, coalesce(failure_code, ''), created_at,
                  coalesce(ended_at, 0)
                from job order by id
                """)) {
      while (found.next()) {
        rows.add(
            new Row(
                found.getString(1),
                found.getString(2),
                found.getString(3),
                found.getString(4),
                found.getLong(5),
                found.getLong(6)));
      }
    }
    return rows;
  }

  /** Jobs whose order was, or was about to be, written to an upstream that has not answered. */
  Set<String> onTheWire() throws SQLException {
    return ids("select id from job where state = 'submitting' and intent_at is not null");
  }

  /** Jobs and events that are not at their end, and batches that nobody has read to theirs. */
  Set<String> unsettled() throws SQLException {
    return ids(
        """
        select id from job where state in ('queued', 'submitting', 'rendering', 'rendered')
        union select event from event_delivery where due is not null
        union select id from batch where total is null
        """);
  }

  /** Batches whose results do not lie there. */
  Set<String> unreported() throws SQLException {
    return ids("select id from batch where closed_at is null");
  }

  private Set<String> ids(String query) throws SQLException {
    var ids = new HashSet<String>();
    try (var statement = connection.createStatement();
        var found = statement.executeQuery(query)) {
      while (found.next()) {
        ids.add(found.getString(1));
      }
    }
    return ids;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
