package dev.reelway.drills;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What stands in the ledger that the nodes of a drill share. */
final class SharedLedger implements AutoCloseable {

  private final Connection connection;

  SharedLedger(String url) throws SQLException {
    connection = DriverManager.getConnection(url);
  }

  /** A job: its order as JSON, where it stands, and why it failed, if it did. */
  record Row(String id, String order, String state, String code) {}

  List<Row> jobs() throws SQLException {
    var rows = new ArrayList<Row>();
    try (var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "select id, request, state, coalesce(failure_code, '') from job order by id")) {
      while (found.next()) {
        rows.add(
            new Row(
                found.getString(1), found.getString(2), found.getString(3), found.getString(4)));
      }
    }
    return rows;
  }

  /** What a node holds that died: nobody has renewed it since; by step, and letters. */
  Map<String, Set<String>> heldSince(Instant died) throws SQLException {
    var held = new TreeMap<String, Set<String>>();
    try (var statement =
        connection.prepareStatement(
            """
            select case when state = 'submitting' and intent_at is not null then 'on the wire'
                     else state end as step, id
              from job where owner is not null and due <= ?
            union all select 'event_delivery', event from event_delivery where owner is not null and due <= ?
            """)) {
      statement.setLong(1, died.plusMillis(20_500).toEpochMilli());
      statement.setLong(2, died.plusMillis(25_500).toEpochMilli());
      var found = statement.executeQuery();
      while (found.next()) {
        held.computeIfAbsent(found.getString(1), step -> new HashSet<>()).add(found.getString(2));
      }
    }
    return held;
  }

  /** Batches that nobody has read to their end. */
  Set<String> unread() throws SQLException {
    return ids("select id from batch where total is null");
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
