package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Ends open jobs, whichever worker has leased them: those that their owner cancels, and those past
 * their deadline. Each ends on its own: a job that cannot be ended stays open and delays no other.
 */
public final class Expiry {

  /** How much time renders get to be polled once that is possible again. */
  static final Duration UNTIL_POLLED = Duration.ofMinutes(2);

  /** How much longer than its deadline a render has whose upstream is being asked. */
  static final Duration FOR_AN_ANSWER = Duration.ofSeconds(20);

  /** How many jobs one call ends at most; the next call ends more. */
  static final int MOST_AT_ONCE = 200;

  /** For how many jobs it is logged, once each, that they cannot be ended. */
  private static final int MOST_STUCK = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");

  static final String DUE =
      """
      select %s from job
      where state in %s and deadline <= ? and (deadline, id) > (?, ?)
        and (owner is null or deadline <= ?
          or state in ('queued', 'submitting') and intent_at is null)
      order by deadline, id limit ?
      """
          .formatted(JobRow.COLUMNS, JobRow.OPEN);

  private static final String QUEUED =
      "select %s from job where id = ? and state = 'queued' and deadline <= ?";

  private static final String END =
      """
      update job set state = 'failed', failure_code = ?, failure = ?,
        ended_at = ?, owner = null, wait_queue = null, fence = fence + 1
      where id = ? and state in %s and deadline <= ?
      returning %s
      """
          .formatted(JobRow.OPEN, JobRow.COLUMNS);

  /** A job in a state that only a newer version knows can be cancelled too. */
  private static final String CANCEL =
      """
      update job set state = 'failed', failure_code = ?, failure = ?,
        ended_at = ?, owner = null, wait_queue = null, fence = fence + 1
      where state not in ('delivered', 'failed') and id = ?
      returning %s
      """
          .formatted(JobRow.COLUMNS);

  private static final String DONE = "state in " + JobRow.OPEN + " and done_at is not null";

  private final Database database;
  private final JobEndListener jobEndListener;
  private final Set<String> stuck = ConcurrentHashMap.newKeySet();
  private final Queue<Job> unreadable = new ConcurrentLinkedQueue<>();

  Expiry(Database database, JobEndListener jobEndListener) {
    this.database = database;
    this.jobEndListener = jobEndListener;
  }

  /** Ends a job that is still open; empty if it had ended already. */
  public Optional<Job> cancel(String id, Failure why, Instant now) {
    var cancelled =
        database.write(
            db -> {
              var job =
                  db.sql(CANCEL)
                      .param(why.code())
                      .param(why.message())
                      .param(now.toEpochMilli())
                      .param(id)
                      .query(JobRow::read)
                      .optional();
              job.ifPresent(one -> jobEndListener.ended(db, one));
              return job;
            });
    jobEndListener.committed();
    return cancelled;
  }

  /**
   * Gives submitted and rendered jobs {@link #UNTIL_POLLED} where they have less, so that a render
   * that finished while no process could ask for it is polled and fetched before its job is failed.
   * In a ledger that is shared, those that have been due for less are looked after by other nodes,
   * and stay as they are.
   */
  public void prolongUnpolled(Instant now) {
    var due = database.shared() ? now.minus(UNTIL_POLLED) : now;
    var deadline = now.plus(UNTIL_POLLED);
    database.write(
        db ->
            db.sql(
                    """
                    update job set deadline = ?
                    where state in %s and deadline < ? and due <= ?
                      and (state in ('rendering', 'rendered')
                        or state = 'submitting' and intent_at is not null)
                    """
                        .formatted(JobRow.OPEN))
                .param(deadline.toEpochMilli())
                .param(deadline.toEpochMilli())
                .param(due.toEpochMilli())
                .update());
  }

