package dev.reelway.intake;

import dev.reelway.database.Database;
import dev.reelway.intake.format.OrderEntry;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The lines of batches that have been decided: each has become a job, or has been refused. Neither
 * is ever changed, however often and by whichever node the file is read again.
 */
final class DecidedLines {

  private static final String OF_BATCH =
      """
      select line from job where batch = :batch
      union all
      select line from refusal where batch = :batch
      """;

  private final Database database;
  private final BatchCounts batchCounts;

  DecidedLines(Database database) {
    this.database = database;
    this.batchCounts = new BatchCounts(database.skipLocked());
  }

  /** A line that was refused, so that it has no job. */
  record Refusal(int line, @Nullable String param, String code, String message) {}

  /** The lines of a batch that have been decided. */
  Set<Integer> of(String batch) {
    return database.reader().sql(OF_BATCH).param("batch", batch).query(Integer.class).set();
  }

  /** The orders of the lines that have been decided, by their lines alone. */
  ResultLines.Entries entries(String batch) {
    var lines = of(batch).stream().sorted().iterator();
    return () -> lines.hasNext() ? OrderEntry.of(lines.next(), null, Parameters.NONE) : null;
  }

  /** Whether any line of a batch has been decided. */
  boolean isAny(String batch) {
    return isAny(database.reader(), batch);
  }

  /** The same, in a transaction. */
  static boolean isAny(JdbcClient db, String batch) {
    return db.sql(OF_BATCH + "limit 1")
        .param("batch", batch)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /**
   * Refuses a line. Nothing changes if it has been decided, or if the batch has been read to the
   * end meanwhile.
   */
  void refuse(String batch, int line, OrderRefused why) {
    database.write(
        db -> {
          database.lock(db, batch);
          int refused = insert(db, batch, line, why);
          if (refused > 0) {
            batchCounts.add(db, batch, 0, refused);
          }
          return refused;
        });
  }

  private static int insert(JdbcClient db, String batch, int line, OrderRefused why) {
    return db.sql(
            """
            insert into refusal (batch, line, param, code, message)
            select ?, ?, ?, ?, ?
            where not exists (select 1 from job where batch = ? and line = ?)
              and not exists (select 1 from batch where id = ? and total is not null)
            on conflict do nothing
            """)
        .param(batch)
        .param(line)
        .param(why.param())
        .param(why.code())
        .param(Database.text(why.sentence()))
        .param(batch)
        .param(line)
        .param(batch)
        .update();
  }

  /** The refused lines of a batch behind one, in order. */
  List<Refusal> refusals(String batch, int afterLine, int limit) {
    return database
        .reader()
        .sql(
            """
            select line, param, code, message from refusal where batch = ? and line > ?
            order by line limit ?
            """)
        .param(batch)
        .param(afterLine)
        .param(limit)
        .query(DecidedLines::refusal)
        .list();
  }

  /** Why a batch that has been read to the end has orders that are neither jobs nor refused. */
  Refusal unread(String batch) {
    return database
        .reader()
        .sql(
            """
            select cancelled_at is not null as is_cancelled, name = id as has_end from batch
            where id = ?
            """)
        .param(batch)
        .query(DecidedLines::unread)
        .single();
  }

  private static Refusal unread(ResultSet row, int number) throws SQLException {
    if (row.getBoolean("is_cancelled")) {
      return new Refusal(
          0, null, "cancelled", "The file was cancelled before this order was read.");
    }
    return row.getBoolean("has_end")
        ? new Refusal(
            0,
            null,
            "batch_expired",
            "The completion window of the batch ended before this order was read.")
        : new Refusal(
            0, null, "file_changed", "This order came into the file after the file was read.");
  }

  private static Refusal refusal(ResultSet row, int number) throws SQLException {
    return new Refusal(
        row.getInt("line"),
        row.getString("param"),
        row.getString("code"),
        row.getString("message"));
  }
}
