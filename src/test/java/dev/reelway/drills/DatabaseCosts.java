package dev.reelway.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What a PostgreSQL on this machine has done so far.
 *
 * @param transactions committed or rolled back
 * @param cpuMillis processor time of its sessions that are still open, and of its other processes
 * @param bytes of all tables and indexes
 */
record DatabaseCosts(long transactions, long cpuMillis, long bytes) {

  /** Linux counts processor time in hundredths of a second. */
  private static final long TICK_MILLIS = 10;

  /**
   * After the closing bracket of its name: state, parent, and user and system time as 12th, 13th.
   */
  private static final int PARENT = 1;

  private static final int USER = 11;

  static DatabaseCosts now(Connection connection) throws SQLException, IOException {
    var folder = text(connection, "select current_setting('data_directory')");
    var server = Files.readAllLines(Path.of(folder, "postmaster.pid")).getFirst().strip();
    return new DatabaseCosts(
        number(connection, "select sum(xact_commit + xact_rollback) from pg_stat_database"),
        cpu(server),
        number(connection, "select pg_database_size(current_database())"));
  }

  /** What was done since then. */
  DatabaseCosts since(DatabaseCosts then) {
    return new DatabaseCosts(
        transactions - then.transactions, cpuMillis - then.cpuMillis, bytes - then.bytes);
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var found = statement.executeQuery(query)) {
      found.next();
      return found.getString(1);
    }
  }

  private static long number(Connection connection, String query) throws SQLException {
    return Long.parseLong(text(connection, query));
  }

  private static long cpu(String server) throws IOException {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      long ticks = 0;
      for (var process : processes) {
        var stat = stat(process);
        if (process.endsWith(server) || stat.size() > USER && stat.get(PARENT).equals(server)) {
          ticks += Long.parseLong(stat.get(USER)) + Long.parseLong(stat.get(USER + 1));
        }
      }
      return ticks * TICK_MILLIS;
    }
  }

  private static List<String> stat(Path process) {
    try {
      var all = Files.readString(process.resolve("stat"));
      return List.of(all.substring(all.lastIndexOf(')') + 2).split(" "));
    } catch (IOException gone) {
      return List.of();
    }
  }
}
