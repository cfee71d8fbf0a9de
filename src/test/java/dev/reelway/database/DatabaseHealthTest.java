package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.sqlite.SQLiteDataSource;

/** Health with SQLite; that with PostgreSQL is in {@link FailoverTest}. */
class DatabaseHealthTest {

  private final SQLiteDataSource source = new SQLiteDataSource();

  DatabaseHealthTest(@TempDir Path folder) throws SQLException {
    source.setUrl("jdbc:sqlite:" + folder.resolve("ledger.db"));
    source.setJournalMode("WAL");
    run("pragma user_version = 7");
  }

  private void run(String sql) throws SQLException {
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private Health health() {
    return new DatabaseHealth(source, false, new Sessions()).health();
  }

  @Test
  void aFileThatTakesWritesIsUpAndStaysAsItIs() throws SQLException {
    var health = health();

    assertThat(health.getStatus()).isEqualTo(Status.UP);
    assertThat(health.getDetails()).containsEntry("writes", "on");
    try (var connection = source.getConnection();
        var version = connection.createStatement().executeQuery("pragma user_version")) {
      assertThat(version.getInt(1)).isEqualTo(7);
    }
  }

  @Test
  void aFileThatTakesNoWritesIsDown() {
    source.setReadOnly(true);

    var health = health();

    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
    assertThat(health.getDetails()).containsEntry("writes", "not writable");
  }

  @Test
  void aFileThatAnotherProgramWritesToIsUp() throws Exception {
    CompletableFuture<Health> health;
    try (var other = source.getConnection();
        var statement = other.createStatement()) {
      statement.executeUpdate("begin immediate");
      health = CompletableFuture.supplyAsync(this::health);
      statement.executeUpdate("create table t (n integer)");
      statement.executeUpdate("commit");
    }

    assertThat(health.get().getStatus()).isEqualTo(Status.UP);
  }
}
