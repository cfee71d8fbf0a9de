package dev.reelway.library;

import dev.reelway.database.Database;
import dev.reelway.job.Removals;
import dev.reelway.sink.Asset;
import dev.reelway.sink.Place;
import dev.reelway.sink.Sinks;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Stored content by its SHA-256, and the files of callers that refer to it. The bytes are in sinks;
 * this class keeps the tables.
 */
public final class Library {

  private static final String SWEEP =
      """
      with picked as materialized (
        select sha256 from media where %s and used_at < ?
          and not exists (select 1 from file where file.sha256 = media.sha256)
          and sha256 not in (
            select input_sha256 from batch_call join batch on batch.id = batch_call.id
            where closed_at is null)
        limit ? %s)
      delete from media where sha256 in (select sha256 from picked)
      returning *
      """;

  private static final int SWEPT_AT_ONCE = 500;
  private static final String LIVING = "(expires_at is null or expires_at > ?)";

  /** Bytes that are not recorded with {@link #keep} within this time are removed. */
  private static final Duration UNTIL_KEPT = Duration.ofDays(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final Removals removals;
  private final Sinks sinks;
  private final Duration keep;

  /**
   * @param keep how long bytes are kept after their last use
   */
  public Library(Database database, Removals removals, Sinks sinks, Duration keep) {
    this.database = database;
    this.removals = removals;
    this.sinks = sinks;
    this.keep = keep;
  }

  /**
   * The place of bytes in a sink.
   *
   * @param isNew whether the bytes are not there yet: they must be stored, then recorded with
   *     {@link #keep}
   */
  public record Placed(Place place, boolean isNew) {}

  /**
   * Sets the sink of rows from versions without this column to the default sink, so that a later
   * change of the default does not affect them.
   */
  public void adopt() {
    database.write(
        db -> db.sql("update media set sink = ? where sink is null").param(sinks.usual()).update());
  }

  /** The content with this hash, if it is stored. */
  public Optional<Content> content(String sha256) {
    return database
        .reader()
        .sql("select * from media where sha256 = ?")
        .param(sha256)
        .query(LibraryRows::content)
        .optional();
  }

  /** The file with this hash in its sink, if it is stored. */
  public Optional<Asset> asset(String sha256) {
    return database
        .reader()
        .sql("select * from media where sha256 = ?")
        .param(sha256)
        .query(this::readAsset)
        .optional();
  }

  /**
   * Records a use of bytes, which restarts their retention time.
   *
   * @return their place; empty if they are not stored, or in a sink that is not configured
   */
  public Optional<Place> want(String sha256, Instant now) {
    return database.write(db -> want(db, sha256, now));
  }

  private Optional<Place> want(JdbcClient db, String sha256, Instant now) {
    return db.sql("update media set used_at = ? where sha256 = ? returning *")
        .param(now.toEpochMilli())
        .param(sha256)
        .query(this::readPlace)
        .optional()
        .filter(place -> sinks.knows(place.sink()));
  }

  /**
   * Finds the place of bytes and records a use. If they are not stored, answers a new place and
   * schedules its removal: bytes that are stored there but never recorded are removed.
   */
  public Placed place(Content content, Instant now) {
    return database.write(
        db ->
            want(db, content.sha256(), now)
                .map(place -> new Placed(place, false))
                .orElseGet(() -> new Placed(prepare(db, content, now), true)));
  }

  private Place prepare(JdbcClient db, Content content, Instant now) {
    var token = "%08x".formatted(RANDOM.nextInt());
    var place = new Place(sinks.usual(), content.kept().key(token));
    removals.add(db, place, now.plus(UNTIL_KEPT));
    return place;
  }

  /**
   * Records that bytes are stored in their new place. If the same bytes have been recorded
   * elsewhere meanwhile, those stay and these are removed.
   *
   * @throws IllegalStateException if the place has been removed before
   */
  public void keep(Content content, Place place, Instant now) {
    database.write(
        db -> {
          if (!removals.cancel(db, place)) {
            throw new IllegalStateException(
                place.key() + " was stored too late: its removal has begun");
          }
          var kept = insert(db, content, place, now);
          if (!kept.equals(place)) {
            settle(db, content, kept, place, now);
          }
          return place;
        });
  }

  private Place insert(JdbcClient db, Content content, Place place, Instant now) {
    return db.sql(
            """
            insert into media (sha256, type, bytes, width, height, used_at, sink, key)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (sha256) do update set used_at = excluded.used_at
            returning *
            """)
        .param(content.sha256())
        .param(content.type())
        .param(content.bytes())
        .param(content.width())
        .param(content.height())
        .param(now.toEpochMilli())
        .param(place.sink())
        .param(place.key())
        .query(this::readPlace)
        .single();
  }

  private void settle(JdbcClient db, Content content, Place before, Place place, Instant now) {
    if (sinks.knows(before.sink())) {
      removals.add(db, place, now);
      return;
    }
    removals.add(db, before, now);
    db.sql("update media set sink = ?, key = ? where sha256 = ?")
        .param(place.sink())
        .param(place.key())
        .param(content.sha256())
        .update();
  }

  /**
   * Deletes expired files, and the rows of some bytes without a file, an open batch or a recent
   * use; schedules the removal of these bytes.
   *
   * @return how many bytes were deleted; if more than 0, there may be more
   */
  public int sweep(Instant now) {
    return database.write(
        db -> {
          db.sql("delete from file where expires_at <= ?").param(now.toEpochMilli()).update();
          return sweep(db, "true", List.of(), now);
        });
  }

  /** Locked rows are in use and are checked again, so that they stay. */
  private int sweep(JdbcClient db, String which, List<String> values, Instant now) {
    var swept =
        db.sql(SWEEP.formatted(which, database.skipLocked()))
            .params(values)
            .param(now.minus(keep).toEpochMilli())
            .param(SWEPT_AT_ONCE)
            .query(this::readPlace)
            .list();
    swept.forEach(place -> removals.add(db, place, now));
    return swept.size();
  }

  /** Stores a file of a caller. */
  public void add(StoredFile file) {
    database.write(db -> add(db, file));
  }

  /** Stores a file of a caller within a transaction. */
  public int add(JdbcClient db, StoredFile file) {
    return LibraryRows.insert(db, file);
  }

  /** The file with this id, if it belongs to the licence and has not expired. */
  public Optional<StoredFile> file(String id, String licence, Instant now) {
    return database
        .reader()
        .sql("select * from file where id = ? and licence = ? and " + LIVING)
        .param(id)
        .param(licence)
        .param(now.toEpochMilli())
        .query(LibraryRows::file)
        .optional();
  }

  /**
   * One licence's files in the order of their upload.
   *
   * @param purpose only files with this purpose, or null for all
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
        .query(LibraryRows::file)
        .list();
  }

  /**
   * A page of a list.
   *
   * @param after the id of the last file of the page before, or null for the first page
   * @param limit the maximum number of files
   */
  public record Span(@Nullable String after, boolean ascending, int limit) {

    private String from() {
      return after != null ? after : ascending ? "" : "g";
    }
  }

  /**
   * Deletes a file of a licence. Its bytes are removed unless something else uses them.
   *
   * @return whether there was such a file
   */
  public boolean remove(String id, String licence, Instant now) {
    return database.write(
        db -> {
          var bytes =
              db.sql("delete from file where id = ? and licence = ? returning sha256")
                  .param(id)
                  .param(licence)
                  .query(String.class)
                  .list();
          bytes.forEach(sha256 -> sweep(db, "sha256 = ?", List.of(sha256), now));
          return !bytes.isEmpty();
        });
  }

  private Place readPlace(ResultSet row, int number) throws SQLException {
    var sink = row.getString("sink");
    var key = row.getString("key");
    return new Place(
        sink == null ? sinks.usual() : sink,
        key == null ? LibraryRows.content(row, number).kept().key() : key);
  }

  private Asset readAsset(ResultSet row, int number) throws SQLException {
    return LibraryRows.content(row, number).at(readPlace(row, number));
  }
}
