package dev.reelway.library;

import dev.reelway.database.Database;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.job.Removals;
import dev.reelway.sink.Asset;
import dev.reelway.sink.AssetLocation;
import dev.reelway.sink.Sinks;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Stored content by its SHA-256, and the files of callers that refer to it. The bytes are in sinks;
 * this class keeps the tables.
 *
 * <p>Longer than 300 lines because content and the files that refer to it change in one
 * transaction.
 */
public final class ContentStore {

  private static final int EXPIRED_AT_ONCE = 500;
  private static final String LIVING = "(expires_at is null or expires_at > ?)";

  /** Bytes that are not recorded with {@link #recordStored} within this time are removed. */
  private static final Duration UNTIL_KEPT = Duration.ofDays(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final Removals removals;
  private final Sinks sinks;
  private final UnusedContent unused;

  /**
   * @param keep how long bytes are kept after their last use
   */
  public ContentStore(Database database, Removals removals, Sinks sinks, Duration keep) {
    this.database = database;
    this.removals = removals;
    this.sinks = sinks;
    this.unused = new UnusedContent(database, removals, this::readLocation, keep, UNTIL_KEPT);
  }

  /**
   * The place of bytes in a sink.
   *
   * @param isNew whether the bytes are not there yet: they must be stored, then recorded with
   *     {@link #recordStored}
   */
  public record ReservedLocation(AssetLocation assetLocation, boolean isNew) {}

  /**
   * Sets the sink of rows from versions without this column to the default sink, so that a later
   * change of the default does not affect them.
   */
  public void assignDefaultSink() {
    database.write(
        db ->
            db.sql("update media set sink = ? where sink is null")
                .param(sinks.defaultSink())
                .update());
  }

  /** The content with this hash, if it is stored. */
  public Optional<StoredContent> content(String sha256) {
    return database
        .reader()
        .sql("select * from media where sha256 = ?")
        .param(sha256)
        .query(ContentStoreRows::storedContent)
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
  public Optional<AssetLocation> use(String sha256, Instant now) {
    return database.write(db -> use(db, sha256, now));
  }

  private Optional<AssetLocation> use(JdbcClient db, String sha256, Instant now) {
    return db.sql("update media set used_at = ? where sha256 = ? returning *")
        .param(now.toEpochMilli())
        .param(sha256)
        .query(this::readLocation)
        .optional()
        .filter(assetLocation -> sinks.isConfigured(assetLocation.sink()));
  }

  /**
   * Finds the place of bytes and records a use. If they are not stored, answers a new place and
   * schedules its removal: bytes that are stored there but never recorded are removed.
   */
  public ReservedLocation reserve(StoredContent storedContent, Instant now) {
    return database.write(
        db ->
            use(db, storedContent.sha256(), now)
                .map(assetLocation -> new ReservedLocation(assetLocation, false))
                .orElseGet(() -> new ReservedLocation(prepare(db, storedContent, now), true)));
  }

  private AssetLocation prepare(JdbcClient db, StoredContent storedContent, Instant now) {
    var token = "%08x".formatted(RANDOM.nextInt());
    var assetLocation = new AssetLocation(sinks.defaultSink(), storedContent.key().key(token));
    removals.add(db, assetLocation, now.plus(UNTIL_KEPT));
    return assetLocation;
  }

  /**
   * Records that bytes are stored in their new place. If the same bytes have been recorded
   * elsewhere meanwhile, those stay and these are removed.
   *
   * @throws IllegalStateException if the place has been removed before
   */
  public void recordStored(StoredContent storedContent, AssetLocation assetLocation, Instant now) {
    database.write(
        db -> {
          if (!removals.cancel(db, assetLocation)) {
            throw new IllegalStateException(
                assetLocation.key() + " was stored too late: its removal has begun");
          }
          var kept = insert(db, storedContent, assetLocation, now);
          if (!kept.equals(assetLocation)) {
            settle(db, storedContent, kept, assetLocation, now);
          }
          return assetLocation;
        });
  }

  private AssetLocation insert(
      JdbcClient db, StoredContent storedContent, AssetLocation assetLocation, Instant now) {
    return db.sql(
            """
            insert into media (sha256, type, bytes, width, height, transparent, used_at, sink, key)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (sha256) do update set used_at = excluded.used_at
            returning *
            """)
        .param(storedContent.sha256())
        .param(storedContent.type())
        .param(storedContent.bytes())
        .param(storedContent.width())
        .param(storedContent.height())
        .param(ContentStoreRows.number(storedContent.transparent()))
        .param(now.toEpochMilli())
        .param(assetLocation.sink())
        .param(assetLocation.key())
        .query(this::readLocation)
        .single();
  }

  private void settle(
      JdbcClient db,
      StoredContent storedContent,
      AssetLocation before,
      AssetLocation assetLocation,
      Instant now) {
    if (sinks.isConfigured(before.sink())) {
      removals.add(db, assetLocation, now);
      return;
    }
    removals.add(db, before, now);
    db.sql("update media set sink = ?, key = ? where sha256 = ?")
        .param(assetLocation.sink())
        .param(assetLocation.key())
        .param(storedContent.sha256())
        .update();
  }

  /**
   * Deletes expired files, and the rows of the bytes without a file, an open batch or a recent use;
   * schedules the removal of these bytes.
   *
   * @return how many bytes were deleted
   */
  public int sweep(Instant now) {
    int expired = EXPIRED_AT_ONCE;
    while (expired == EXPIRED_AT_ONCE) {
      expired = deleteExpired(now);
    }
    return unused.delete(now);
  }

  private int deleteExpired(Instant now) {
    return database.write(
        db ->
            db.sql(
                    """
                    delete from file where id in (
                      select id from file where expires_at <= ? order by expires_at limit ?)
                    """)
                .param(now.toEpochMilli())
                .param(EXPIRED_AT_ONCE)
                .update());
  }

  /**
   * Stores a file of a caller.
   *
   * @param key what the caller's request is recognised by, or null
   */
  public void add(StoredFile file, @Nullable RequestKey key) {
    RequestKey.write(database, key, file.id(), db -> add(db, file));
  }

  /** Stores a file of a caller within a transaction. */
  public int add(JdbcClient db, StoredFile file) {
    return ContentStoreRows.insert(db, file);
  }

  /** The file with this id, if it belongs to the licence and has not expired. */
  public Optional<StoredFile> file(String id, String licence, Instant now) {
    return database
        .reader()
        .sql("select * from file where id = ? and licence = ? and " + LIVING)
        .param(id)
        .param(licence)
        .param(now.toEpochMilli())
        .query(ContentStoreRows::file)
        .optional();
  }

  /**
   * One licence's files in the order of their upload.
   *
   * @param purpose only files with this purpose, or null for all
   */
  public List<StoredFile> files(
      String licence, @Nullable String purpose, FilePage filePage, Instant now) {
    var params = new ArrayList<Object>(List.of(licence));
    if (purpose != null) {
      params.add(purpose);
    }
    params.addAll(List.of(now.toEpochMilli(), filePage.from(), filePage.limit));
    return database
        .reader()
        .sql(files(purpose != null, filePage.ascending))
        .params(params)
        .query(ContentStoreRows::file)
        .list();
  }

  /** The statement that lists files, of one purpose or of all. */
  static String files(boolean ofPurpose, boolean ascending) {
    return "select * from file where licence = ? %s and %s and id %s ? order by id %s limit ?"
        .formatted(
            ofPurpose ? "and purpose = ?" : "",
            LIVING,
            ascending ? ">" : "<",
            ascending ? "asc" : "desc");
  }

  /**
   * A page of a list.
   *
   * @param after the id of the last file of the page before, or null for the first page
   * @param limit the maximum number of files
   */
  public record FilePage(@Nullable String after, boolean ascending, int limit) {

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
          unused.delete(db, bytes, now);
          return !bytes.isEmpty();
        });
  }

  private AssetLocation readLocation(ResultSet row, int number) throws SQLException {
    var sink = row.getString("sink");
    var key = row.getString("key");
    return new AssetLocation(
        sink == null ? sinks.defaultSink() : sink,
        key == null ? ContentStoreRows.storedContent(row, number).key().key() : key);
  }

  private Asset readAsset(ResultSet row, int number) throws SQLException {
    return ContentStoreRows.storedContent(row, number).at(readLocation(row, number));
  }
}
