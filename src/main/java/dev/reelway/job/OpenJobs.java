package dev.reelway.job;

import dev.reelway.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the jobs that have not ended. At most 10,000 rows of each place are read, so that a count
 * takes no longer the more jobs there are.
 */
public final class OpenJobs {

  /** A count of so many means that there may be more. */
  public static final int MOST = 10_000;

  private static final String ACCEPTED = "created_at";
  private static final String RENDERED = "coalesce(done_at, created_at)";

  /**
   * Since when a job is in a stage that it may stay in for too long. The other stages are counted
   * without a look at their jobs.
   */
  private static final Map<Stage, String> SINCE =
      Map.of(Stage.QUEUED, ACCEPTED, Stage.WAITING, ACCEPTED, Stage.RENDERED, RENDERED);

  /**
   * Whether the moderation holds a job, of a state in which it is asked; a node without that
   * moderation may have looked at it since.
   */
  private static final String HELD =
      "coalesce(last_cause, '') in ('%s', '%s', '%s')"
          .formatted(
              ModerationHeld.CAUSE,
              NotConfigured.NO_MODERATION_OF_ORDER,
              NotConfigured.NO_MODERATION_OF_FILES);

  /** Held jobs are read with those of their state: one look at so many rows is for both. */
  private static final String COUNT =
      """
      select held, count(*) as jobs, min(since) as oldest
      from (select %s as since, case when %s then 1 else 0 end as held
            from job where %s limit ?) sample
      group by held
      """;

  /** The jobs that were accepted first, with their places. */
  static final String FIRST =
      """
      select stage, place, count(*) as jobs, min(since) as oldest
      from (select case when wait_queue is not null then 'waiting'
                when state in ('queued', 'rendered') and %s then 'held'
                else state end as stage,
              case when state = 'queued' then '' else upstream end as place,
              case when state = 'queued' then %s else %s end as since
            from job where state in %s order by created_at, id limit ?) sample
      where stage in ('queued', 'waiting', 'rendered', 'held') and place is not null
      group by stage, place
      """
          .formatted(HELD, ACCEPTED, RENDERED, JobRow.OPEN);

  /** Of the stages whose jobs need not have an upstream yet. */
  private static final Map<Stage, String> UNPLACED =
      Map.of(
          Stage.QUEUED, "state = 'queued' and wait_queue is null",
          Stage.WAITING, "wait_queue is not null");

  private static final List<Stage> PLACED =
      List.of(Stage.SUBMITTING, Stage.RENDERING, Stage.RENDERED);

  /** Those among which some may be held: a held job waits for capacity only once it has passed. */
  private static final Set<Stage> MODERATED = Set.of(Stage.QUEUED, Stage.RENDERED);

  private final Database database;
  private final int most;

  public OpenJobs(Database database) {
    this(database, MOST);
  }

  /**
   * @param most how many rows of each place are read
   */
  OpenJobs(Database database, int most) {
    this.database = database;
    this.most = most;
  }

  /**
   * The stages of a job that has not ended: its state, and whether it waits for capacity, or for a
   * decision of the operator's moderation, which may take a person a day.
   */
  public enum Stage {
    QUEUED,
    WAITING,
    SUBMITTING,
    RENDERING,
    RENDERED,
    /** The moderation holds an order before it is submitted, or the files of a rendered one. */
    HELD
  }

  /**
   * Jobs of one stage at one upstream.
   *
   * @param upstream the upstream's name; empty for queued and waiting jobs, and held orders, whose
   *     upstream is not chosen yet
   */
  public record Place(Stage stage, String upstream) {}

  /**
   * A number of jobs.
   *
   * @param oldest when the first of those that were read was accepted, or rendered if it is; null
   *     for those that are being submitted or rendered
   */
  public record Count(long jobs, @Nullable Instant oldest) {

    /** No job. */
    public static final Count NONE = new Count(0, null);

    private Count orOlder(Count other) {
      var since = other.oldest;
      return oldest == null || (since != null && since.isBefore(oldest))
          ? new Count(jobs, since)
          : this;
    }
  }

  /** All places that have jobs, with their number. */
  public Map<Place, Count> counts() {
    return Map.copyOf(counted());
  }

  /**
   * The same with the oldest of all jobs. In a place with more than 10,000 of them it is among the
   * 10,000 that were accepted first; where it is not, older ones are open elsewhere, and the oldest
   * of those that were counted stands for it.
   */
  public Map<Place, Count> countsAndAges() {
    var counts = counted();
    if (counts.values().stream().mapToLong(Count::jobs).sum() >= most) {
      database
          .reader()
          .sql(FIRST)
          .param(most)
          .query(
              row -> {
                addOldest(counts, row);
              });
    }
    return Map.copyOf(counts);
  }

  /** In a place of which none was read, as held jobs came first, there are as many as these. */
  private static void addOldest(Map<Place, Count> counts, ResultSet row) throws SQLException {
    var stage = Stage.valueOf(row.getString("stage").toUpperCase(Locale.ROOT));
    var place = new Place(stage, row.getString("place"));
    var first = new Count(row.getLong("jobs"), Instant.ofEpochMilli(row.getLong("oldest")));
    counts.merge(place, first, Count::orOlder);
  }

  private Map<Place, Count> counted() {
    var counts = new HashMap<Place, Count>();
    UNPLACED.forEach((stage, condition) -> add(counts, new Place(stage, ""), condition));
    PLACED.forEach(stage -> addPlaced(counts, stage));
    return counts;
  }

  /** Each upstream apart: one with many jobs would fill the sample of all. */
  private void addPlaced(Map<Place, Count> counts, Stage stage) {
    var condition = "state = '" + stage.name().toLowerCase(Locale.ROOT) + "'";
    database
        .reader()
        .sql(JobPlaces.VALUES.formatted("upstream", condition))
        .query(String.class)
        .list()
        .forEach(
            upstream ->
                add(counts, new Place(stage, upstream), condition + " and upstream = ?", upstream));
  }

  private void add(Map<Place, Count> counts, Place place, String condition, Object... parameters) {
    database
        .reader()
        .sql(count(place.stage(), condition))
        .params(parameters)
        .param(most)
        .query(
            row -> {
              boolean isHeld = row.getInt("held") != 0;
              counts.put(isHeld ? new Place(Stage.HELD, place.upstream()) : place, count(row));
            });
  }

  /** The statement that counts jobs of a stage. */
  static String count(Stage stage, String condition) {
    return COUNT.formatted(
        SINCE.getOrDefault(stage, "cast(null as bigint)"),
        MODERATED.contains(stage) ? HELD : "1 = 0",
        condition);
  }

  private static Count count(ResultSet row) throws SQLException {
    long oldest = row.getLong("oldest");
    return new Count(row.getLong("jobs"), oldest == 0 ? null : Instant.ofEpochMilli(oldest));
  }
}
