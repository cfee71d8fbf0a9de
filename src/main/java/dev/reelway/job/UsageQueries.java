package dev.reelway.job;

import dev.reelway.cost.Amount;
import dev.reelway.database.Database;
import dev.reelway.job.UsageQuery.Group;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sums up what jobs have used. It is the jobs' own rows that are summed up, which stay after a job
 * is deleted: so it is right at every moment, and no end of a job writes anything more.
 */
public final class UsageQueries {

  private static final String SELECT =
      """
      select %scoalesce(cost_currency, ?) as currency, count(*) as jobs,
        sum(case when state = 'failed' then 1 else 0 end) as failed,
        sum(coalesce(seconds, 0)) as seconds, sum(coalesce(bytes, 0)) as bytes,
        sum(coalesce(cost, 0)) as cost
      from job where ended_at >= ? and ended_at < ?
      group by %s
      order by %s
      limit ?
      """;

  private final Database database;
  private final String currency;

  /**
   * @param currency the currency that is shown where nothing has a cost
   */
  UsageQueries(Database database, String currency) {
    this.database = database;
    this.currency = currency;
  }

  /**
   * The usage, sorted by what is told apart.
   *
   * @param most the maximum number of rows
   */
  public List<UsageRow> find(UsageQuery query, int most) {
    return database
        .reader()
        .sql(sql(query.by()))
        .param(currency)
        .param(millis(query.from()))
        .param(millis(query.to().plusDays(1)))
        .param(most)
        .query((row, number) -> read(row, query.by()))
        .list();
  }

  static String sql(Set<Group> by) {
    var selected =
        by.stream().map(one -> one.column() + " as by_" + one + ", ").collect(Collectors.joining());
    var keys =
        Stream.concat(by.stream().map(one -> "by_" + one), Stream.of("currency"))
            .collect(Collectors.joining(", "));
    return SELECT.formatted(selected, keys, keys);
  }

  private static long millis(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  private static UsageRow read(ResultSet row, Set<Group> by) throws SQLException {
    var cost = Amount.ofMicros(row.getLong("cost"), row.getString("currency"));
    return new UsageRow(
        text(row, Group.LICENCE, by),
        by.contains(Group.DAY) ? LocalDate.ofEpochDay(row.getLong("by_" + Group.DAY)) : null,
        text(row, Group.MODEL, by),
        text(row, Group.UPSTREAM, by),
        row.getLong("jobs"),
        row.getLong("failed"),
        row.getLong("seconds"),
        row.getLong("bytes"),
        cost.amount(),
        cost.currency());
  }

  private static @Nullable String text(ResultSet row, Group group, Set<Group> by)
      throws SQLException {
    if (!by.contains(group)) {
      return null;
    }
    var text = row.getString("by_" + group);
    return text == null ? "" : text;
  }
}
