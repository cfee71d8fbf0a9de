package dev.reelway.intake;

import dev.reelway.database.Database;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.intake.ApiBatch.Fault;
import dev.reelway.library.ContentStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The batches in the ledger that were created over HTTP. */
final class ApiBatches {

  private static final String SELECT =
      """
      select c.*, b.created_at, b.cancelled_at, b.closed_at,
        coalesce(b.total, c.orders) as total,
        (select sum(completed) from batch_count where batch = c.id) as completed_yet,
        (select sum(failed) from batch_count where batch = c.id) as failed_yet
      from %s
      """;

  private static final String OF_CALL = SELECT.formatted("api_batch c join batch b on b.id = c.id");

  static final String PAGE =
      OF_CALL + "where c.licence = ? and c.id < ? order by c.id desc limit ?";

  static final String FINISHED =
      SELECT.formatted("batch b join api_batch c on c.id = b.id")
          + """
          where b.closed_at is null and b.total is not null and c.read_at is not null
            and (select 1 from job where job.batch = b.id
                   and state in ('queued', 'submitting', 'rendering', 'rendered') limit 1) is null
          """;

  /** One look-up for each licence, however many batches it has. */
  static final String UNREAD_LICENCES =
      """
      with recursive waiting (licence) as (
        select min(licence) from api_batch where read_at is null
        union all
        select (select min(licence) from api_batch
                where read_at is null and licence > waiting.licence)
        from waiting where waiting.licence is not null)
      select licence from waiting where licence is not null
      """;

  static final String CLAIM =
      """
      with picked as materialized (
        select id from api_batch
        where licence = ? and read_at is null and reading_until < ? and expires_at <= ?
        order by reading_until, id limit ? %s)
      update api_batch set reading_until = ? where id in (select id from picked)
      returning id
      """;

  private final Database database;
  private final ContentStore contentStore;

  /**
   * @param contentStore where the result files are kept
   */
  ApiBatches(Database database, ContentStore contentStore) {
    this.database = database;
    this.contentStore = contentStore;
  }

  /**
   * Inserts a batch.
   *
   * @param key what the caller's request is recognised by, or null
   */
  void open(ApiBatch call, @Nullable RequestKey key) {
    RequestKey.write(database, key, call.id(), db -> ApiBatchRow.insert(db, call));
  }

  Optional<ApiBatch> find(String id, String licence) {
    return database
        .reader()
        .sql(OF_CALL + "where c.id = ? and c.licence = ?")
        .param(id)
        .param(licence)
        .query(ApiBatchRow::read)
        .optional();
  }

  /**
   * One licence's batches, the newest first.
   *
   * @param after the id of the last batch of the page before, or null for the first page
   */
  List<ApiBatch> list(String licence, @Nullable String after, int limit) {
    return database
        .reader()
        .sql(PAGE)
        .param(licence)
        .param(after == null ? "c" : after)
        .param(limit)
        .query(ApiBatchRow::read)
        .list();
  }

  /** Cancels a batch; one that has ended is not changed. */
  void cancel(String id, Instant now) {
    database.write(
        db ->
            db.sql(
                    """
                    update batch set cancelled_at = ?
                    where id = ? and closed_at is null and cancelled_at is null
                    """)
                .param(now.toEpochMilli())
                .param(id)
                .update());
  }

  /** The licences with batches that have not been read, whether they have a reader or not. */
  List<String> unreadLicences() {
    return database.reader().sql(UNREAD_LICENCES).query(String.class).list();
  }

  /** Claims batches of a licence that have not been read and have no reader now. */
  List<ApiBatch> claimUnread(String licence, int limit, Instant now, Duration lease) {
    return claim(licence, Long.MAX_VALUE, limit, now, lease);
  }

  /** The same, of those whose completion window has ended. */
  List<ApiBatch> claimLate(String licence, int limit, Instant now, Duration lease) {
    return claim(licence, now.toEpochMilli(), limit, now, lease);
  }

  private List<ApiBatch> claim(
      String licence, long latestEnd, int limit, Instant now, Duration lease) {
    var claimed =
        database.write(
            db ->
                db.sql(CLAIM.formatted(database.skipLocked()))
                    .param(licence)
                    .param(now.toEpochMilli())
                    .param(latestEnd)
                    .param(limit)
                    .param(now.plus(lease).toEpochMilli())
                    .query(String.class)
                    .list());
    return claimed.stream().sorted().map(this::find).flatMap(Optional::stream).toList();
  }

