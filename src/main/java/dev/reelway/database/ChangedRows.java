package dev.reelway.database;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads again and again what has changed in a table, each row of which gets a new version with each
 * change: one more than the highest of the table. A standby that was promoted without the last
 * commits gives versions out a second time. So the newest rows that were read have to be there as
 * they were, or to have been changed since, and no other row may have a version among theirs;
 * otherwise all rows are read anew. Not for several threads.
 */
public final class ChangedRows {

  private static final String VERSION = "version";

  /** More than one, as what was given the version of the newest may have changed since. */
  private static final int REMEMBERED = 20;

  private final String newest;
  private final String since;
  private final List<String> key;

  /** The newest rows of the last time, the oldest first. */
  private List<Map<String, Object>> last = List.of();

  /**
   * @param key the columns of its primary key
   */
  public ChangedRows(String table, String... key) {
    this.newest = "select * from %s order by version desc limit %d".formatted(table, REMEMBERED);
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
    var now = last.isEmpty() ? newest(db) : rows(db.sql(since).param(version(last.getFirst())));
    if (now.equals(last)) {
      return Optional.empty();
    }
    boolean follows = follows(now);
    var upTo = follows || last.isEmpty() ? now : newest(db);
    var rows = after.apply(follows ? version(last.getLast()) : 0);
    last = List.copyOf(upTo.subList(Math.max(0, upTo.size() - REMEMBERED), upTo.size()));
    return Optional.of(new Changes<>(rows, !follows));
  }

  /** Whether the rows of the last time became these by changes alone. */
  private boolean follows(List<Map<String, Object>> now) {
    if (last.isEmpty()) {
      return false;
    }
    long newest = version(last.getLast());
    var same = now.stream().filter(row -> version(row) <= newest).collect(Collectors.toSet());
    var changed =
        now.stream()
            .filter(row -> version(row) > newest)
            .map(this::key)
            .collect(Collectors.toSet());
    return Set.copyOf(last).containsAll(same)
        && last.stream().allMatch(row -> same.contains(row) || changed.contains(key(row)));
  }

  private List<Object> key(Map<String, Object> row) {
    return key.stream().map(row::get).toList();
  }

  private List<Map<String, Object>> newest(JdbcClient db) {
    return rows(db.sql(newest)).reversed();
  }

  private static List<Map<String, Object>> rows(JdbcClient.StatementSpec select) {
    return select.query().listOfRows();
  }

  private static long version(Map<String, Object> row) {
    return ((Number) Objects.requireNonNull(row.get(VERSION))).longValue();
  }
}
