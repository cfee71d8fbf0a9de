package dev.reelway.job;

import dev.reelway.job.State.Delivered;
import dev.reelway.job.State.Failed;
import dev.reelway.job.State.Failure;
import dev.reelway.job.State.Rendered;
import dev.reelway.job.State.Submitting;
import dev.reelway.upstream.Placement;
import dev.reelway.upstream.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The one truth about jobs: a row each, on SQLite or PostgreSQL. What an answer says is on disk.
 *
 * <p>A claim hands a job to one worker for the length of a lease and raises its fence; a note
 * counts only under the fence of its claim, so that a worker that outlived its lease cannot
 * overwrite what another has done since.
 */
public final class Ledger {

  static final String OPEN = "('queued', 'submitting', 'rendering', 'rendered')";

  private static final String HAND_OUT =
      """
      update job set owner = ?, fence = fence + 1, due = ?, waits_for = null
      where id in (select id from picked)
      returning
      """
          + JobRow.COLUMNS;

  /**
   * Materialized, as PostgreSQL may else pick anew for every job and hand out more than the limit;
   * the open states are said once more, as SQLite finds the index on them only so.
   */
  static final String CLAIM =
      """
      with picked as materialized (
        select id from job where state = ? and state in %s and due <= ? order by due limit ? %s)
      """
          + HAND_OUT;

  /** Of one priority, as only then an index tells who is due and how long. */
  static final String CLAIM_QUEUED =
      """
      with picked as materialized (
        select id from job where state = 'queued' and priority = ? and due <= ?
        order by due limit ? %s)
      """
          + HAND_OUT;

  /** Goes from one to the next in an index, past all jobs in between. */
  static final String PRIORITIES =
      """
      with recursive level(priority) as (
        select max(priority) from job where state = 'queued'
        union all
        select (select max(job.priority) from job
                where state = 'queued' and job.priority < level.priority)
        from level where level.priority is not null)
      select priority from level where priority is not null
      """;

  private static final String INSERT =
      """
      insert into job (id, licence, batch, line, wish, state, owner, upstream, credential, model,
                       sent, due, created_at, deadline, sink, output_name, priority,
                       fence, attempts, progress)
      values %s
      on conflict do nothing
      """;