  /** The batch with this id, of any licence: for the service and for holders of a signed link. */
  Optional<ApiBatch> find(String id) {
    return database
        .reader()
        .sql(OF_CALL + "where c.id = ?")
        .param(id)
        .query(ApiBatchRow::read)
        .optional();
  }

  /** Renews the leases of readers of these batches. */
  void renew(Collection<String> ids, Instant until) {
    if (!ids.isEmpty()) {
      database.write(
          db ->
              db.sql(
                      """
                      update api_batch set reading_until = :until
                      where id in (:ids) and read_at is null and reading_until < :until
                      """)
                  .param("until", until.toEpochMilli())
                  .param("ids", ids)
                  .update());
    }
  }

  /** Releases all unread batches. Only for a ledger that no other process uses. */
  public int release() {
    return database.write(
        db -> db.sql("update api_batch set reading_until = 0 where read_at is null").update());
  }

  /** Releases a batch after a failed reading, to be read again at the given time. */
  void release(String id, Instant again) {
    database.write(
        db ->
            db.sql("update api_batch set reading_until = ? where id = ? and read_at is null")
                .param(again.toEpochMilli())
                .param(id)
                .update());
  }

  /** Records that the file of a batch has been found acceptable, with so many orders. */
  void checked(String id, int orders, Instant now) {
    database.write(
        db ->
            db.sql(
                    """
                    update api_batch set checked_at = ?, orders = ?
                    where id = ? and checked_at is null
                    """)
                .param(now.toEpochMilli())
                .param(orders)
                .param(id)
                .update());
  }

  /** Records that all orders of a batch are jobs or refused. The first one to say so counts. */
  void seal(String id, int total, Instant now) {
    database.write(
        db -> {
          int sealed = DroppedBatches.seal(database, db, id, total);
          return sealed == 0
              ? 0
              : db.sql("update api_batch set read_at = ? where id = ?")
                  .param(now.toEpochMilli())
                  .param(id)
                  .update();
        });
  }

  /**
   * Fails and closes a batch whose file is not acceptable, so that no other reader adds to it.
   *
   * @return false if any of its orders has been decided, or it has failed before; then nothing
   *     changes
   */
  boolean fail(String id, List<Fault> faults, Instant now) {
    return database.write(
        db -> {
          database.lock(db, id);
          return !DecidedLines.isAny(db, id)
              && DroppedBatches.seal(database, db, id, 0) > 0
              && fault(db, id, faults, now) > 0
              && close(db, id, now) > 0;
        });
  }

  private static int fault(JdbcClient db, String id, List<Fault> faults, Instant now) {
    return db.sql(
            """
            update api_batch set read_at = ?, errors = ?, completed = 0, failed = 0
            where id = ? and read_at is null
            """)
        .param(now.toEpochMilli())
        .param(Database.text(ApiBatchRow.json(faults)))
        .param(id)
        .update();
  }

  /** The open batches that have been read and whose jobs have all ended. */
  List<ApiBatch> finished() {
    return database.reader().sql(FINISHED).query(ApiBatchRow::read).list();
  }

  /**
   * Closes a batch and records its result files, after these have been stored. Nothing changes if
   * it is closed already.
   */
  void close(ApiBatch call, ApiBatchOutputs outputs, Instant now) {
    database.write(
        db -> {
          if (close(db, call.id(), now) > 0) {
            outputs.files().forEach(file -> contentStore.add(db, file));
            name(db, call.id(), outputs);
          }
          return call;
        });
  }

  private static int close(JdbcClient db, String id, Instant now) {
    BatchCounts.close(db, id);
    return db.sql("update batch set closed_at = ? where id = ? and closed_at is null")
        .param(now.toEpochMilli())
        .param(id)
        .update();
  }

  private static void name(JdbcClient db, String id, ApiBatchOutputs outputs) {
    db.sql(
            """
            update api_batch set output_file = ?, error_file = ?, completed = ?, failed = ?
            where id = ?
            """)
        .param(outputs.outputFile())
        .param(outputs.errorFile())
        .param(outputs.completed())
        .param(outputs.failed())
        .param(id)
        .update();
  }
}
