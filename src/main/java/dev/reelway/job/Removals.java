package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.sink.AssetLocation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table of files to be removed from sinks. A row is written in the transaction that makes the
 * removal due, and deleted only after the sink has removed the file.
 */
public final class Removals {

  /** A count of so many means that there may be more. */
  static final int MOST_COUNTED = 10_000;

  /** One step in the index for each sink, however many removals it has. */
  private static final String SINKS =
      """
      with recursive waiting (sink) as (
        select min(sink) from removal
        union all
        select (select min(sink) from removal where sink > waiting.sink)
        from waiting where waiting.sink is not null)
      """;

  static final String DUE_SINKS =
      SINKS
          + """
          select sink from waiting
          where sink is not null and exists (
            select 1 from removal where removal.sink = waiting.sink and due <= ?)
          """;

  /** Those that are not due, not begun and so not counted are few: files that are being stored. */
  static final String WAITING =
      SINKS
          + """
          select sink, (
            select count(*) from (
              select 1 from removal
              where removal.sink = waiting.sink
                and (due <= ? or attempts > 0 or owner is not null)
              limit ?) sample)
          from waiting where sink is not null
          """;

  static final String CLAIM =
      """
      with picked as materialized (
        select sink, key from removal where sink = ? and due <= ? order by due limit ? %s)
      update removal set owner = ?, fence = fence + 1, due = ?
      where (sink, key) in (select sink, key from picked)
      returning sink, key, attempts, fence
      """;

  private static final String OWN = " where sink = ? and key = ? and fence = ? and owner = ?";
  private static final int LONGEST_ERROR = 500;

  private final Database database;
  private final String me;

  /**
   * @param me this process's name, unique among all that ever claim from this ledger
   */
  public Removals(Database database, String me) {
    this.database = database;
    this.me = me;
  }

  /**
   * Requests a removal, as a part of a larger write. A removal that is under way is repeated, as a
   * new file may have been stored there since.
   */
  public void add(JdbcClient db, AssetLocation assetLocation, Instant due) {
    db.sql(
            """
            insert into removal (sink, key, due, attempts, fence) values (?, ?, ?, 0, 0)
            on conflict (sink, key) do update
            set due = excluded.due, attempts = 0, owner = null, fence = removal.fence + 1
            """)
        .param(assetLocation.sink())
        .param(assetLocation.key())
        .param(due.toEpochMilli())
        .update();
  }

  /**
   * Withdraws a request, as a part of a larger write.
   *
   * @return whether that was in time: no worker has begun the removal
   */
  public boolean cancel(JdbcClient db, AssetLocation assetLocation) {
    return db.sql(
                "delete from removal where sink = ? and key = ? and owner is null and attempts = 0")
            .param(assetLocation.sink())
            .param(assetLocation.key())
            .update()
        > 0;
  }

  /** The sinks with removals that are due now. */
  List<String> dueSinks(Instant now) {
    return database.reader().sql(DUE_SINKS).param(now.toEpochMilli()).query(String.class).list();
  }

  /** Claims the due removals of a sink, longest due first, for the length of the lease. */
  List<Removal> claim(String sink, int limit, Instant now, Duration lease) {
    return database.write(
        db ->
            db.sql(CLAIM.formatted(database.skipLocked()))
                .param(sink)
                .param(now.toEpochMilli())
                .param(limit)
                .param(me)
                .param(now.plus(lease).toEpochMilli())
                .query(Removals::read)
                .list());
  }

  /** The sink has removed it; a new request made meanwhile stays. */
  void done(Removal removal) {
    database.write(
        db -> {
          var delete = db.sql("delete from removal" + OWN);
          return own(delete, removal).update();
        });
  }

  /** The sink has not removed it: the removal is due again at that time. */
  void failed(Removal removal, String why, Instant due) {
    var error = why.length() > LONGEST_ERROR ? why.substring(0, LONGEST_ERROR) : why;
    database.write(
        db -> {
          var update =
              db.sql(
                      "update removal set due = ?, attempts = attempts + 1, error = ?, owner = null"
                          + OWN)
                  .param(due.toEpochMilli())
                  .param(Database.text(error));
          return own(update, removal).update();
        });
  }

  private JdbcClient.StatementSpec own(JdbcClient.StatementSpec statement, Removal removal) {
    return statement.param(removal.sink()).param(removal.key()).param(removal.fence()).param(me);
  }

  /**
   * How many removals wait or are under way, by sink; failed ones included. At most 10,000 of each
   * sink are counted, so that a count takes no longer the longer a sink is away.
   */
  Map<String, Long> waiting(Instant now) {
    var all = new TreeMap<String, Long>();
    database
        .reader()
        .sql(WAITING)
        .param(now.toEpochMilli())
        .param(MOST_COUNTED)
        .query(
            row -> {
              all.put(row.getString(1), row.getLong(2));
            });
    all.values().removeIf(count -> count == 0);
    return all;
  }

  /** Ends the leases of earlier processes; only for a ledger that no other process uses. */
  public void release(Instant now) {
    database.write(
        db ->
            db.sql(
                    "update removal set owner = null, due = ? where owner is not null and owner <>"
                        + " ?")
                .param(now.toEpochMilli())
                .param(me)
                .update());
  }

  private static Removal read(ResultSet row, int number) throws SQLException {
    return new Removal(
        new AssetLocation(row.getString(1), row.getString(2)), row.getInt(3), row.getLong(4));
  }
}
