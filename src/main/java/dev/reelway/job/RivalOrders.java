package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Orders with the prompt of another one whose own answer is unknown as well: a render that is found
 * by its prompt may be theirs, and belong to somebody else.
 */
final class RivalOrders {

  /** How far the clocks of nodes and upstreams may differ. */
  private static final Duration CLOCKS = Duration.ofSeconds(5);

  private static final String UNDER_WAY =
      "select "
          + JobRow.COLUMNS
          + " from job where state = 'submitting' and upstream = ? and credential = ?"
          + " and intent_at is not null and id <> ?";

  private static final String ENDED =
      "select "
          + JobRow.COLUMNS
          + " from job where state = 'failed' and ended_at >= ? and task is null"
          + " and (upstream = ? or upstream is null) and id <> ?";

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
    var order = rendered(job);
    return Stream.concat(
            underWay(job, listed), ended(job).filter(Job::mayBePaid).filter(wasSentThere))
        .map(RivalOrders::rendered)
        .anyMatch(other -> other.prompt().equals(order.prompt()) && !other.equals(order));
  }

  private static Order rendered(Job job) {
    return job.made().withMetadata(Map.of());
  }

  private Stream<Job> underWay(Job job, Instant listed) {
    var target = job.submitting().at();
    return database
        .reader()
        .sql(UNDER_WAY)
        .param(target.upstream())
        .param(target.credential())
        .param(job.id())
        .query(JobRow::read)
        .list()
        .stream()
        .filter(other -> isBefore(other, listed.plus(CLOCKS)));
  }

  private static boolean isBefore(Job other, Instant time) {
    return other.state() instanceof Submitting(var at, var intent, var until)
        && intent != null
        && intent.isBefore(time);
  }

  /** Of a job that has ended, the upstream and the credential may not be known any more. */
  private Stream<Job> ended(Job job) {
    var intent = job.submitting().intent();
    var since = intent == null ? job.created() : intent;
    return database
        .reader()
        .sql(ENDED)
        .param(since.minus(CLOCKS).toEpochMilli())
        .param(job.submitting().at().upstream())
        .param(job.id())
        .query(JobRow::read)
        .list()
        .stream();
  }
}
