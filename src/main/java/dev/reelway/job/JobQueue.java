package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.upstream.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Claims due jobs. A claim leases a job to one worker, and raises its fence.
 *
 * <p>Longer than 300 lines because the SQL of each kind of claim stands beside it.
 */
public final class JobQueue {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");

  /**
   * Claims the rows that were picked; {@code picked} is materialized, as PostgreSQL may otherwise
   * select again for each job and exceed the limit.
   */
  static final String CLAIM_PICKED =
      """
      update job set owner = ?, fence = fence + 1, due = ?, wait_queue = null
      where id in (select id from picked)
      returning
      """
          + JobRow.COLUMNS;

  /** Of one priority, as an index gives the order of due times only within one. */
  static final String CLAIM_QUEUED =
      """
      with picked as materialized (
        select id from job
        where state = 'queued' and wait_queue is null and licence = ? and priority = ? and due <= ?
        order by due limit ? %s)
      """
          + CLAIM_PICKED;

  static final String CLAIM_RENDERED =
      """
      with picked as materialized (
        select id from job
        where state = 'rendered' and upstream = ? and coalesce(sink, '') = ? and licence = ?
          and due <= ?
        order by due limit ? %s)
      """
          + CLAIM_PICKED;

  /**
   * For the states submitting and rendering. A job whose request was not about to be written is
   * never looked up: it is queued again, however soon after that its lease runs out.
   */
  private static final String DUE_OPEN =
      """
      state = '%s' and upstream = ? and due <= ?
        and (state <> 'submitting' or intent_at is not null)
      """;

  static final String CLAIM_OPEN =
      "with picked as materialized (select id from job where "
          + DUE_OPEN
          + " order by due limit ? %s) "
          + CLAIM_PICKED;

  private static final String CLAIM_ALONG =
      """
      with picked as materialized (
        select id from job where state = 'rendering' and owner is null
          and upstream = ? and credential = ? and done_at is null
        order by due limit ? %s)
      """
          + CLAIM_PICKED;

  static final String CLAIM_LISTED =
      """
      with picked as materialized (
        select id from job where upstream = ? and credential = ? and task in (%s)
          and state = 'rendering' and done_at is null and owner is null %s)
      """
          + CLAIM_PICKED;

  /**
   * The licences that have due jobs, and the priorities of those: past all rows in between. Nothing
   * is joined, as PostgreSQL may read all jobs for a join.
   */
  static final String DUE =
      """
      with recursive level(id) as (
        select (select id from job where state = 'queued' and wait_queue is null
                order by licence, priority limit 1)
        union all
        select coalesce(
          (select id from job more where more.state = 'queued' and more.wait_queue is null
             and more.licence = (select licence from job where id = level.id)
             and more.priority > (select priority from job where id = level.id)
           order by more.priority limit 1),
          (select id from job more where more.state = 'queued' and more.wait_queue is null
             and more.licence > (select licence from job where id = level.id)
           order by more.licence, more.priority limit 1))
        from level where level.id is not null)
      select (select licence from job where id = level.id) as licence,
        (select priority from job where id = level.id) as priority
      from level
      where level.id is not null and ? >= (
        select min(due.due) from job due where due.state = 'queued' and due.wait_queue is null
          and due.licence = (select licence from job where id = level.id)
          and due.priority = (select priority from job where id = level.id))
      """;

  private final Database database;
  private final JobPlaces places;
  private final String me;
  private final Expiry expiry;
  private final FairTurns turns = new FairTurns();

  /**
   * @param me this process's name among all that ever claim from this ledger
   * @param expiry ends the jobs that cannot be read
   */
  JobQueue(Database database, String me, Expiry expiry) {
    this.database = database;
    this.places = new JobPlaces(database);
    this.me = me;
    this.expiry = expiry;
  }

  /**
   * Claims at most {@code limit} due jobs that are queued and do not wait for capacity: of each
   * licence in turn, by priority, longest due first.
   */
  public List<Job> claimQueued(int limit, Instant now, Instant leaseEnd) {
    var due = due(now);
    if (due.isEmpty()) {
      return List.of();
    }
    var licences = List.copyOf(due.navigableKeySet());
    var claimed =
        database.write(
            db ->
                turns.claim(
                    "queued",
                    licences,
                    limit,
                    (licence, most) -> {
                      var priorities = due.getOrDefault(licence, new TreeSet<>());
                      return claimQueued(db, licence, priorities, most, now, leaseEnd);
                    }));
    return readable(claimed, now);
  }

  private List<Job> claimQueued(
      JdbcClient db,
      String licence,
      NavigableSet<Integer> priorities,
      int limit,
      Instant now,
      Instant leaseEnd) {
    var claimed = new ArrayList<Job>();
    for (int priority : priorities.descendingSet()) {
      if (claimed.size() < limit) {
        claimed.addAll(
            claim(
                db,
                CLAIM_QUEUED,
                List.of(licence, priority, now.toEpochMilli(), limit - claimed.size()),
                leaseEnd));
      }
    }
    return claimed;
  }

