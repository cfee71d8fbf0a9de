package dev.reelway.pause;

import dev.reelway.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes what is paused: one row each, which stays after it is resumed. */
final class PauseRows {

  private static final String STORE =
      """
      insert into pause (kind, name, paused_at, version)
      values (?, ?, ?, (select coalesce(max(version), 0) + 1 from pause))
      on conflict (kind, name) do update
        set paused_at = excluded.paused_at, version = excluded.version
      """;

  private PauseRows() {}

  /**
   * Pauses or resumes; what is so already stays as it is.
   *
   * @param since when it is paused, or null to resume it
   */
  static boolean store(Database database, Pause.Key of, @Nullable Instant since) {
    return database.writeRepeatable(
        db -> {
          // The version is taken under a lock, so that no reader has seen a later one before.
          database.lock(db, "pause");
          boolean isPaused = pausedAt(db, of).isPresent();
          return isPaused != (since != null) && store(db, of, since);
        });
  }

  private static boolean store(JdbcClient db, Pause.Key of, @Nullable Instant since) {
    return db.sql(STORE)
            .param(of.kind().toString())
            .param(of.name())
            .param(since == null ? null : since.toEpochMilli())
            .update()
        > 0;
  }

  private static Optional<Long> pausedAt(JdbcClient db, Pause.Key of) {
    return db.sql("select paused_at from pause where kind = ? and name = ? and paused_at > 0")
        .param(of.kind().toString())
        .param(of.name())
        .query(Long.class)
        .optional();
  }

  /**
   * What has changed after this version, the oldest change first; not what only a newer version of
   * the service can pause.
   */
  static List<Pause> since(JdbcClient db, long version) {
    return db
        .sql("select * from pause where version > ? order by version")
        .param(version)
        .query(PauseRows::read)
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Pause> read(ResultSet row, int number) throws SQLException {
    var name = row.getString("name");
    long millis = row.getLong("paused_at");
    var since = row.wasNull() ? null : Instant.ofEpochMilli(millis);
    return Pausable.read(row.getString("kind"))
        .map(kind -> new Pause(new Pause.Key(kind, name), since));
  }
}
