package dev.reelway.library;

import dev.reelway.job.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of what is kept, and the table of the files that callers named. */
public final class Library {

  private static final String LIVING = "(expires_at is null or expires_at > ?)";

  private final Database database;

  public Library(Database database) {
    this.database = database;
  }

  /** The bytes of this hash, if they are kept. */
  public Optional<Content> content(String sha256) {
    return database
        .reader()
        .sql("select * from media where sha256 = ?")
        .param(sha256)
        .query(Library::readContent)
        .optional();
  }

  /** Notes that the bytes lie in the sink, and that somebody wants them now. */
  public void keep(Content content, Instant now) {
    database.write(
        db ->
            db.sql(
                    """
                    insert into media (sha256, type, bytes, width, height, used_at)
                    values (?, ?, ?, ?, ?, ?)
                    on conflict (sha256) do update set used_at = excluded.used_at
                    """)
                .param(content.sha256())
                .param(content.type())
                .param(content.bytes())
                .param(content.width())
                .param(content.height())
                .param(now.toEpochMilli())
                .update());
  }

  /** Forgets the bytes that no file names and that nobody has wanted since, and answers them. */
  public List<Content> sweep(Instant unusedSince, Instant now) {
    return database.write(
        db -> {
          db.sql("delete from file where expires_at <= ?").param(now.toEpochMilli()).update();
          return db.sql(
                  """
                  delete from media where used_at < ?
                    and not exists (select 1 from file where file.sha256 = media.sha256)
                  returning *
                  """)
              .param(unusedSince.toEpochMilli())
              .query(Library::readContent)
              .list();
        });
  }

  /** Keeps a file under its name. */
  public void add(StoredFile file) {
    database.write(db -> add(db, file));
  }

  /** The same, as a part of a larger write. */
  public int add(JdbcClient db, StoredFile file) {
    var expires = file.expires();
    return db.sql(
            """
            insert into file (id, licence, name, purpose, sha256, type, bytes, created_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
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

  /** The file of this name, if it is this licence's and has not expired. */
  public Optional<StoredFile> file(String id, String licence, Instant now) {
    return database
        .reader()
        .sql("select * from file where id = ? and licence = ? and " + LIVING)
        .param(id)
        .param(licence)
        .param(now.toEpochMilli())
        .query(Library::readFile)
        .optional();
  }

  /**
   * One licence's files by the time of their upload.
   *
   * @param purpose only those, or null for all
   */
  public List<StoredFile> files(String licence, @Nullable String purpose, Span span, Instant now) {
    return database
        .reader()
        .sql(
            """
            select * from file where licence = ? and (? = '' or purpose = ?) and %s and id %s ?
            order by id %s limit ?
            """
                .formatted(LIVING, span.ascending ? ">" : "<", span.ascending ? "asc" : "desc"))
        .param(licence)
        .param(purpose == null ? "" : purpose)
        .param(purpose == null ? "" : purpose)
        .param(now.toEpochMilli())
        .param(span.from())
        .param(span.limit)
        .query(Library::readFile)
        .list();
  }

  /**
   * A part of a list.
   *
   * @param after the name before the first one wanted, or null to begin with
   */
  public record Span(@Nullable String after, boolean ascending, int limit) {

    private String from() {
      return after != null ? after : ascending ? "" : "g";
    }
  }

  /**
   * Forgets a file's name; tells whether there was one. Its bytes go when nobody else needs them.
   */
  public boolean remove(String id, String licence) {
    return database.write(
            db ->
                db.sql("delete from file where id = ? and licence = ?")
                    .param(id)
                    .param(licence)
                    .update())
        > 0;
  }

  private static Content readContent(ResultSet row, int number) throws SQLException {
    return new Content(
        row.getString("sha256"),
        row.getString("type"),
        row.getLong("bytes"),
        whole(row, "width"),
        whole(row, "height"));
  }

  private static @Nullable Integer whole(ResultSet row, String column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? null : Integer.valueOf(number);
  }

  private static StoredFile readFile(ResultSet row, int number) throws SQLException {
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
}