  /** The priorities of due jobs, by licence. */
  private NavigableMap<String, NavigableSet<Integer>> due(Instant now) {
    var due = new TreeMap<String, NavigableSet<Integer>>();
    database
        .reader()
        .sql(DUE)
        .param(now.toEpochMilli())
        .query(
            row -> {
              due.computeIfAbsent(row.getString("licence"), first -> new TreeSet<>())
                  .add(row.getInt("priority"));
            });
    return due;
  }

  /** The places that have jobs in a state other than queued. */
  List<JobsAtPlace> places(JobState.Name state) {
    return places.of(state);
  }

  /**
   * Claims at most {@code limit} due jobs at one place, longest due first; rendered ones of each
   * licence in turn.
   *
   * @param state one of submitting, rendering and rendered
   */
  List<Job> claim(JobState.Name state, JobsAtPlace at, int limit, Instant by, Instant leaseEnd) {
    var claimed =
        state == JobState.Name.RENDERED
            ? claimRendered(at, limit, by, leaseEnd)
            : claimOpen(state, at.place().upstream(), limit, by, leaseEnd);
    return readable(claimed, by);
  }

  private List<Job> claimRendered(JobsAtPlace at, int limit, Instant by, Instant leaseEnd) {
    var place = at.place();
    return database.write(
        db ->
            turns.claim(
                "rendered at " + place,
                at.licences(),
                limit,
                (licence, most) ->
                    claim(
                        db,
                        CLAIM_RENDERED,
                        List.of(place.upstream(), place.sink(), licence, by.toEpochMilli(), most),
                        leaseEnd)));
  }

  private List<Job> claimOpen(
      JobState.Name state, String upstream, int limit, Instant by, Instant leaseEnd) {
    boolean any =
        database
            .reader()
            .sql(("select 1 from job where " + DUE_OPEN + " limit 1").formatted(state.inLedger()))
            .param(upstream)
            .param(by.toEpochMilli())
            .query(Integer.class)
            .optional()
            .isPresent();
    var sql = CLAIM_OPEN.formatted(state.inLedger(), database.skipLocked());
    return any
        ? database.write(
            db -> claim(db, sql, List.of(upstream, by.toEpochMilli(), limit), leaseEnd))
        : List.of();
  }

  private List<Job> claim(JdbcClient db, String sql, List<Object> picked, Instant leaseEnd) {
    return db.sql(sql.formatted(database.skipLocked()))
        .params(picked)
        .param(me)
        .param(leaseEnd.toEpochMilli())
        .query(JobRow::read)
        .list();
  }

  private List<Job> readable(List<Job> claimed, Instant now) {
    expiry.endUnreadable(claimed.stream().filter(JobQueue::isUnreadable).toList(), now);
    return readable(claimed);
  }

  /**
   * Claims the renders under the same credential that are not leased, due or not. A row that cannot
   * be read is left out; its job fails when it is claimed by itself.
   */
  List<Job> claimAlong(Target target, int limit, Instant leaseEnd) {
    return readable(
        database.write(
            db ->
                db.sql(CLAIM_ALONG.formatted(database.skipLocked()))
                    .param(target.upstream())
                    .param(target.credential())
                    .param(limit)
                    .param(me)
                    .param(leaseEnd.toEpochMilli())
                    .query(JobRow::read)
                    .list()));
  }

  /** Claims the renders of these tasks that are under way and not leased, due or not. */
  List<Job> claimListed(Target target, List<String> tasks, Instant leaseEnd) {
    if (tasks.isEmpty()) {
      return List.of();
    }
    var which = String.join(", ", Collections.nCopies(tasks.size(), "?"));
    return readable(
        database.write(
            db ->
                db.sql(CLAIM_LISTED.formatted(which, database.skipLocked()))
                    .param(target.upstream())
                    .param(target.credential())
                    .params(tasks)
                    .param(me)
                    .param(leaseEnd.toEpochMilli())
                    .query(JobRow::read)
                    .list()));
  }

  /** Whether an account has at least so many renders. */
  boolean hasRenders(Target target, int atLeast) {
    return database
            .reader()
            .sql(
                """
                select 1 from job where upstream = ? and credential = ? and state = 'rendering'
                  and done_at is null limit ?
                """)
            .param(target.upstream())
            .param(target.credential())
            .param(atLeast)
            .query(Integer.class)
            .list()
            .size()
        == atLeast;
  }

  private static boolean isUnreadable(Job claimed) {
    return claimed.state().isFinal();
  }

  /**
   * The claimed jobs that this version can work on. Those that only a newer version knows are left:
   * their leases run out, and the next claim may be by a node of that version.
   */
  static List<Job> readable(List<Job> claimed) {
    var newer = claimed.stream().filter(job -> job.history().newer()).toList();
    if (!newer.isEmpty()) {
      LOG.info(
          "{} job(s) are left to a newer version of Reelway, which has accepted them, among them"
              + " {}",
          newer.size(),
          newer.getFirst().id());
    }
    return claimed.stream().filter(job -> !isUnreadable(job) && !job.history().newer()).toList();
  }
}
