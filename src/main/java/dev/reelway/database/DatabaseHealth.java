package dev.reelway.database;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Whether the database takes writes: down while it is read-only or cannot be reached. */
final class DatabaseHealth implements HealthIndicator {

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
      try (var answer =
          statement.executeQuery(postgres ? "show transaction_read_only" : "select 'off'")) {
        boolean readOnly = answer.next() && answer.getString(1).equals("on");
        return readOnly ? down(WriteOutage.Reason.READ_ONLY).build() : up();
      }
    } catch (SQLException failure) {
      return down(WriteOutage.Reason.UNREACHABLE).build();
    }
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
