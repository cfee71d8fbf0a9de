package dev.reelway.library;

import dev.reelway.database.Database;
import dev.reelway.job.Removals;
import dev.reelway.sink.AssetLocation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes the rows of bytes without a file, an open batch or a recent use. What is unused is looked
 * for outside of the writes, which check it again: SQLite has one writer, and most content belongs
 * to a file for years.
 */
final class UnusedContent {

  private static final String UNUSED =
      """
      used_at < :before
        and not exists (select 1 from file where file.sha256 = media.sha256)
        and sha256 not in (
          select input_sha256 from api_batch join batch on batch.id = api_batch.id
          where closed_at is null)
      """;

  /** The next ones behind the last of the page before. */
  static final String CANDIDATES =
      """
      select sha256, used_at from media
      where (used_at, sha256) > (:usedAt, :sha256) and %s
      order by used_at, sha256 limit :limit
      """
          .formatted(UNUSED);

  /** Locked rows are in use and are checked again, so that they stay. */
  private static final String DELETE =
      """
      with picked as materialized (
        select sha256 from media where sha256 in (:candidates) and %s %s)
      delete from media where sha256 in (select sha256 from picked)
      returning *
      """;

  private static final String OLDEST_OPEN =
      "select min(created_at) from job"
          + " where state in ('queued', 'submitting', 'rendering', 'rendered')";

  private static final int DELETED_AT_ONCE = 500;

  private final Database database;
  private final Removals removals;
  private final RowMapper<AssetLocation> locations;
  private final Duration keep;
  private final Duration margin;

  /**
   * @param locations reads the place of a row's bytes
   * @param keep how long bytes are kept after their last use
   * @param margin how long before the oldest open job something was used that the job may need
   */
  UnusedContent(
      Database database,
      Removals removals,
      RowMapper<AssetLocation> locations,
      Duration keep,
      Duration margin) {
    this.database = database;
    this.removals = removals;
    this.locations = locations;
    this.keep = keep;
    this.margin = margin;
  }

  private record Candidate(String sha256, long usedAt) {

    static final Candidate FIRST = new Candidate("", Long.MIN_VALUE);

    static Candidate read(ResultSet row, int number) throws SQLException {
      return new Candidate(row.getString("sha256"), row.getLong("used_at"));
    }
  }

  /** Deletes all unused bytes; answers how many. */
  int delete(Instant now) {
    long before = unusedSince(database.reader(), now);
    int deleted = 0;
    var page = candidates(Candidate.FIRST, before);
    while (!page.isEmpty()) {
      var candidates = page.stream().map(Candidate::sha256).toList();
      deleted += database.write(db -> delete(db, candidates, now));
      page = candidates(page.getLast(), before);
    }
    return deleted;
  }

  private List<Candidate> candidates(Candidate after, long before) {
    return database
        .reader()
        .sql(CANDIDATES)
        .param("usedAt", after.usedAt())
        .param("sha256", after.sha256())
        .param("before", before)
        .param("limit", DELETED_AT_ONCE)
        .query(Candidate::read)
        .list();
  }

  /** Deletes those of these bytes that are unused, and schedules their removal. */
  int delete(JdbcClient db, List<String> candidates, Instant now) {
    if (candidates.isEmpty()) {
      return 0;
    }
    var deleted =
        db.sql(DELETE.formatted(UNUSED, database.skipLocked()))
            .param("candidates", candidates)
            .param("before", unusedSince(db, now))
            .query(locations)
            .list();
    deleted.forEach(assetLocation -> removals.add(db, assetLocation, now));
    return deleted.size();
  }

  /**
   * Open jobs may need whatever was used since the oldest of them was ordered, or shortly before:
   * some wait for days, and their deadlines move while disks are full.
   */
  private long unusedSince(JdbcClient db, Instant now) {
    long kept = now.minus(keep).toEpochMilli();
    return db.sql(OLDEST_OPEN)
        .query(Long.class)
        .optional()
        .map(oldest -> Math.min(kept, oldest - margin.toMillis()))
        .orElse(kept);
  }
}
