package dev.reelway.job;

import dev.reelway.database.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The queued jobs that wait for capacity, by wait queue. No claim of due jobs takes them; they are
 * called when there is capacity, of each licence in turn.
 */
public final class WaitingJobs {

  static final String CLAIM_WAITING =
      """
      with picked as materialized (
        select id from job where wait_queue = ? and licence = ? and state = 'queued'
        order by priority desc, created_at limit ? %s)
      """
          + JobQueue.CLAIM_PICKED;

  /**
   * The first job of each wait queue, whose jobs all can go to the same targets. PostgreSQL may
   * look for any job, instead of the first, among all jobs.
   */
  static final String ONE_OF_EACH =
      """
      with recursive waiting(name) as (
        select min(wait_queue) from job where wait_queue is not null
        union all
        select (select min(job.wait_queue) from job where job.wait_queue > waiting.name)
        from waiting where waiting.name is not null)
      select name, (select id from job where wait_queue = waiting.name
                    order by licence, priority desc, created_at limit 1) as id
      from waiting where name is not null
      """;

  /**
   * The first licences with jobs in a wait queue, past all their jobs, and no further than needed.
   */
  private static final String FIRST_LICENCES =
      JobPlaces.VALUES.formatted("licence", "wait_queue = :queue") + " limit :most";

  /** Those behind one of them. */
  static final String NEXT_LICENCES =
      """
      with recursive level(name) as (
        select min(licence) from job where wait_queue = :queue and licence > :after
        union all
        select (select min(licence) from job where wait_queue = :queue and licence > level.name)
        from level where level.name is not null)
      select name from level where name is not null limit :most
      """;

  private static final int DISSOLVED_AT_ONCE = 500;

  private final Database database;
  private final String me;
  private final FairTurns turns = new FairTurns();

  WaitingJobs(Database database, String me) {
    this.database = database;
    this.me = me;
  }

  /**
   * Returns claimed jobs to a wait queue, and ends their leases; a job whose lease is lost is left
   * as it is.
   */
  void park(List<Job> jobs, WaitQueue waitQueue) {
    database.write(
        db -> {
          JobRow.inLockOrder(jobs).forEach(job -> park(db, job, waitQueue));
          return jobs;
        });
  }

  private void park(JdbcClient db, Job job, WaitQueue waitQueue) {
    db.sql(
            """
            update job set wait_queue = ?, due = created_at, owner = null
            where id = ? and fence = ? and owner = ?
            """)
        .param(waitQueue.name())
        .param(job.id())
        .param(job.fence())
        .param(me)
        .update();
  }

  /**
   * Claims jobs from a wait queue: of each licence in turn, by priority, those that have waited
   * longest first. If fewer come than wanted, no other is left.
   */
  List<Job> claim(WaitQueue waitQueue, int limit, Instant leaseEnd) {
    var name = waitQueue.name();
    var turn = inTurn(name, limit);
    var claimed = claim(name, turn, limit, leaseEnd);
    if (claimed.size() == limit || turn.size() < limit) {
      return JobQueue.readable(claimed);
    }
    // Other nodes were faster with some of these licences; any other licence may have more.
    var all = new ArrayList<>(claimed);
    all.addAll(claim(name, first(name, Integer.MAX_VALUE), limit - all.size(), leaseEnd));
    return JobQueue.readable(all);
  }

  private List<Job> claim(String name, List<String> licences, int limit, Instant leaseEnd) {
    return licences.isEmpty()
        ? List.of()
        : database.write(
            db ->
                turns.claim(
                    name,
                    licences,
                    limit,
                    (licence, most) -> claim(db, name, licence, most, leaseEnd)));
  }

  /** As many licences as there are places, or all: those behind the one that was served last. */
  private List<String> inTurn(String name, int places) {
    var last = turns.last(name);
    if (last == null) {
      return first(name, places);
    }
    var next =
        licences(NEXT_LICENCES, name, places).param("after", last).query(String.class).list();
    return next.size() == places
        ? next
        : Stream.concat(first(name, places - next.size()).stream(), next.stream())
            .distinct()
            .toList();
  }

  private List<String> first(String name, int most) {
    return licences(FIRST_LICENCES, name, most).query(String.class).list();
  }

  private JdbcClient.StatementSpec licences(String sql, String name, int most) {
    return database.reader().sql(sql).param("queue", name).param("most", most);
  }

  private List<Job> claim(JdbcClient db, String name, String licence, int limit, Instant leaseEnd) {
    return db.sql(CLAIM_WAITING.formatted(database.skipLocked()))
        .param(name)
        .param(licence)
        .param(limit)
        .param(me)
        .param(leaseEnd.toEpochMilli())
        .query(JobRow::read)
        .list();
  }

  /** The id of one job of each wait queue of any process, by the name of the wait queue. */
  List<Map.Entry<String, String>> oneOfEach() {
    return new ArrayList<>(
        database
            .reader()
            .sql(ONE_OF_EACH)
            .query((row, number) -> Map.entry(row.getString("name"), row.getString("id")))
            .list());
  }

  /**
   * Takes some jobs out of a wait queue: they are due at once, in their order.
   *
   * @return how many; fewer than {@value #DISSOLVED_AT_ONCE} are all that were left
   */
  int dissolve(String waitQueue) {
    return database.write(
        db ->
            db.sql(
                    """
                    update job set due = created_at, wait_queue = null
                    where id in (select id from job where wait_queue = ? limit %d %s)
                    """
                        .formatted(DISSOLVED_AT_ONCE, database.skipLocked()))
                .param(waitQueue)
                .update());
  }
}
