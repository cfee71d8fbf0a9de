package dev.reelway.job;

import dev.reelway.database.Database;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the jobs that have not ended. At most 10,000 rows of a stage are read, so that a count
 * takes no longer the more jobs there are.
 */
public final class OpenJobs {

  /** A count of so many means that there may be more. */
  public static final int MOST = 10_000;

  private static final String COUNT =
      """
      select coalesce(upstream, '') as upstream, count(*) as jobs, min(created_at) as oldest
      from (select upstream, created_at from job where %s limit ?) sample
      group by upstream
      """;

  private static final Map<Stage, String> CONDITIONS =
      Map.of(
          Stage.QUEUED, "state = 'queued' and wait_queue is null",
          Stage.WAITING, "wait_queue is not null",
          Stage.SUBMITTING, "state = 'submitting'",
          Stage.RENDERING, "state = 'rendering'",
          Stage.RENDERED, "state = 'rendered'");

  private final Database database;

  public OpenJobs(Database database) {
    this.database = database;
  }

  /** The stages of a job that has not ended: its state, and whether it waits for capacity. */
  public enum Stage {
    QUEUED,
    WAITING,
    SUBMITTING,
    RENDERING,
    RENDERED
  }

  /**
   * Jobs of one stage at one upstream.
   *
   * @param upstream the upstream's name, or empty if none is chosen yet
   */
  public record Place(Stage stage, String upstream) {}

  /**
   * A number of jobs.
   *
   * @param oldest when the oldest of them was accepted, or null if there is none
   */
  public record Count(long jobs, @Nullable Instant oldest) {

    /** No job. */
    public static final Count NONE = new Count(0, null);
  }

  /** All places that have jobs, with their number. */
  public Map<Place, Count> counts() {
    var counts = new HashMap<Place, Count>();
    for (var stage : Stage.values()) {
      for (var row : rows(stage)) {
        counts.put(row.getKey(), row.getValue());
      }
    }
    return Map.copyOf(counts);
  }

  private List<Map.Entry<Place, Count>> rows(Stage stage) {
    return database
        .reader()
        .sql(COUNT.formatted(CONDITIONS.get(stage)))
        .param(MOST)
        .query(
            (row, number) ->
                Map.entry(
                    new Place(stage, row.getString("upstream")),
                    new Count(row.getLong("jobs"), Instant.ofEpochMilli(row.getLong("oldest")))))
        .list();
  }
}