  /** Moves the deadlines of rendered jobs that are before one time to another time. */
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
   * Fails jobs whose deadline has passed, the earliest deadline first, and returns the jobs that
   * this call has failed. Their number is limited, so that a call is short. A worker that has one
   * may be about to hear that it is rendered, and gets {@link #FOR_AN_ANSWER} longer.
   */
  public List<Job> expire(Function<Job, Failure> why, Instant now) {
    return expire(why, now, now.minus(FOR_AN_ANSWER), job -> true);
  }

  /**
   * The same for some of them.
   *
   * @param leased a job that a worker has is left if its deadline is after this time
   * @param which whether a job is not to be left for later
   */
  List<Job> expire(Function<Job, Failure> why, Instant now, Instant leased, Predicate<Job> which) {
    var ended = new ArrayList<Job>();
    Job last = null;
    do {
      var due = due(now, leased, last);
      ended.addAll(end(due.stream().filter(which).toList(), why, now));
      last = due.size() < MOST_AT_ONCE ? null : due.getLast();
    } while (ended.isEmpty() && last != null);
    jobEndListener.committed();
    return ended;
  }

  /** Fails a queued job if its deadline has passed; empty if it has not, or is not queued. */
  Optional<Job> expireQueued(String id, Function<Job, Failure> why, Instant now) {
    var due =
        database
            .reader()
            .sql(QUEUED.formatted(JobRow.COLUMNS))
            .param(id)
            .param(now.toEpochMilli())
            .query(JobRow::read)
            .optional();
    var ended = end(due.stream().toList(), why, now);
    jobEndListener.committed();
    return ended.stream().findFirst();
  }

  /** Fails jobs that were claimed and whose rows cannot be read. */
  void endUnreadable(List<Job> jobs, Instant now) {
    unreadable.addAll(end(jobs, job -> JobRow.UNREADABLE, now));
    jobEndListener.committed();
  }

  /** Those of them that were not returned before: their callers still wait for them. */
  List<Job> endedUnreadable() {
    return Stream.generate(unreadable::poll).takeWhile(Objects::nonNull).toList();
  }

  private List<Job> due(Instant now, Instant leased, @Nullable Job after) {
    long from = after == null ? Long.MIN_VALUE : after.deadline().toEpochMilli();
    return database
        .reader()
        .sql(DUE)
        .param(now.toEpochMilli())
        .param(from)
        .param(after == null ? "" : after.id())
        .param(leased.toEpochMilli())
        .param(MOST_AT_ONCE)
        .query(JobRow::read)
        .list();
  }

  /** All in one transaction, and one by one where that fails. */
  private List<Job> end(List<Job> jobs, Function<Job, Failure> why, Instant now) {
    if (jobs.isEmpty()) {
      return List.of();
    }
    try {
      return database.write(
          db -> {
            var ended =
                JobRow.inLockOrder(jobs)
                    .flatMap(job -> end(db, job, why.apply(job), now).stream())
                    .toList();
            jobEndListener.ended(db, ended);
            return ended;
          });
    } catch (RuntimeException ignored) { // One of the jobs; the others end by themselves.
      return jobs.stream().flatMap(job -> endOne(job, why, now).stream()).toList();
    }
  }

  private Optional<Job> endOne(Job job, Function<Job, Failure> why, Instant now) {
    try {
      return database.write(
          db -> {
            var ended = end(db, job, why.apply(job), now);
            ended.ifPresent(one -> jobEndListener.ended(db, one));
            return ended;
          });
    } catch (RuntimeException failed) {
      logStuck(job, failed);
      return Optional.empty();
    }
  }

  private void logStuck(Job job, RuntimeException failed) {
    try (var logged = LoggedJob.of(job)) {
      if (stuck.size() < MOST_STUCK && stuck.add(job.id())) {
        LOG.error("{} could not be ended; this will be retried: {}", job.id(), failed.toString());
      }
    }
  }

  private static void logUnreadable(Job job) {
    try (var logged = LoggedJob.of(job)) {
      LOG.error("{} could not be read from the ledger and has failed", job.id());
    }
  }

  /** Does nothing if the job has another deadline by now. */
  private Optional<Job> end(JdbcClient db, Job job, Failure why, Instant now) {
    boolean unreadable = job.state() instanceof Failed;
    var failure = unreadable ? JobRow.UNREADABLE : why;
    var ended =
        db.sql(END)
            .param(failure.code())
            .param(Database.text(failure.message()))
            .param(now.toEpochMilli())
            .param(job.id())
            .param(Math.max(now.toEpochMilli(), job.deadline().toEpochMilli()))
            .query(JobRow::read)
            .optional();
    if (unreadable && ended.isPresent()) {
      logUnreadable(job);
    }
    return ended;
  }
}
