package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.RetryRefused;
import dev.reelway.sink.Asset;
import dev.reelway.upstream.RenderTask;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Commits the changes of jobs. A commit counts only under the fence of its claim: a worker that has
 * lost its lease cannot overwrite what another worker has done since.
 *
 * <p>Longer than 300 lines because each commit has its repetition after a lost answer beside it.
 */
public final class JobRecords {

  private static final String INSERT =
      """
      insert into job (id, licence, batch, line, request, state, owner, upstream, credential, model,
                       sent, due, created_at, wait_until, deadline, sink, output_name, priority,
                       ordered_model, reserved, retry_of, trace, wait_queue, fence, attempts,
                       progress)
      values %s
      on conflict do nothing
      """;

  private static final String ROW =
      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)";

  private static final String INSERT_ONE = insert(1);

  /** A file of 50,000 lines is read a third faster than with one row in each statement. */
  private static final int ROWS_AT_ONCE = 50;

  private final Database database;
  private final String me;
  private final JobEndListener jobEndListener;

  /**
   * @param me this process's name among all that ever claim from this ledger
   * @param jobEndListener is notified of jobs that end
   */
  JobRecords(Database database, String me, JobEndListener jobEndListener) {
    this.database = database;
    this.me = me;
    this.jobEndListener = jobEndListener;
  }

  /**
   * Inserts jobs of one batch or of none, all or none; a line that has been decided already is
   * skipped. A job that is submitted at once is claimed from the beginning.
   */
  public void insert(List<Job> jobs) {
    insert(jobs, JobQuotas.NONE, Map.of());
  }

  /**
   * The same; what the jobs have to reserve is reserved in the same transaction.
   *
   * @param waiting the wait queues of jobs that wait for capacity from the beginning, by their ids
   */
  void insert(List<Job> jobs, JobQuotas quotas, Map<String, WaitQueue> waiting) {
    database.writeRepeatable(
        db -> {
          var open = UndecidedLines.of(database, db, jobs);
          for (int from = 0; from < open.size(); from += ROWS_AT_ONCE) {
            var some = open.subList(from, Math.min(open.size(), from + ROWS_AT_ONCE));
            insert(db, some, quotas, waiting);
          }
          return jobs;
        });
  }

  /**
   * Inserts the job of one request, together with the request's key and its reservation.
   *
   * @throws RetryRefused if it repeats the order of a failed job, and another open one does too
   */
  void insert(Job job, @Nullable RequestKey key, JobQuotas quotas, Map<String, WaitQueue> waiting) {
    var failed = job.history().retryOf();
    Function<JdbcClient, Job> work =
        db -> {
          if (failed != null) {
            requireOnlyRetry(db, job, failed);
          }
          insert(db, List.of(job), quotas, waiting);
          return job;
        };
    if (job.reserved() == null && failed == null) {
      RequestKey.insert(database, key, job.id(), work);
    } else { // Its licence's quota is a row of all its orders; retries of one job exclude another.
      RequestKey.write(database, key, job.id(), work);
    }
  }

  /** Of two requests at the same moment, neither has seen the retry of the other before. */
  private void requireOnlyRetry(JdbcClient db, Job job, String failed) {
    database.lock(db, failed);
    JobQueries.openRetryOf(db, job.licence(), failed)
        .filter(open -> !open.equals(job.id()))
        .ifPresent(
            open -> {
              throw RetryRefused.isOpen(failed, open);
            });
  }

  /** Requires that a licence may have another open job now, see {@link JobQuotas#requireRoom}. */
  void requireRoom(String licence, JobQuotas quotas) {
    quotas.requireRoom(database.reader(), licence);
  }

  private void insert(
      JdbcClient db, List<Job> jobs, JobQuotas quotas, Map<String, WaitQueue> waiting) {
    var sql = jobs.size() == 1 ? INSERT_ONE : insert(jobs.size());
    var rows = jobs.stream().flatMap(job -> row(job, waiting.get(job.id())).stream()).toList();
    if (jobs.stream().allMatch(job -> job.reserved() == null)) {
      db.sql(sql).params(rows).update();
    } else {
      var inserted = db.sql(sql + "returning id").params(rows).query(String.class).set();
      quotas.reserve(db, jobs.stream().filter(job -> inserted.contains(job.id())).toList());
    }
    JobMetadata.insert(db, jobs);
  }

  private static String insert(int rows) {
    return INSERT.formatted(String.join(", ", Collections.nCopies(rows, ROW)));
  }

  private List<@Nullable Object> row(Job job, @Nullable WaitQueue waitQueue) {
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
        job.waitUntil().toEpochMilli(),
        job.deadline().toEpochMilli(),
        job.deliveryOptions().sink(),
        job.deliveryOptions().outputName(),
        job.deliveryOptions().priority(),
        job.order().model(),
        job.reserved() == null ? null : JobRow.json(job.reserved()),
        job.history().retryOf(),
        job.history().trace(),
        waitQueue == null ? null : waitQueue.name());
  }

  /**
   * Commits the state of a claimed job, and ends its lease.
   *
   * @throws LeaseLost once the lease is lost; nothing is changed then
   */
  public void commit(Job job) {
    write(job, null);
  }

  /** Commits the state of a claimed job, and keeps its lease. */
  public void commitAndKeep(Job job) {
    write(job, me);
  }

  /**
   * Commits the intent to submit a claimed job, and keeps its lease, if no more renders are open
   * than these limits allow, whichever process opens others there at the same time.
   *
   * @return how many renders were open under the credential before; empty if nothing was committed
   */
  OptionalInt commitIfCapacity(Job job, OpenLimits limits) {
    return database.write(
        db -> {
          var account = limits.account();
          database.lock(db, account.upstream());
          int open = JobQueries.countOpen(db, account);
          boolean free =
              isBelow(open, limits.underCredential())
                  && (limits.atUpstream() == null
                      || isBelow(
                          JobQueries.countOpen(db, account.upstream()), limits.atUpstream()));
          if (free && write(db, job, me) == 0) {
            throw new LeaseLost(job.id());
          }
          return free ? OptionalInt.of(open) : OptionalInt.empty();
        });
  }

  private static boolean isBelow(int open, @Nullable Integer most) {
    return most == null || open < most;
  }

  /**
   * Commits that the submit request of a claimed job is about to be written.
   *
   * @return false if its batch is cancelled: the request must not be written
   */
  boolean commitIntent(Job job) {
    int written =
        database.write(
            db ->
                db.sql(
                        """
                        update job set intent_at = coalesce(intent_at, ?), links = ?
                        where id = ? and fence = ? and owner = ? and state = 'submitting'
                          and not exists (
                            select 1 from batch
                            where batch.id = job.batch and batch.cancelled_at is not null)
                        """)
                    .param(millis(job.submitting().intent()))
                    .param(Database.text(links(job)))
                    .param(job.id())
                    .param(job.fence())
                    .param(me)
                    .update());
    if (written == 0 && !isOfCancelled(job.batch())) {
      throw new LeaseLost(job.id());
    }
    return written > 0;
  }

  private boolean isOfCancelled(@Nullable BatchLine line) {
    return line != null
        && database
            .reader()
            .sql("select 1 from batch where id = ? and cancelled_at is not null")
            .param(line.batch())
            .query(Integer.class)
            .optional()
            .isPresent();
  }

  /** Commits many claimed jobs, ends their leases, and answers the ids of those still leased. */
  Set<String> commitAll(List<Job> jobs) {
    var committed =
        database.writeRepeatable(
            db -> updateAll(db, jobs),
            db -> {
              var some = updateAll(db, jobs);
              return jobs.stream()
                  .filter(job -> some.contains(job) || isCommitted(db, job))
                  .toList();
            });
    jobEndListener.committed();
    return committed.stream().map(Job::id).collect(Collectors.toSet());
  }

  private List<Job> updateAll(JdbcClient db, List<Job> jobs) {
    var updated = JobRow.inLockOrder(jobs).filter(job -> update(db, job, null) > 0).toList();
    jobEndListener.ended(db, updated.stream().filter(job -> job.state().isFinal()).toList());
    return updated;
  }

  private void write(Job job, @Nullable String owner) {
    int written =
        database.writeRepeatable(db -> write(db, job, owner), db -> writeAgain(db, job, owner));
    if (written == 0) {
      throw new LeaseLost(job.id());
    }
    jobEndListener.committed();
  }

  private int write(JdbcClient db, Job job, @Nullable String owner) {
    int written = update(db, job, owner);
    if (written > 0 && job.state().isFinal()) {
      jobEndListener.ended(db, job);
    }
    return written;
  }

  /** After a commit whose answer was lost: it may have been made, and have ended the lease. */
  private int writeAgain(JdbcClient db, Job job, @Nullable String owner) {
    int written = write(db, job, owner);
    return written == 0 && owner == null && isCommitted(db, job) ? 1 : written;
  }

  private static boolean isCommitted(JdbcClient db, Job job) {
    return db.sql(
            """
            select 1 from job
            where id = ? and fence = ? and owner is null and state = ? and due = ? and attempts = ?
            """)
        .param(job.id())
        .param(job.fence())
        .param(job.state().name().inLedger())
        .param(job.due().toEpochMilli())
        .param(job.attempts())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  private static @Nullable String details(Job job) {
    var details = job.history().details();
    return details == null ? null : JobRow.json(details);
  }

  /** The links of a render that is done; until an order is accepted, its {@link Tries}. */
  private static @Nullable String links(Job job) {
    return job.state() instanceof Rendered rendered
        ? JobRow.json(rendered.links())
        : job.tries().inLedger(job.state());
  }

  private static @Nullable String charges(Job job) {
    var cost = job.history().cost();
    return cost.charges().isEmpty() ? null : JobRow.json(cost);
  }

  private int update(JdbcClient db, Job job, @Nullable String owner) {
    var state = job.state();
    var target = JobRow.target(state);
    var at = state.renderTask();
    var ended = job.ended();
    var total = job.history().cost().total();
    boolean isCharged = !job.history().cost().charges().isEmpty();
    return db.sql(
            """
            update job set state = ?, due = ?, owner = ?, attempts = ?, upstream = ?,
              credential = ?, model = ?, sent = ?, task = ?, submitted_at = ?, progress = ?, links = ?, files = ?,
              failure_code = ?, failure = ?, ended_at = ?, expires_at = ?, intent_at = ?,
              lookup_until = ?, last_cause = ?, details = coalesce(details, ?),
              charges = coalesce(?, charges),
              cost = case when ? then ? else cost end,
              cost_currency = case when ? then ? else cost_currency end, seconds = ?, bytes = ?,
              deadline = case when ? then ?
                              when done_at is null and cast(? as bigint) is not null then ?
                              when deadline < ? then ?
                              else deadline end,
              done_at = ?
            where id = ? and fence = ? and owner = ?
            """)
        .param(state.name().inLedger())
        .param(job.due().toEpochMilli())
        .param(owner)
        .param(job.attempts())
        .param(target == null ? billedBy(job) : target.upstream())
        .param(target == null ? null : target.credential())
        .param(target == null ? null : target.model())
        .param(sent(job))
        .param(at == null ? null : at.task())
        .param(since(at))
        .param(state.progress())
        .param(Database.text(links(job)))
        .param(files(job))
        .param(state instanceof Failed f ? f.why().code() : null)
        .param(state instanceof Failed f ? Database.text(f.why().message()) : null)
        .param(ended == null ? null : ended.toEpochMilli())
        .param(expires(state))
        .param(state instanceof Submitting s ? millis(s.intent()) : null)
        .param(state instanceof Submitting s ? millis(s.until()) : null)
        .param(Database.text(job.history().lastCause()))
        .param(details(job))
        .param(charges(job))
        .param(isCharged)
        .param(total == null ? null : total.micros())
        .param(isCharged)
        .param(total == null ? null : total.currency())
        .param(state instanceof Delivered d ? QuotaSettlement.delivered(job, d) : null)
        .param(state instanceof Delivered d ? bytes(d) : null)
        .param(begins(state))
        .param(job.deadline().toEpochMilli())
        .param(millis(job.history().doneAt()))
        .param(job.deadline().toEpochMilli())
        .param(job.deadline().toEpochMilli())
        .param(job.deadline().toEpochMilli())
        .param(millis(job.history().doneAt()))
        .param(job.id())
        .param(job.fence())
        .param(me)
        .update();
  }

  /**
   * Whether the job has a new deadline in this state. In all others, the later one counts: the
   * ledger's or this job's, as either may have been moved.
   */
  private static boolean begins(JobState state) {
    return state instanceof Queued || state instanceof Submitting s && s.unsent();
  }

  private static @Nullable Long since(@Nullable RenderTask at) {
    var since = at == null ? null : at.since();
    return since == null ? null : since.toEpochMilli();
  }

  private static @Nullable String sent(Job job) {
    var sent = job.sent();
    return sent == null ? null : JobRow.json(sent);
  }

  /** Where a job was billed that has ended without a render, for the usage. */
  private static @Nullable String billedBy(Job job) {
    var charges = job.history().cost().charges();
    return job.state().isFinal() && !charges.isEmpty() ? charges.getLast().upstream() : null;
  }

  private static @Nullable String files(Job job) {
    var files =
        switch (job.state()) {
          case Delivered delivered -> delivered.files();
          case Rendered rendered -> rendered.held();
          default -> job.history().left();
        };
    return files.isEmpty() ? null : JobRow.json(files);
  }

  private static long bytes(Delivered delivered) {
    return delivered.files().stream().mapToLong(Asset::bytes).sum();
  }

  private static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }

  private static @Nullable Long expires(JobState state) {
    return state instanceof Delivered d && d.expires() != null ? d.expires().toEpochMilli() : null;
  }
}
