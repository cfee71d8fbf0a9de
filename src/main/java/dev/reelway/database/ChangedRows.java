package dev.reelway.database;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads again and again what has changed in a table, each row of which gets a new version with each
 * change: one more than the highest of the table. A standby that was promoted without the last
 * commits gives versions out a second time. So the newest row that was read has to be there as it
 * was, or to have been changed since; otherwise all rows are read anew. Not for several threads.
 */
public final class ChangedRows {

  private static final String VERSION = "version";

  private final String newest;
  private final String since;
  private final List<String> key;
  private Map<String, Object> last = Map.of();

  /**
   * @param key the columns of its primary key
   */
  public ChangedRows(String table, String... key) {
    this.newest = "select * from %s order by version desc limit 1".formatted(table);
    this.since = "select * from %s where version >= ? order by version".formatted(table);
    this.key = List.of(key);
  }

  /**
   * What has changed.
   *
   * @param areAll whether these rows are all that there are: no other one that was read is there
   */
  public record Changes<R>(List<R> rows, boolean areAll) {}

  /**
   * Reads what has changed since the last time; empty if nothing has.
   *
   * @param after reads the rows whose version is higher than this
   */
  public <R> Optional<Changes<R>> read(JdbcClient db, LongFunction<List<R>> after) {
    var now = last.isEmpty() ? newest(db) : rows(db.sql(since).param(version(last)));
    if (now.equals(last.isEmpty() ? List.of() : List.of(last))) {
      return Optional.empty();
    }
    boolean follows = !last.isEmpty() && now.stream().anyMatch(this::isLast);
    var upTo = follows || last.isEmpty() ? now : newest(db);
    var rows = after.apply(follows ? version(last) : 0);
    last = upTo.isEmpty() ? Map.of() : upTo.getLast();
    return Optional.of(new Changes<>(rows, !follows));
  }

  /** Whether it is the newest row of the last time, as it was or changed since. */
  private boolean isLast(Map<String, Object> row) {
    return row.equals(last)
        || version(row) > version(last)
            && key.stream().allMatch(column -> Objects.equals(row.get(column), last.get(column)));
  }

  private List<Map<String, Object>> newest(JdbcClient db) {
    return rows(db.sql(newest));
  }

  private static List<Map<String, Object>> rows(JdbcClient.StatementSpec select) {
    return select.query().listOfRows();
  }

  private static long version(Map<String, Object> row) {
    return ((Number) Objects.requireNonNull(row.get(VERSION))).longValue();
  }
}
