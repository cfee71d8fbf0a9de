package dev.reelway.idempotency;

import dev.reelway.database.Database;
import dev.reelway.idempotency.Outcome.Created;
import dev.reelway.idempotency.Outcome.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of keys. Every statement but the deletion concerns the rows of one key. */
final class RequestKeyRows {

  /** A row that has expired gives way. */
  private static final String CLAIM =
      """
      insert into request_key (licence, name, origin, fingerprint, object, status, answer, retries,
                               created_at, expires_at, process)
      values (?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (licence, name, origin) do update set
        fingerprint = excluded.fingerprint, object = excluded.object, status = excluded.status,
        answer = excluded.answer, retries = excluded.retries, created_at = excluded.created_at,
        expires_at = excluded.expires_at, process = excluded.process
      where request_key.expires_at <= excluded.created_at
      returning name
      """;

  /** A retry on another node may have overtaken the request that it repeats. */
  static final String ADD =
      """
      insert into request_key (licence, name, origin, object, retries, created_at, expires_at,
                               process)
      select ?, ?, ?, ?, ?, ?, ?, ?
      where not exists (select 1 from request_key where licence = ? and name = ? and origin = ''
                          and created_at > ? and expires_at > ?)
      returning name
      """;

  static final String FIND =
      """
      select * from request_key where licence = ? and name = ? and origin = '' and expires_at > ?
      """;

  /** Each of several equal requests that are retried at once has an object of its own. */
  static final String TAKE =
      """
      update request_key
      set retries = case when retries < ? then ? else retries end, expires_at = ?, rejoin_until = null,
        process = ?
      where licence = ? and name = ? and origin = (
        select origin from request_key
        where licence = ? and name = ? and expires_at > ? and created_at > ?
        order by case when retries < ? then 0 else 1 end, created_at desc, origin desc limit 1)
      returning *
      """;

  static final String SWEEP =
      """
      delete from request_key where (licence, name, origin) in (
        select licence, name, origin from request_key where expires_at <= ?
        order by expires_at limit ? %s)
      """;

  private RequestKeyRows() {}

  /**
   * Records the object of a request.
   *
   * @throws AlreadyAnswered if another request with the key is recorded
   * @throws KeyReused if that one was a different request
   */
  static void record(Database database, JdbcClient db, RequestKey key, String object) {
    var now = key.arrived();
    switch (key.kind()) {
      case CHOSEN -> claimOrThrow(db, key, object, now);
      case RETRY -> {
        lock(database, db, key);
        take(db, key, now).ifPresent(RequestKeyRows::answered);
        if (key.failedTry() == null) {
          claimOrThrow(db, key, object, now);
        } else {
          addOrThrow(db, key, object, now);
        }
      }
      case UNMARKED -> {
        database.lockShared(db, key.slot()); // only a retry concerns it
        addOrThrow(db, key, object, now);
      }
    }
  }

  /** Whether the object of a request is recorded: a commit whose answer was lost was made. */
  static boolean isRecorded(JdbcClient db, RequestKey key, String object) {
    return db.sql("select 1 from request_key where licence = ? and name = ? and object = ?")
        .param(key.licence())
        .param(key.name())
        .param(object)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** A request and its retry on another node do not see each other before they are committed. */
  static void lock(Database database, JdbcClient db, RequestKey key) {
    database.lock(db, key.slot());
  }

  private static void claimOrThrow(JdbcClient db, RequestKey key, String object, Instant now) {
    while (!claim(db, key, object, null, now)) { // Unless the other row has expired meanwhile,
      find(db, key, now).ifPresent(RequestKeyRows::answered); // this throws.
    }
  }

  private static void addOrThrow(JdbcClient db, RequestKey key, String object, Instant now) {
    if (!add(db, key, object, now)) {
      find(db, key, now).ifPresent(RequestKeyRows::answered);
    }
  }

  private static void answered(Outcome outcome) {
    throw new AlreadyAnswered(outcome);
  }

  /** Records how a request has ended, unless another one with the key is recorded. */
  static boolean claim(
      JdbcClient db,
      RequestKey key,
      @Nullable String object,
      @Nullable Refused refused,
      Instant now) {
    return !db.sql(CLAIM)
        .param(key.licence())
        .param(key.name())
        .param(key.fingerprint())
        .param(object)
        .param(refused == null ? null : refused.status())
        .param(refused == null ? null : refused.answer())
        .param(key.retries())
        .param(now.toEpochMilli())
        .param(now.plus(key.kept()).toEpochMilli())
        .param(key.process())
        .query(String.class)
        .list()
        .isEmpty();
  }

  private static boolean add(JdbcClient db, RequestKey key, String object, Instant now) {
    return !db.sql(ADD)
        .param(key.licence())
        .param(key.name())
        .param(object)
        .param(object)
        .param(key.retries())
        .param(now.toEpochMilli())
        .param(now.plus(key.kept()).toEpochMilli())
        .param(key.process())
        .param(key.licence())
        .param(key.name())
        .param(now.toEpochMilli())
        .param(now.toEpochMilli())
        .query(String.class)
        .list()
        .isEmpty();
  }

  /**
   * How the request with this key has ended, if it is recorded.
   *
   * @throws KeyReused if it was a different request
   */
  static Optional<Outcome> find(JdbcClient db, RequestKey key, Instant now) {
    var row =
        db.sql(FIND)
            .param(key.licence())
            .param(key.name())
            .param(now.toEpochMilli())
            .query(RequestKeyRows::row)
            .optional();
    if (row.isPresent() && key.isChosen() && !row.get().fingerprint.equals(key.fingerprint())) {
      throw new KeyReused();
    }
    return row.map(Row::outcome);
  }

  /** The object of the latest equal request that a retry with this count can be the retry of. */
  static Optional<Outcome> take(JdbcClient db, RequestKey key, Instant now) {
    var failed = key.failedTry();
    return db.sql(TAKE)
        .param(key.retries())
        .param(key.retries())
        .param(now.plus(key.kept()).toEpochMilli())
        .param(key.process())
        .param(key.licence())
        .param(key.name())
        .param(key.licence())
        .param(key.name())
        .param(now.toEpochMilli())
        .param(failed == null ? -1 : failed.toEpochMilli())
        .param(key.retries())
        .query(RequestKeyRows::row)
        .optional()
        .map(Row::outcome);
  }

  static int delete(JdbcClient db, RequestKey key, String object) {
    return db.sql("delete from request_key where licence = ? and name = ? and object = ?")
        .param(key.licence())
        .param(key.name())
        .param(object)
        .update();
  }

  static int sweep(Database database, Instant now, int limit) {
    return database.write(
        db ->
            db.sql(SWEEP.formatted(database.skipLocked()))
                .param(now.toEpochMilli())
                .param(limit)
                .update());
  }

  record Row(String fingerprint, Outcome outcome) {}

  static Row row(ResultSet row, int number) throws SQLException {
    var object = row.getString("object");
    var fingerprint = row.getString("fingerprint");
    return new Row(
        fingerprint == null ? "" : fingerprint,
        object == null
            ? new Refused(row.getInt("status"), row.getString("answer"))
            : new Created(object));
  }
}
