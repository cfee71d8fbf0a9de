package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.upstream.Account;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads jobs and changes nothing. Each method says whose jobs it returns, and for whom. */
public final class JobQueries {

  static final String COUNT_OPEN =
      """
      select count(*) from job
      where upstream = ? and state in ('submitting', 'rendering') and done_at is null
      """;

  static final String COUNT_OPEN_UNDER =
      """
      select count(*) from job
      where upstream = ? and credential = ? and state in ('submitting', 'rendering')
        and done_at is null
      """;

  private static final String SELECT = "select " + JobRow.COLUMNS + " from job ";

  static final String CANCELLED_BATCHES =
      "select id from batch where closed_at is null and cancelled_at is not null order by id";

  private static final String OPEN_OF =
      SELECT + "where batch = ? and state in " + JobRow.OPEN + " and state %s 'queued' %s limit ?";

  static final String QUEUED_OF = OPEN_OF.formatted("=", "");
  static final String SENT_OF = OPEN_OF.formatted("<>", "");

  /** Without what may be rendered at other accounts, unless it is overdue. */
  private static final String SENT_TO =
      OPEN_OF.formatted(
          "<>",
          """
          and (state = 'submitting' and intent_at is null or deadline < ?
            or upstream || ' ' || credential in (''%s))
          """);

  static final String OPEN_RETRY =
      """
      select id from job
      where retry_of = ? and licence = ? and deleted_at is null
        and state in ('queued', 'submitting', 'rendering', 'rendered')
      order by id limit 1
      """;

  private final Database database;

  JobQueries(Database database) {
    this.database = database;
  }

  /** The job of this id, if it belongs to this licence and is not deleted: for its owner. */
  public Optional<Job> findOwned(String id, String licence) {
    return database
        .reader()
        .sql(SELECT + "where id = ? and licence = ? and deleted_at is null")
        .params(id, licence)
        .query(JobRow::read)
        .optional();
  }

  /** The jobs of these ids that belong to this licence and are not deleted: for their owner. */
  public List<Job> findOwned(Collection<String> ids, String licence) {
    return ids.isEmpty()
        ? List.of()
        : database
            .reader()
            .sql(SELECT + "where id in (:ids) and licence = :licence and deleted_at is null")
            .param("ids", ids)
            .param("licence", licence)
            .query(JobRow::read)
            .list();
  }

  /** The job of this id, of any licence, unless it is deleted: for holders of a signed link. */
  public Optional<Job> findNotDeleted(String id) {
    return database
        .reader()
        .sql(SELECT + "where id = ? and deleted_at is null")
        .param(id)
        .query(JobRow::read)
        .optional();
  }

  /** The job of this id, of any licence, deleted or not: for the service, never for callers. */
  public Optional<Job> findAny(String id) {
    return database.reader().sql(SELECT + "where id = ?").param(id).query(JobRow::read).optional();
  }

  /** The jobs of these ids, of any licence, deleted or not: for the service, never for callers. */
  public List<Job> findAny(Collection<String> ids) {
    return ids.isEmpty()
        ? List.of()
        : database
            .reader()
            .sql(SELECT + "where id in (:ids)")
            .param("ids", ids)
            .query(JobRow::read)
            .list();
  }

  /** How far a job is. */
  @FunctionalInterface
  interface ProgressReader {

    /** Takes one job's state and progress; a state that only a newer version knows is left out. */
    void read(String id, JobState.Name state, int progress);
  }

  /** How far these jobs are, of any licence, deleted or not: for the service, never for callers. */
  void progress(Collection<String> ids, ProgressReader reader) {
    if (ids.isEmpty()) {
      return;
    }
    database
        .reader()
        .sql("select id, state, progress from job where id in (:ids)")
        .param("ids", ids)
        .query(
            row -> {
              var id = row.getString("id");
              int progress = row.getInt("progress");
              JobState.Name.read(row.getString("state"))
                  .ifPresent(state -> reader.read(id, state, progress));
            });
  }

  /** Which of these jobs their owner has deleted: for the service, never for callers. */
  public Set<String> deleted(Collection<String> ids) {
    return ids.isEmpty()
        ? Set.of()
        : Set.copyOf(
            database
                .reader()
                .sql("select id from job where id in (:ids) and deleted_at is not null")
                .param("ids", ids)
                .query(String.class)
                .list());
  }

  /** The videos of one licence that are not deleted, by creation time. */
  public List<Job> videosOf(String licence, @Nullable String after, boolean ascending, int limit) {
    return videosOf(licence, VideoFilter.ALL, after, ascending, limit);
  }