  private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)";

  /** A file of 50,000 lines is taken in a third faster than with one row a statement. */
  private static final int ROWS_AT_ONCE = 50;

  private static final String CLAIM_ALONG =
      """
      with picked as materialized (
        select id from job where state = 'rendering' and state in %s and owner is null
          and upstream = ? and credential = ?
        order by due limit ? %s)
      """
          + HAND_OUT;

  static final String CLAIM_WAITING =
      """
      with picked as materialized (
        select id from job where waits_for = ? and state = 'queued'
        order by priority desc, created_at limit ? %s)
      """
          + HAND_OUT;

  /** Goes from one line to the next in an index, and to the job in each that waits longest. */
  static final String FIRST_WAITING =
      """
      with recursive line(name) as (
        select min(waits_for) from job where waits_for is not null
        union all
        select (select min(job.waits_for) from job where job.waits_for > line.name)
        from line where line.name is not null)
      select (select id from job where waits_for = line.name
              order by priority desc, created_at limit 1)
      from line where name is not null
      """;

  private static final String RETIRE =
      """
      with picked as materialized (
        select id from job where expires_at <= ? and removed_at is null and deleted_at is null
        order by expires_at limit ? %s)
      update job set removed_at = ? where id in (select id from picked)
      returning
      """
          + JobRow.COLUMNS;

  static final String COUNT_OPEN =
      """
      select count(*) from job
      where upstream = ? and state in ('submitting', 'rendering') and done_at is null
      """;

  private static final int RENEWED_AT_ONCE = 500;

  private static final String DONE = "state in " + OPEN + " and done_at is not null";

  private static final String SELECT = "select " + JobRow.COLUMNS + " from job ";

  private final Database database;
  private final String me;
  private final Endings endings;
  private final Expiry expiry;

  /**
   * @param me this process's name among all that ever claim from this ledger
   */
  public Ledger(Database database, String me) {
    this(database, me, Endings.UNTOLD);
  }

  /**
   * @param me as above
   * @param endings who is told of jobs that end
   */
  public Ledger(Database database, String me, Endings endings) {
    this.database = database;
    this.me = me;
    this.endings = endings;
    this.expiry = new Expiry(database, endings);
  }

  /**
   * Takes jobs in, all or none; a line of a dropped file that is a job already is left alone. A job
   * that is submitted at once is claimed from the beginning.
   */
  public void insert(List<Job> jobs) {
    database.write(
        db -> {
          for (int from = 0; from < jobs.size(); from += ROWS_AT_ONCE) {
            insert(db, jobs.subList(from, Math.min(jobs.size(), from + ROWS_AT_ONCE)));
          }
          return jobs;
        });
  }

  private void insert(JdbcClient db, List<Job> jobs) {
    db.sql(INSERT.formatted(String.join(", ", Collections.nCopies(jobs.size(), ROW))))
        .params(jobs.stream().flatMap(job -> row(job).stream()).toList())
        .update();
  }

  private List<@Nullable Object> row(Job job) {
    var target = JobRow.target(job.state());
    var line = job.batch();
    return Arrays.asList(
        job.id(),
        job.licence(),
        line == null ? null : line.batch(),
        line == null ? null : line.line(),
        JobRow.json(job.order()),
        job.state().name().inLedger(),
        target == null ? null : me,
        target == null ? null : target.upstream(),
        target == null ? null : target.credential(),
        target == null ? null : target.model(),
        sent(job),
        job.due().toEpochMilli(),
        job.created().toEpochMilli(),
        job.deadline().toEpochMilli(),
        job.handling().sink(),
        job.handling().outputName(),
        job.handling().priority());
  }

  private static @Nullable Long since(@Nullable Placement at) {
    var since = at == null ? null : at.since();
    return since == null ? null : since.toEpochMilli();
  }

  private static @Nullable String sent(Job job) {
    var sent = job.sent();
    return sent == null ? null : JobRow.json(sent);
  }

  /**
   * Hands out at most {@code limit} jobs that are due, longest due first, until the lease ends;
   * those that are still queued by their priority before that.
   */
  public List<Job> claim(State.Name state, int limit, Instant now, Duration lease) {
    var claimed =
        database.write(
            db ->
                state == State.Name.QUEUED
                    ? claimQueued(db, limit, now, now.plus(lease))
                    : db.sql(CLAIM.formatted(OPEN, database.skipLocked()))
                        .param(state.inLedger())
                        .param(now.toEpochMilli())
                        .param(limit)
                        .param(me)
                        .param(now.plus(lease).toEpochMilli())
                        .query(JobRow::read)
                        .list());
    expiry.endUnreadable(claimed.stream().filter(Ledger::isUnreadable).toList(), now);
    return readable(claimed);
  }

  private static boolean isUnreadable(Job claimed) {
    return claimed.state().isFinal();
  }

  private static List<Job> readable(List<Job> claimed) {
    return claimed.stream().filter(job -> !isUnreadable(job)).toList();
  }

  private List<Job> claimQueued(JdbcClient db, int limit, Instant now, Instant leaseEnd) {
    var claimed = new ArrayList<Job>();
    for (int priority : db.sql(PRIORITIES).query(Integer.class).list()) {
      if (claimed.size() < limit) {
        claimed.addAll(
            db.sql(CLAIM_QUEUED.formatted(database.skipLocked()))
                .param(priority)
                .param(now.toEpochMilli())
                .param(limit - claimed.size())
                .param(me)
                .param(leaseEnd.toEpochMilli())
                .query(JobRow::read)
                .list());
      }
    }
    return claimed;
  }

  /**
   * Hands out what is rendered under the same credential and in nobody's hands, due or not. What
   * cannot be read is left out, and ends when it is claimed for itself.
   */
  List<Job> claimAlong(Target target, int limit, Instant leaseEnd) {
    return readable(
        database.write(
            db ->
                db.sql(CLAIM_ALONG.formatted(OPEN, database.skipLocked()))
                    .param(target.upstream())
                    .param(target.credential())
                    .param(limit)
                    .param(me)
                    .param(leaseEnd.toEpochMilli())
                    .query(JobRow::read)
                    .list()));
  }

  /** Hands out those who wait longest in a line, due or not; the same holds for them. */
  List<Job> claimWaiting(Line line, int limit, Instant leaseEnd) {
    return readable(
        database.write(
            db ->
                db.sql(CLAIM_WAITING.formatted(database.skipLocked()))
                    .param(line.name())
                    .param(limit)
                    .param(me)
                    .param(leaseEnd.toEpochMilli())
                    .query(JobRow::read)
                    .list()));
  }

  /** Gives a claimed job back that has to wait in a line; it is due when it looks by itself. */
  void park(Job job, Line line) {
    int written =
        database.write(
            db ->
                db.sql(
                        """
                        update job set waits_for = ?, due = ?, owner = null
                        where id = ? and fence = ? and owner = ?
                        """)
                    .param(line.name())
                    .param(job.due().toEpochMilli())
                    .param(job.id())
                    .param(job.fence())
                    .param(me)
                    .update());
    if (written == 0) {
      throw new StaleNote(job.id());
    }
  }

  /** Has all jobs that wait in lines look by themselves, at once. */
  void breakUpLines() {
    database.write(
        db ->
            db.sql(
                    """
                    update job set due = created_at, waits_for = null
                    where waits_for is not null
                    """)
                .update());
  }

  /** The first job of each line that jobs wait in, whoever sent them there. */
  List<Job> firstWaiting() {
    return readable(find(database.reader().sql(FIRST_WAITING).query(String.class).list()));
  }

  /** How many renders are open at an upstream: those that it has, or may have. */
  int open(String upstream) {
    return open(database.reader(), upstream);
  }

  private static int open(JdbcClient db, String upstream) {
    return db.sql(COUNT_OPEN).param(upstream).query(Integer.class).single();
  }

  /**
   * Writes down where a claimed job stands now, and gives it back: this is the claim's last word.
   */
  public void note(Job job) {
    write(job, null);
  }

  /** Writes down where a claimed job stands now, and keeps it. */
  public void noteAndKeep(Job job) {
    write(job, me);
  }

  /**
   * Writes down the intent to submit a claimed job, and keeps it, if fewer renders than that are
   * open at its upstream, whoever opens others there meanwhile.
   */
  boolean noteIfRoom(Job job, int atOnce) {
    var upstream = Objects.requireNonNull(JobRow.target(job.state())).upstream();
    var written =
        database.write(
            db -> {
              database.alone(db, upstream);
              return open(db, upstream) < atOnce
                  ? OptionalInt.of(write(db, job, me))
                  : OptionalInt.empty();
            });
    if (written.isPresent() && written.getAsInt() == 0) {
      throw new StaleNote(job.id());
    }
    return written.isPresent();
  }

  /** Writes down that the request of a claimed job's submit is about to be written. */
  void intend(Job job) {
    int written =
        database.write(
            db ->
                db.sql(
                        """
                        update job set intent_at = coalesce(intent_at, ?)
                        where id = ? and fence = ? and owner = ? and state = 'submitting'
                        """)
                    .param(millis(job.submitting().intent()))
                    .param(job.id())
                    .param(job.fence())
                    .param(me)
                    .update());
    if (written == 0) {
      throw new StaleNote(job.id());
    }
  }

  /**
   * Puts jobs back into the queue whose lease has run out before the request of their submit was
   * about to be written.
   */
  List<String> requeueUnsent(Instant now) {
    return database.write(
        db ->
            db.sql(
                    """
                    update job set state = 'queued', due = ?, owner = null, fence = fence + 1,
                      upstream = null, credential = null, model = null, sent = null
                    where state = 'submitting' and state in %s and due <= ? and intent_at is null
                    returning id
                    """
                        .formatted(OPEN))
                .param(now.toEpochMilli())
                .param(now.toEpochMilli())
                .query(String.class)
                .list());
  }

  /** Gives claimed jobs back as the ledger has them, to be taken up when they say. */
  void handBack(List<Job> jobs) {
    database.write(
        db -> {
          inOrder(jobs)
              .forEach(
                  job ->
                      db.sql(
                              """
                              update job set owner = null, due = ?
                              where id = ? and fence = ? and owner = ?
                              """)
                          .param(job.due().toEpochMilli())
                          .param(job.id())
                          .param(job.fence())
                          .param(me)
                          .update());
          return jobs;
        });
  }

  /** Whoever locks many rows locks them in one order, or two would wait for each other. */
  private static Stream<Job> inOrder(Collection<Job> jobs) {
    return jobs.stream().sorted(Comparator.comparing(Job::id));
  }

  /** Writes down where many claimed jobs stand, gives them back, and answers whose note counted. */
  Set<String> noteAll(List<Job> jobs) {
    var noted =
        database.write(
            db ->
                inOrder(jobs)
                    .filter(job -> write(db, job, null) > 0)
                    .map(Job::id)
                    .collect(Collectors.toSet()));
    endings.committed();
    return noted;
  }

  private void write(Job job, @Nullable String owner) {
    if (database.write(db -> write(db, job, owner)) == 0) {
      throw new StaleNote(job.id());
    }
    endings.committed();
  }

  private int write(JdbcClient db, Job job, @Nullable String owner) {
    int written = update(db, job, owner);
    if (written > 0 && job.state().isFinal()) {
      endings.ended(db, job);
    }
    return written;
  }

  private List<Job> ended(JdbcClient db, List<Job> jobs) {
    jobs.forEach(job -> endings.ended(db, job));
    return jobs;
  }

  private int update(JdbcClient db, Job job, @Nullable String owner) {
    var state = job.state();
    var target = JobRow.target(state);
    var at = state.placement();
    var ended = job.ended();
    return db.sql(
            """
            update job set state = ?, due = ?, owner = ?, attempts = ?, upstream = ?,
              credential = ?, model = ?, sent = ?, task = ?, submitted_at = ?, progress = ?, links = ?, files = ?,
              failure_code = ?, failure = ?, ended_at = ?, expires_at = ?, intent_at = ?,
              sought_until = ?, last_cause = ?,
              deadline = case when done_at is null and cast(? as bigint) is not null then ?
                              else deadline end,
              done_at = ?
            where id = ? and fence = ? and owner = ?
            """)
        .param(state.name().inLedger())
        .param(job.due().toEpochMilli())
        .param(owner)
        .param(job.attempts())
        .param(target == null ? null : target.upstream())
        .param(target == null ? null : target.credential())
        .param(target == null ? null : target.model())
        .param(sent(job))
        .param(at == null ? null : at.task())
        .param(since(at))
        .param(state.progress())
        .param(state instanceof Rendered r ? Database.text(JobRow.json(r.links())) : null)
        .param(state instanceof Delivered d ? JobRow.json(d.files()) : null)
        .param(state instanceof Failed f ? f.why().code() : null)
        .param(state instanceof Failed f ? Database.text(f.why().message()) : null)
        .param(ended == null ? null : ended.toEpochMilli())
        .param(expires(state))
        .param(state instanceof Submitting s ? millis(s.intent()) : null)
        .param(state instanceof Submitting s ? millis(s.until()) : null)
        .param(Database.text(job.history().lastCause()))
        .param(millis(job.history().doneAt()))
        .param(job.deadline().toEpochMilli())
        .param(millis(job.history().doneAt()))
        .param(job.id())
        .param(job.fence())
        .param(me)
        .update();
  }

  private static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }

  private static @Nullable Long expires(State state) {
    return state instanceof Delivered d && d.expires() != null ? d.expires().toEpochMilli() : null;
  }

  /**
   * Gives up the files of jobs whose time is over, the longest over first, and answers the jobs.
   */
  List<Job> retire(Instant now, int limit) {
    return discard(
        db ->
            db.sql(RETIRE.formatted(database.skipLocked()))
                .param(now.toEpochMilli())
                .param(limit)
                .param(now.toEpochMilli())
                .query(JobRow::read)
                .list());
  }

  private List<Job> discard(Function<JdbcClient, List<Job>> unwanted) {
    var jobs =
        database.write(
            db -> {
              var some = unwanted.apply(db);
              some.forEach(job -> endings.discarded(db, job));
              return some;
            });
    endings.committed();
    return jobs;
  }

  /**
   * Gives up what a worker has put into a sink whose job has ended without it meanwhile, or was
   * deleted, or whose time is over.
   *
   * @return whether that is so
   */
  boolean discardLate(Job job) {
    var late = discard(db -> isOver(db, job.id()) ? List.of(job) : List.of());
    return !late.isEmpty();
  }

  private static boolean isOver(JdbcClient db, String id) {
    return db.sql(
            """
            select 1 from job where id = ?
              and (state = 'failed' or deleted_at is not null or removed_at is not null)
            """)
        .param(id)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** Prolongs the leases of the jobs under way here; what somebody else holds by now stays so. */
  public void renew(Collection<Job> held, Instant lease) {
    var ids = inOrder(held).map(Job::id).toList();
    for (int from = 0; from < ids.size(); from += RENEWED_AT_ONCE) {
      renew(ids.subList(from, Math.min(ids.size(), from + RENEWED_AT_ONCE)), lease);
    }
  }

  /** A row that is locked is being noted just now, and needs no renewal. */
  private void renew(List<String> ids, Instant lease) {
    database.write(
        db ->
            db.sql(
                    """
                    update job set due = :lease
                    where id in (select id from job where id in (:ids) and owner = :me %s)
                    """
                        .formatted(database.skipLocked()))
                .param("lease", lease.toEpochMilli())
                .param("ids", ids)
                .param("me", me)
                .update());
  }

  /**
   * Has a render that is in nobody's hands be due by then.
   *
   * @return whether that changed anything
   */
  boolean hasten(String id, Instant due) {
    int hastened =
        database.write(
            db ->
                db.sql(
                        """
                        update job set due = ?
                        where id = ? and state = 'rendering' and owner is null and due > ?
                        """)
                    .param(due.toEpochMilli())
                    .param(id)
                    .param(due.toEpochMilli())
                    .update());
    return hastened > 0;
  }

  /** Frees what earlier lives of this process held; only where nobody else shares the ledger. */
  public int release(Instant now) {
    return database.write(
        db ->
            db.sql("update job set owner = null, due = ? where owner is not null and owner <> ?")
                .param(now.toEpochMilli())
                .param(me)
                .update());
  }

  /**
   * Moves the deadlines of what upstreams render, or have rendered, that lie before a time to that
   * time: what was finished while no process was there is polled and fetched before it is given up.
   */
  public void resume(Instant deadline) {
    database.write(
        db ->
            db.sql(
                    """
                    update job set deadline = ?
                    where state in %s and deadline < ?
                      and (state in ('rendering', 'rendered')
                        or state = 'submitting' and intent_at is not null)
                    """
                        .formatted(OPEN))
                .param(deadline.toEpochMilli())
                .param(deadline.toEpochMilli())
                .update());
  }

  /** Moves the deadlines of what is done that lie before a time to another one. */
  void prolongRendered(Instant before, Instant deadline) {
    if (hasRendered(before)) {
      database.write(
          db ->
              db.sql("update job set deadline = ? where " + DONE + " and deadline < ?")
                  .param(deadline.toEpochMilli())
                  .param(before.toEpochMilli())
                  .update());
    }
  }

  private boolean hasRendered(Instant before) {
    return database
        .reader()
        .sql("select 1 from job where " + DONE + " and deadline < ? limit 1")
        .param(before.toEpochMilli())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /**
   * Fails jobs whose deadline has passed, whoever holds them, and answers them: so many that it
   * takes a moment, and each in its own right.
   */
  public List<Job> expire(Function<Job, Failure> why, Instant now) {
    return expiry.expire(why, now);
  }

  /** Ends a job that is still open, whoever holds it, and answers it if it was. */
  public Optional<Job> cancel(String id, Failure why, Instant now) {
    return end("id = ?", id, why, now).stream().findFirst();
  }

  private List<Job> end(String which, Object value, Failure why, Instant now) {
    var jobs =
        database.write(
            db ->
                ended(
                    db,
                    db.sql(
                            """
                            update job set state = 'failed', failure_code = ?, failure = ?,
                              ended_at = ?, owner = null, waits_for = null, fence = fence + 1
                            where state in %s and %s
                            returning %s
                            """
                                .formatted(OPEN, which, JobRow.COLUMNS))
                        .param(why.code())
                        .param(why.message())
                        .param(now.toEpochMilli())
                        .param(value)
                        .query(JobRow::read)
                        .list()));
    endings.committed();
    return jobs;
  }

  /** Takes a job that has ended out of its owner's sight, and gives up its files. */
  public void delete(String id, Instant now) {
    discard(
        db ->
            db.sql(
                    """
                    update job set deleted_at = ? where id = ? and deleted_at is null
                    returning
                    """
                        + JobRow.COLUMNS)
                .param(now.toEpochMilli())
                .param(id)
                .query(JobRow::read)
                .list());
  }

  /** The job of this name, if it is this licence's and was not deleted. */
  public Optional<Job> find(String id, String licence) {
    return database
        .reader()
        .sql(SELECT + "where id = ? and licence = ? and deleted_at is null")
        .param(id)
        .param(licence)
        .query(JobRow::read)
        .optional();
  }

  /** The job of this name, whoever's it is, unless it was deleted. */
  public Optional<Job> findVisible(String id) {
    return database
        .reader()
        .sql(SELECT + "where id = ? and deleted_at is null")
        .param(id)
        .query(JobRow::read)
        .optional();
  }

  /** The job of this name, whoever's it is, deleted or not: for the steps, never for callers. */
  public Optional<Job> find(String id) {
    return database.reader().sql(SELECT + "where id = ?").param(id).query(JobRow::read).optional();
  }

  /** The jobs of these names: for those who watch them, never for callers. */
  List<Job> find(Collection<String> ids) {
    return ids.isEmpty()
        ? List.of()
        : database
            .reader()
            .sql(SELECT + "where id in (:ids)")
            .param("ids", ids)
            .query(JobRow::read)
            .list();
  }

  /** The youngest videos that were delivered, the oldest of them first. */
  List<Job> lately(int limit) {
    return database
        .reader()
        .sql(
            """
            with young as (
              select * from job where state = 'delivered' and id > ? and id < ?
              order by id desc limit ?)
            select %s from young order by id
            """
                .formatted(JobRow.COLUMNS))
        .param(JobId.FIRST_VIDEO)
        .param(JobId.LAST_VIDEO)
        .param(limit)
        .query(JobRow::read)
        .list();
  }

  /** Whether other processes may work on the same jobs. */
  boolean isShared() {
    return database.shared();
  }

  /**
   * One licence's videos by the time of their making.
   *
   * @param after the job before the first one wanted, or null to begin with
   */
  public List<Job> videos(String licence, @Nullable String after, boolean ascending, int limit) {
    var from = after != null ? after : ascending ? JobId.FIRST_VIDEO : JobId.LAST_VIDEO;
    var end = ascending ? JobId.LAST_VIDEO : JobId.FIRST_VIDEO;
    return database
        .reader()
        .sql(
            """
            select %s from job where licence = ? and deleted_at is null and id %s ? and id %s ?
            order by id %s limit ?
            """
                .formatted(
                    JobRow.COLUMNS,
                    ascending ? ">" : "<",
                    ascending ? "<" : ">",
                    ascending ? "asc" : "desc"))
        .param(licence)
        .param(from)
        .param(end)
        .param(limit)
        .query(JobRow::read)
        .list();
  }

  /** Whether a task belongs to a job already. */
  public boolean isTaken(String upstream, String credential, String task) {
    return database
        .reader()
        .sql("select 1 from job where upstream = ? and credential = ? and task = ?")
        .param(upstream)
        .param(credential)
        .param(task)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** Jobs of cancelled batches that have not ended. */
  public List<Job> openOfCancelled(int limit) {
    return database
        .reader()
        .sql(
            SELECT
                + """
                where state in %s
                  and batch in (select id from batch where cancelled_at is not null
                                  and closed_at is null)
                limit ?
                """
                    .formatted(OPEN))
        .param(limit)
        .query(JobRow::read)
        .list();
  }

  /** The jobs of one dropped file, by line. */
  public List<Job> ofBatch(String batch, int afterLine, int limit) {
    return database
        .reader()
        .sql(SELECT + "where batch = ? and line > ? order by line limit ?")
        .param(batch)
        .param(afterLine)
        .param(limit)
        .query(JobRow::read)
        .list();
  }
}
