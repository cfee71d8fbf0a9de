package dev.reelway.database;

import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Whether the database takes writes: down while it is read-only or cannot be reached. SQLite is
 * asked by a write, as nothing else tells that its disk is full or fails.
 */
final class DatabaseHealth implements HealthIndicator {

  /** Longer than another program needs for a write to the file. */
  private static final int ANSWERS_WITHIN_SECONDS = 5;

  private final DataSource writing;
  private final boolean postgres;
  private final Sessions sessions;

  DatabaseHealth(DataSource writing, boolean postgres, Sessions sessions) {
    this.writing = writing;
    this.postgres = postgres;
    this.sessions = sessions;
  }

  @Override
  public Health health() {
    var outage = sessions.outage();
    return outage.isPresent()
        ? down(outage.get().reason())
            .withDetail("seconds", outage.get().lasted().toSeconds())
            .build()
        : asked();
  }

  /** While no write has failed yet. */
  private Health asked() {
    try (var connection = writing.getConnection();
        var statement = connection.createStatement()) {
      statement.setQueryTimeout(ANSWERS_WITHIN_SECONDS);
      if (postgres) {
        return isReadOnly(statement) ? down(WriteOutage.Reason.READ_ONLY).build() : up();
      }
      writeUnchanged(statement);
      return up();
    } catch (SQLException failure) {
      var reason = postgres ? WriteOutage.Reason.UNREACHABLE : WriteOutage.Reason.NOT_WRITABLE;
      return down(reason).build();
    }
  }

  private static boolean isReadOnly(Statement statement) throws SQLException {
    try (var answer = statement.executeQuery("show transaction_read_only")) {
      return answer.next() && answer.getString(1).equals("on");
    }
  }

  /** A number in the file's first page is written as it is: one page, committed to the disk. */
  private static void writeUnchanged(Statement statement) throws SQLException {
    int version;
    try (var answer = statement.executeQuery("pragma user_version")) {
      version = answer.getInt(1);
    }
    statement.executeUpdate("pragma user_version = " + version);
  }

  private Health up() {
    return detailed(Health.up(), "on").build();
  }

  private Health.Builder down(WriteOutage.Reason why) {
    return detailed(Health.down(), why.word());
  }

  private Health.Builder detailed(Health.Builder health, String writes) {
    return health
        .withDetail("database", postgres ? "PostgreSQL" : "SQLite")
        .withDetail("writes", writes);
  }
}