  /**
   * Those of them that fit a filter.
   *
   * @param after the job before the first one of the page, or null for the first page
   */
  public List<Job> videosOf(
      String licence, VideoFilter filter, @Nullable String after, boolean ascending, int limit) {
    return page(licence, filter, after, ascending, limit).videos();
  }

  /** One page of them, which may end before its limit if a search in prompts has read enough. */
  public VideoPage page(
      String licence, VideoFilter filter, @Nullable String after, boolean ascending, int limit) {
    var db = database.reader();
    return filter.words().isNone()
        ? new VideoPage(new VideoList(licence, filter, after, ascending, limit).page(db), null)
        : new VideoSearch(db, licence, filter, ascending).page(after, limit);
  }

  /** The open job that repeats the order of a failed one, if there is any. */
  public Optional<String> openRetryOf(Job failed) {
    return openRetryOf(database.reader(), failed.licence(), failed.id());
  }

  static Optional<String> openRetryOf(JdbcClient db, String licence, String failed) {
    return db.sql(OPEN_RETRY).params(failed, licence).query(String.class).optional();
  }

  /** The jobs of one batch, by line, deleted or not. */
  public List<Job> ofBatch(String batch, int afterLine, int limit) {
    return database
        .reader()
        .sql(SELECT + "where batch = ? and line > ? order by line limit ?")
        .params(batch, afterLine, limit)
        .query(JobRow::read)
        .list();
  }

  /** The jobs of the first lines of some batches, one at least, the oldest job first. */
  public List<Job> firstOf(List<String> batches) {
    return database
        .reader()
        .sql(SELECT + "where batch in (:batches) and line = 1 order by id")
        .param("batches", batches)
        .query(JobRow::read)
        .list();
  }

  /** Jobs of cancelled batches that have not ended, first those that nothing was sent of. */
  public List<Job> openOfCancelledBatches(int limit) {
    return openOfCancelledBatches(SENT_OF, List.of(), limit);
  }

  /**
   * The same without those that may be rendered at other accounts than these, unless their
   * deadlines are before a time.
   */
  List<Job> openOfCancelledBatches(Set<Account> accounts, Instant overdue, int limit) {
    var names = accounts.stream().map(one -> one.upstream() + " " + one.credential());
    return openOfCancelledBatches(
        SENT_TO.formatted(", ?".repeat(accounts.size())),
        Stream.concat(Stream.of(overdue.toEpochMilli()), names).toList(),
        limit);
  }

  private List<Job> openOfCancelledBatches(String sent, List<?> params, int limit) {
    var jobs = new ArrayList<Job>();
    var batches = database.reader().sql(CANCELLED_BATCHES).query(String.class).list();
    batches.forEach(batch -> addOpen(jobs, QUEUED_OF, batch, List.of(), limit));
    batches.forEach(batch -> addOpen(jobs, sent, batch, params, limit));
    return jobs;
  }

  private void addOpen(List<Job> jobs, String sql, String batch, List<?> params, int limit) {
    if (jobs.size() < limit) {
      jobs.addAll(
          database
              .reader()
              .sql(sql)
              .param(batch)
              .params(params)
              .param(limit - jobs.size())
              .query(JobRow::read)
              .list());
    }
  }

  /** The videos delivered last, the oldest of them first. */
  List<Job> lastDelivered(int limit) {
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
        .params(JobId.FIRST_VIDEO, JobId.LAST_VIDEO, limit)
        .query(JobRow::read)
        .list();
  }

  /** Whether a render task belongs to a job already. */
  public boolean isTaskTaken(String upstream, String credential, String task) {
    return database
        .reader()
        .sql("select 1 from job where upstream = ? and credential = ? and task = ?")
        .params(upstream, credential, task)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** How many renders are open under an account, those included whose submit may have arrived. */
  int countOpen(Account account) {
    return countOpen(database.reader(), account);
  }

  static int countOpen(JdbcClient db, Account account) {
    return db.sql(COUNT_OPEN_UNDER)
        .params(account.upstream(), account.credential())
        .query(Integer.class)
        .single();
  }

  /** How many renders are open at an upstream, those included whose submit may have arrived. */
  int countOpen(String upstream) {
    return countOpen(database.reader(), upstream);
  }

  static int countOpen(JdbcClient db, String upstream) {
    return db.sql(COUNT_OPEN).param(upstream).query(Integer.class).single();
  }

  /** Whether other processes may work on the same jobs. */
  public boolean isShared() {
    return database.shared();
  }
}
