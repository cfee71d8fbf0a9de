package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.job.JobState.Failure;
import dev.reelway.order.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Orders with the prompt of another one whose own answer is unknown as well: a render that is found
 * by its prompt may be theirs, and belong to somebody else.
 */
final class RivalOrders {

  /** More orders of unknown outcome are not compared: one of them may be a rival. */
  static final int MOST = 1_000;

  /** How far the clocks of nodes and upstreams may differ. */
  private static final Duration CLOCKS = Duration.ofSeconds(5);

  private static final String UNDER_WAY =
      "select "
          + JobRow.COLUMNS
          + " from job where state = 'submitting' and upstream = :upstream"
          + " and credential = :credential and intent_at < :before and id <> :id limit :most";

  /** Of jobs that have ended, those that {@linkplain Job#mayBePaid may be paid} without a task. */
  private static final String ENDED =
      "select "
          + JobRow.COLUMNS
          + " from job where state = 'failed' and ended_at >= :since and task is null"
          + " and (upstream = :upstream or upstream is null) and id <> :id"
          + " and (intent_at is not null or done_at is not null or charges is not null"
          + " or failure_code in (:unknown)) limit :most";

  private final Database database;

  RivalOrders(Database database) {
    this.database = database;
  }

  /**
   * Whether a render with the prompt of a job, listed at some time, may be another order's. One
   * that is equal in all that is rendered is no rival.
   *
   * @param listed when the render was found first: what was sent later is not it
   * @param wasSentThere whether a job that has ended without an upstream may have been sent to that
   *     of the job
   */
  boolean haveOneFor(Job job, Instant listed, Predicate<Job> wasSentThere) {
    return areRivals(job, underWay(job, listed), other -> true)
        || areRivals(job, ended(job), wasSentThere.and(Job::mayBePaid));
  }

  private static boolean areRivals(Job job, List<Job> others, Predicate<Job> wasSentThere) {
    var order = rendered(job);
    return others.size() > MOST
        || others.stream()
            .filter(wasSentThere)
            .map(RivalOrders::rendered)
            .anyMatch(other -> other.prompt().equals(order.prompt()) && !other.equals(order));
  }

  private static Order rendered(Job job) {
    return job.made().withMetadata(Map.of());
  }

  private List<Job> underWay(Job job, Instant listed) {
    var target = job.submitting().at();
    return database
        .reader()
        .sql(UNDER_WAY)
        .param("upstream", target.upstream())
        .param("credential", target.credential())
        .param("before", listed.plus(CLOCKS).toEpochMilli())
        .param("id", job.id())
        .param("most", MOST + 1)
        .query(JobRow::read)
        .list();
  }

  /** Of a job that has ended, the upstream and the credential may not be known any more. */
  private List<Job> ended(Job job) {
    var intent = job.submitting().intent();
    var since = intent == null ? job.created() : intent;
    return database
        .reader()
        .sql(ENDED)
        .param("since", since.minus(CLOCKS).toEpochMilli())
        .param("upstream", job.submitting().at().upstream())
        .param("id", job.id())
        .param("unknown", Failure.OF_UNKNOWN_SUBMITS)
        .param("most", MOST + 1)
        .query(JobRow::read)
        .list();
  }
}
