package dev.reelway.job;

import dev.reelway.cost.Amount;
import dev.reelway.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Sums up what ended in each five minutes. An end that is an hour old does not change any more:
 * what was summed up before is kept in memory, and each reading begins an hour before the last one.
 * The first takes as long as there are jobs.
 */
public final class EndedJobs {

  /** How long a slot is. */
  public static final Duration SLOT = Duration.ofMinutes(5);

  /** A node that was cut off from the ledger may commit an end late. */
  private static final long READ_AGAIN = Duration.ofHours(1).dividedBy(SLOT);

  static final String ENDED =
      """
      select ended_at / 300000 as slot, state, coalesce(cost_currency, '') as currency,
        count(*) as jobs, sum(coalesce(cost, 0)) as cost
      from job where ended_at >= ?
      group by slot, state, currency
      """;

  static final String TIMES =
      """
      select ended_at - created_at as millis from job where ended_at >= ? and state = 'delivered'
      order by ended_at desc limit ?
      """;

  private final Database database;
  private final TreeMap<Long, List<Ended>> slots = new TreeMap<>();
  private long known = Long.MAX_VALUE;

  /** The slot of the last reading. */
  private long last;

  EndedJobs(Database database) {
    this.database = database;
  }

  /**
   * Jobs that ended in one slot.
   *
   * @param start when the slot begins
   * @param failed whether they failed; otherwise they were delivered
   * @param cost what they have cost, as far as that is known
   */
  public record Ended(Instant start, boolean failed, long jobs, Amount cost) {}

  /** What ended since then, slot by slot, the oldest first. */
  public synchronized List<Ended> since(Instant time, Instant now) {
    long first = slot(time);
    long current = slot(now);
    long from = first < known ? first : Math.max(first, Math.min(last, current) - READ_AGAIN);
    var read =
        rows(from).stream()
            .collect(
                Collectors.groupingBy(one -> slot(one.start), TreeMap::new, Collectors.toList()));
    slots.tailMap(from, true).clear();
    slots.headMap(first, false).clear();
    slots.putAll(read);
    known = first;
    last = current;
    return slots.values().stream().flatMap(List::stream).toList();
  }

  private List<Ended> rows(long from) {
    return new ArrayList<>(
        database.reader().sql(ENDED).param(from * SLOT.toMillis()).query(EndedJobs::read).list());
  }

  private static long slot(Instant time) {
    return Math.floorDiv(time.toEpochMilli(), SLOT.toMillis());
  }

  private static Ended read(ResultSet row, int number) throws SQLException {
    return new Ended(
        Instant.ofEpochMilli(row.getLong("slot") * SLOT.toMillis()),
        row.getString("state").equals("failed"),
        row.getLong("jobs"),
        Amount.ofMicros(row.getLong("cost"), row.getString("currency")));
  }

  /** How many milliseconds the jobs that were delivered last took, sorted. */
  public long[] times(Instant since, int most) {
    return database
        .reader()
        .sql(TIMES)
        .param(since.toEpochMilli())
        .param(most)
        .query(Long.class)
        .list()
        .stream()
        .mapToLong(millis -> Math.max(0, millis))
        .sorted()
        .toArray();
  }
}
