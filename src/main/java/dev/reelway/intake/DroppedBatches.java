package dev.reelway.intake;

import dev.reelway.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The dropped files in the ledger and their progress: read, refused lines, cancelled, closed. */
final class DroppedBatches {

  /**
   * Ids are of the clock of the node that claims: one whose clock is ahead may have begun before.
   */
  static final String SAME =
      """
      select b.* from batch me, batch b
      where me.id = ? and b.digest = me.digest and b.licence = me.licence and b.id <> me.id
        and (b.id < me.id or exists (select 1 from job where batch = b.id))
        and (b.total is null or b.total > 0)
        and coalesce(b.inbox, '') = coalesce(me.inbox, '')
      order by b.id desc limit 1
      """;

  /** The name of a batch over HTTP is its id; a dropped file has a name of its own. */
  static final String FINISHED =
      """
      select * from batch where closed_at is null and total is not null and name <> id
        and (select 1 from job where job.batch = batch.id
               and state in ('queued', 'submitting', 'rendering', 'rendered') limit 1) is null
      """;

  private static final String PROGRESS =
      """
      select b.total,
        (select count(*) from refusal where batch = b.id) as refused,
        sum(case when state = 'delivered' then 1 else 0 end) as done,
        sum(case when state = 'failed' then 1 else 0 end) as failed,
        sum(case when state in ('submitting', 'rendering', 'rendered') then 1 else 0 end)
          as running,
        sum(case when state = 'queued' then 1 else 0 end) as waiting,
        sum(progress) as progress, sum(cost) as cost,
        min(cost_currency) as currency, max(cost_currency) as other_currency
      from batch b left join job on job.batch = b.id
      where b.id = ? %s
      group by b.id, b.total
      """;

  private final Database database;
  private final DecidedLines lines;

  DroppedBatches(Database database) {
    this.database = database;
    this.lines = new DecidedLines(database);
  }

  /** The lines of batches that have been decided. */
  DecidedLines lines() {
    return lines;
  }

  /** Inserts a batch under a unique name; a batch that exists is not changed. */
  void open(DroppedBatch droppedBatch, String digest) {
    open(droppedBatch, digest, name -> false);
  }

  /**
   * The same.
   *
   * @param isTaken whether a name is not free although the ledger does not have it
   */
  void open(DroppedBatch droppedBatch, String digest, Predicate<String> isTaken) {
    int free =
        new BatchNames(name -> isInUse(name) || isTaken.test(plain(name))).freeNumber(droppedBatch);
    database.write(
        db -> {
          for (int n = free; find(db, droppedBatch.id()).isEmpty(); n++) {
            insert(db, droppedBatch, BatchNames.name(droppedBatch, n), digest);
          }
          return droppedBatch;
        });
  }

  private static void insert(JdbcClient db, DroppedBatch droppedBatch, String name, String digest) {
    db.sql(
            """
            insert into batch (id, licence, source, name, created_at, digest, inbox)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """)
        .param(droppedBatch.id())
        .param(droppedBatch.licence())
        .param(droppedBatch.source())
        .param(name)
        .param(droppedBatch.created().toEpochMilli())
        .param(digest)
        .param(droppedBatch.inbox().equals(Inbox.HOT_FOLDER) ? null : droppedBatch.inbox())
        .update();
  }

  private boolean isInUse(String name) {
    return exists("select 1 from batch where name = ?", name);
  }

  private boolean exists(String sql, String of) {
    return database.reader().sql(sql).param(of).query(Integer.class).optional().isPresent();
  }

  private static Optional<DroppedBatch> find(JdbcClient db, String id) {
    return db.sql("select * from batch where id = ?")
        .param(id)
        .query(DroppedBatches::read)
        .optional();
  }

  Optional<DroppedBatch> find(String id) {
    return find(database.reader(), id);
  }

  /**
   * The latest earlier batch of the same licence and inbox with the same content, unless it had no
   * orders.
   */
  Optional<DroppedBatch> sameAs(String id) {
    return database.reader().sql(SAME).param(id).query(DroppedBatches::read).optional();
  }

