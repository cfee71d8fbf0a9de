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
 * What is kept: contents by their hash, each once, and the files by which callers name them. A
 * content is removed from its sink when no file, and no batch under way, needs it any more.
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

  /** Bytes that nobody has said to be kept by then are removed. */
  private static final Duration UNTIL_KEPT = Duration.ofDays(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final Removals removals;
  private final Sinks sinks;
  private final Duration keep;

  /**
   * @param keep how long bytes are kept after somebody has last wanted them
   */
  public Library(Database database, Removals removals, Sinks sinks, Duration keep) {
    this.database = database;
    this.removals = removals;
    this.sinks = sinks;
    this.keep = keep;
  }

  /**
   * Where bytes lie.
   *
   * @param isNew whether they are still to be put there, and then to be kept
   */
  public record Placed(Place place, boolean isNew) {}

  /**
   * Writes down for what was kept before each row knew its sink that it lies in the one that files
   * go to now: so it stays there when another one is chosen.
   */
  public void adopt() {
    database.write(
        db -> db.sql("update media set sink = ? where sink is null").param(sinks.usual()).update());
  }

  /** The bytes of this hash, if they are kept. */
  public Optional<Content> content(String sha256) {
    return database
        .reader()
        .sql("select * from media where sha256 = ?")
        .param(sha256)
        .query(LibraryRows::content)
        .optional();
  }

  /** The file of this hash as it lies in its sink, if it is kept. */
  public Optional<Asset> asset(String sha256) {
    return database
        .reader()
        .sql("select * from media where sha256 = ?")
        .param(sha256)
        .query(this::readAsset)
        .optional();
  }

  /**
   * Says that somebody wants these bytes now: they stay for a while.
   *
   * @return where they lie; empty where they are not kept, or in a sink that is not configured
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
   * Finds the place of bytes that somebody wants now. Where they are not kept, that is a new one,
   * whose removal is asked for beforehand: bytes that are put there and then forgotten go again.
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
   * Notes that the bytes lie in their new place. Where others have kept the same bytes meanwhile,
   * theirs stay and these go.
   */
  public void keep(Content content, Place place, Instant now) {
    database.write(
        db -> {
          if (!removals.cancel(db, place)) {
            throw new IllegalStateException(place.key() + " was put into its sink too late");
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
   * Forgets files whose time is over and some bytes that no file names, no batch under way needs
   * and nobody has wanted for long, and asks for the removal of these.
   *
   * @return how many; there may be more
   */
  public int sweep(Instant now) {
    return database.write(
        db -> {
          db.sql("delete from file where expires_at <= ?").param(now.toEpochMilli()).update();
          return sweep(db, "true", List.of(), now);
        });
  }

  /** What somebody wants at this very moment is looked at once more, and stays. */
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

  /** Keeps a file under its name. */
  public void add(StoredFile file) {
    database.write(db -> add(db, file));
  }

  /** The same, as a part of a larger write. */
  public int add(JdbcClient db, StoredFile file) {
    return LibraryRows.insert(db, file);
  }

  /** The file of this name, if it is this licence's and has not expired. */
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
        .query(LibraryRows::file)
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
