package dev.reelway.drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.job.QuotaAudit;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What stands in the ledger of a node that was killed. */
final class KillLedger implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Files with a row in media, or in removal, are not lost: they are used or will be removed. */
  private static final String REMOVALS = "select key from removal";

  private static final String KEYS = "select key from media union " + REMOVALS;

  /** What is not at its end; removals that are due later are those of bytes that may come. */
  private static final String UNSETTLED =
      """
      select id from job where state in ('queued', 'submitting', 'rendering', 'rendered')
      union select event from event_delivery where due is not null
      union select id from batch where closed_at is null
      union select key from removal where due < %1$d or owner is not null
      union select id from job where expires_at is not null and removed_at is null and deleted_at is null
      """;

  private final Connection connection;

  KillLedger(String url) throws SQLException {
    connection = DriverManager.getConnection(url);
  }

  /**
   * A job.
   *
   * @param files as JSON
   * @param gone whether its files are given up
   */
  record Row(
      String id,
      String prompt,
      String state,
      String code,
      String upstream,
      JsonNode files,
      boolean gone) {}

  /** Waits until the server has ended the sessions of the process that was killed. */
  void awaitEndOfSessions() throws SQLException {
    boolean postgres = connection.getMetaData().getURL().startsWith("jdbc:postgresql:");
    while (postgres
        && !texts(
                "select 'x' from pg_stat_activity where datname = current_database()"
                    + " and pid <> pg_backend_pid() and backend_type = 'client backend'")
            .isEmpty()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** Whether a node has made the tables. */
  boolean isMigrated() {
    try {
      texts("select slot from batch_count where 1 = 0");
      return true;
    } catch (SQLException missing) {
      return false;
    }
  }

  List<Row> jobs() throws SQLException, IOException {
    var rows = new ArrayList<Row>();
    try (var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                """
                select id, request, state, coalesce(failure_code, ''), coalesce(upstream, ''), files,
                  deleted_at is not null or removed_at is not null
                from job order by id
                """)) {
      while (found.next()) {
        rows.add(row(found));
      }
    }
    return rows;
  }

  private static Row row(ResultSet found) throws SQLException, IOException {
    var files = found.getString(6);
    return new Row(
        found.getString(1),
        JSON.readTree(found.getString(2)).path("prompt").asText(),
        found.getString(3),
        found.getString(4),
        found.getString(5),
        JSON.readTree(files == null ? "[]" : files),
        found.getBoolean(7));
  }

  /** The jobs whose order may have left, and whose answer is not committed. */
  Set<String> onTheWire() throws SQLException {
    return texts("select id from job where state = 'submitting' and intent_at is not null");
  }

  /** Whatever has not come to its end. */
  Set<String> unsettled() throws SQLException {
    return texts(UNSETTLED.formatted(System.currentTimeMillis()));
  }

  /** The keys of files that belong to no job, and are used or will be removed. */
  Set<String> otherFiles() throws SQLException {
    return texts(KEYS);
  }

  /** The keys of files that will be removed. */
  Set<String> removals() throws SQLException {
    return texts(REMOVALS);
  }

  /** Where what licences have used is not what their jobs say. */
  List<String> wrongQuotas() {
    return QuotaAudit.differences(connection);
  }

  private Set<String> texts(String query) throws SQLException {
    var all = new HashSet<String>();
    try (var statement = connection.createStatement();
        var found = statement.executeQuery(query)) {
      while (found.next()) {
        all.add(found.getString(1));
      }
    }
    return all;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