  /**
   * Cancels a batch.
   *
   * @return whether it was open and not cancelled before
   */
  boolean cancel(String id, Instant now) {
    return database.write(
            db ->
                db.sql(
                        """
                        update batch set cancelled_at = ?
                        where id = ? and closed_at is null and cancelled_at is null
                        """)
                    .param(now.toEpochMilli())
                    .param(id)
                    .update())
        > 0;
  }

  boolean isCancelled(String batch) {
    return exists("select 1 from batch where id = ? and cancelled_at is not null", batch);
  }

  /** Whether no more orders of a batch are read: it was cancelled, or has been read to the end. */
  boolean isOver(String batch) {
    return exists(
        "select 1 from batch where id = ? and (cancelled_at is not null or total is not null)",
        batch);
  }

  /** Records that all lines of a batch have been decided. The first one to say so counts. */
  void seal(String batch, int total) {
    database.write(db -> seal(database, db, batch, total));
  }

  static int seal(Database database, JdbcClient db, String batch, int total) {
    database.lock(db, batch);
    return db.sql("update batch set total = ? where id = ? and total is null")
        .param(total)
        .param(batch)
        .update();
  }

  boolean isSealed(String batch) {
    return !sealed(List.of(batch)).isEmpty();
  }

  /** Whether a process reads a batch, or has claimed or read it since a time. */
  boolean isBeingRead(String batch, Instant since) {
    long millis = since.toEpochMilli();
    return database
        .reader()
        .sql(
            """
            select 1 from batch
            where id = ? and total is null and (reading_until > ? or created_at > ?)
            """)
        .params(batch, millis, millis)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** Whether other processes may have claimed batches of the same ledger. */
  boolean isShared() {
    return database.shared();
  }

  /** Which of these batches have been read to the end. */
  Set<String> sealed(Collection<String> batches) {
    return batches.isEmpty()
        ? Set.of()
        : Set.copyOf(
            database
                .reader()
                .sql("select id from batch where id in (:ids) and total is not null")
                .param("ids", batches)
                .query(String.class)
                .list());
  }

  /** The dropped files without results. */
  List<DroppedBatch> openBatches() {
    return where("closed_at is null and name <> id order by created_at");
  }

  /** Those of them that are not cancelled. */
  List<DroppedBatch> uncancelled() {
    return where("closed_at is null and cancelled_at is null and name <> id");
  }

  /** The dropped files that have not been read to the end. */
  List<DroppedBatch> unread() {
    return where("closed_at is null and total is null and name <> id");
  }

  private List<DroppedBatch> where(String condition) {
    return database
        .reader()
        .sql("select * from batch where " + condition)
        .query(DroppedBatches::read)
        .list();
  }

  /** The progress of an open batch; empty once it is closed. */
  Optional<BatchProgress> progress(String id) {
    return database
        .reader()
        .sql(PROGRESS.formatted("and b.closed_at is null"))
        .param(id)
        .query((row, n) -> BatchProgress.read(row))
        .optional();
  }

  /** The progress of a batch, open or closed. */
  BatchProgress tally(String id) {
    return database
        .reader()
        .sql(PROGRESS.formatted(""))
        .param(id)
        .query((row, n) -> BatchProgress.read(row))
        .single();
  }

  /** The dropped files that have been read to the end and whose jobs have all ended. */
  List<DroppedBatch> finished() {
    return database.reader().sql(FINISHED).query(DroppedBatches::read).list();
  }

  /**
   * Closes a batch, after its results have been written.
   *
   * @return whether it was open before
   */
  boolean close(String batch, Instant now) {
    return database.write(
            db ->
                db.sql("update batch set closed_at = ? where id = ? and closed_at is null")
                    .param(now.toEpochMilli())
                    .param(batch)
                    .update())
        > 0;
  }

  /** The name without that of the inbox. */
  private static String plain(String name) {
    return name.substring(name.indexOf('/') + 1);
  }

  private static DroppedBatch read(ResultSet row, int number) throws SQLException {
    var inbox = row.getString("inbox");
    var name = row.getString("name");
    return new DroppedBatch(
        row.getString("id"),
        row.getString("licence"),
        row.getString("source"),
        plain(name),
        Instant.ofEpochMilli(row.getLong("created_at")),
        inbox == null ? Inbox.HOT_FOLDER : inbox);
  }
}
