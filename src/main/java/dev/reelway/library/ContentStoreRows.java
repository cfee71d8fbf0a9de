package dev.reelway.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of the library's tables, there and back. */
final class ContentStoreRows {

  private ContentStoreRows() {}

  static StoredContent storedContent(ResultSet row, int number) throws SQLException {
    return new StoredContent(
        row.getString("sha256"),
        row.getString("type"),
        row.getLong("bytes"),
        whole(row, "width"),
        whole(row, "height"),
        flag(row, "transparent"));
  }

  private static @Nullable Integer whole(ResultSet row, String column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? null : Integer.valueOf(number);
  }

  private static @Nullable Boolean flag(ResultSet row, String column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? null : Boolean.valueOf(number != 0);
  }

  static @Nullable Integer number(@Nullable Boolean flag) {
    return flag == null ? null : flag ? 1 : 0;
  }

  static StoredFile file(ResultSet row, int number) throws SQLException {
    long expires = row.getLong("expires_at");
    boolean forever = row.wasNull();
    return new StoredFile(
        row.getString("id"),
        row.getString("licence"),
        row.getString("name"),
        row.getString("purpose"),
        row.getString("sha256"),
        row.getString("type"),
        row.getLong("bytes"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        forever ? null : Instant.ofEpochMilli(expires));
  }

  static int insert(JdbcClient db, StoredFile file) {
    var expires = file.expires();
    return db.sql(
            """
            insert into file (id, licence, name, purpose, sha256, type, bytes, created_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """)
        .param(file.id())
        .param(file.licence())
        .param(file.name())
        .param(file.purpose())
        .param(file.sha256())
        .param(file.type())
        .param(file.bytes())
        .param(file.created().toEpochMilli())
        .param(expires == null ? null : expires.toEpochMilli())
        .update();
  }
}
