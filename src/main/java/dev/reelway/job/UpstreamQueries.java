package dev.reelway.job;

import dev.reelway.cost.Amount;
import dev.reelway.database.Database;
import dev.reelway.job.OpenJobs.Count;
import dev.reelway.job.OpenJobs.Place;
import dev.reelway.job.OpenJobs.Stage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.springframework.jdbc.core.RowMapper;

/** Reads what upstreams have to do and what they did, of all nodes, without reading all jobs. */
public final class UpstreamQueries {

  /** So many of the latest renders show how long they take. */
  private static final int MOST_TIMES = 2_000;

  static final String ENDED =
      """
      select upstream, state, coalesce(cost_currency, '') as currency, count(*) as jobs,
        sum(coalesce(cost, 0)) as cost
      from job where ended_at >= ? and upstream is not null
      group by upstream, state, currency
      """;

  static final String TIMES =
      """
      select upstream, done_at - submitted_at as millis
      from job where ended_at >= ? and state = 'delivered' and done_at is not null
        and submitted_at is not null
      order by ended_at desc limit ?
      """;

  static final String WAITING =
      """
      select wait_queue, count(*) as jobs
      from (select wait_queue from job where wait_queue is not null limit ?) sample
      group by wait_queue
      """;

  private final Database database;

  UpstreamQueries(Database database) {
    this.database = database;
  }

  private record Ended(String upstream, boolean failed, long jobs, Amount cost) {}

  private record Time(String upstream, long millis) {}

  private record Waiting(String queue, long jobs) {}

  /** What was read of all upstreams at once. */
  public final class Reading {

    private final Map<Place, Count> open = new OpenJobs(database).counts();
    private final List<Waiting> waiting;
    private final List<Ended> ended;
    private final List<Time> times;

    private Reading(Instant since) {
      this.waiting = rows(WAITING, UpstreamQueries::waiting, OpenJobs.MOST);
      this.ended = rows(ENDED, UpstreamQueries::ended, since.toEpochMilli());
      this.times = rows(TIMES, UpstreamQueries::time, since.toEpochMilli(), MOST_TIMES);
    }

    /** What was read of one upstream. */
    public UpstreamUsage of(String upstream) {
      var own = ended.stream().filter(one -> one.upstream.equals(upstream)).toList();
      return new UpstreamUsage(
          stages(upstream),
          waiting.stream()
              .filter(one -> WaitQueue.leadsTo(one.queue, upstream))
              .mapToLong(Waiting::jobs)
              .sum(),
          own.stream().filter(one -> !one.failed).mapToLong(Ended::jobs).sum(),
          own.stream().filter(one -> one.failed).mapToLong(Ended::jobs).sum(),
          median(upstream),
          Amount.sums(own.stream().map(Ended::cost)));
    }

    private Map<Stage, Long> stages(String upstream) {
      var stages = new EnumMap<Stage, Long>(Stage.class);
      for (var stage : List.of(Stage.SUBMITTING, Stage.RENDERING, Stage.RENDERED)) {
        stages.put(stage, jobs(stage, upstream));
      }
      stages.merge(Stage.RENDERED, jobs(Stage.HELD, upstream), Long::sum);
      return stages;
    }

    private long jobs(Stage stage, String upstream) {
      return open.getOrDefault(new Place(stage, upstream), Count.NONE).jobs();
    }

    private OptionalDouble median(String upstream) {
      var own =
          times.stream()
              .filter(one -> one.upstream.equals(upstream))
              .mapToLong(Time::millis)
              .sorted()
              .toArray();
      return own.length == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(own[(own.length - 1) / 2] / 1000.0);
    }
  }

  /** Reads what is open now, and what has ended since then. */
  public Reading since(Instant time) {
    return new Reading(time);
  }

  private <T> List<T> rows(String sql, RowMapper<T> mapper, Object... parameters) {
    return database.reader().sql(sql).params(List.of(parameters)).query(mapper).list();
  }

  private static Waiting waiting(ResultSet row, int number) throws SQLException {
    return new Waiting(row.getString("wait_queue"), row.getLong("jobs"));
  }

  private static Ended ended(ResultSet row, int number) throws SQLException {
    return new Ended(
        row.getString("upstream"),
        row.getString("state").equals("failed"),
        row.getLong("jobs"),
        Amount.ofMicros(row.getLong("cost"), row.getString("currency")));
  }

  private static Time time(ResultSet row, int number) throws SQLException {
    return new Time(row.getString("upstream"), Math.max(0, row.getLong("millis")));
  }
}
