package dev.reelway.idempotency;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of requests without a key whose callers may have left, so that equal ones join. */
final class EqualRequestRows {

  /**
   * The answer to a caller who has left, or was told to come again, is left to an equal request.
   */
  static final String LEAVE =
      """
      update request_key
      set rejoin_until = ?, expires_at = case when expires_at < ? then ? else expires_at end
      where licence = ? and name = ? and object = ?
      """;

  /** One request joins it; another equal one finds the next, or none. */
  static final String REJOIN =
      """
      update request_key set rejoin_until = null, expires_at = ?, process = ?
      where licence = ? and name = ? and origin = (
        select origin from request_key
        where licence = ? and name = ? and rejoin_until > ?
        order by created_at desc, origin desc limit 1)
      returning *
      """;

  /** The newest ones, as ids begin with their time. */
  static final String EQUAL =
      """
      select object, rejoin_until, request_key.process, created_at, seen_at from request_key
      left join heartbeat on heartbeat.process = request_key.process
      where licence = ? and name = ? and object is not null and expires_at > ?
      order by origin desc limit 50
      """;

  private EqualRequestRows() {}

  static int leave(JdbcClient db, RequestKey key, String object, Instant now) {
    long until = now.plus(key.rejoinWithin()).toEpochMilli();
    return db.sql(LEAVE)
        .param(until)
        .param(until)
        .param(until)
        .param(key.licence())
        .param(key.name())
        .param(object)
        .update();
  }

  static Optional<Outcome> rejoin(JdbcClient db, RequestKey key, Instant now) {
    return db.sql(REJOIN)
        .param(now.plus(key.kept()).toEpochMilli())
        .param(key.process())
        .param(key.licence())
        .param(key.name())
        .param(key.licence())
        .param(key.name())
        .param(now.toEpochMilli())
        .query(RequestKeyRows::row)
        .optional()
        .map(RequestKeyRows.Row::outcome);
  }

  static List<EqualRequest> equal(JdbcClient db, RequestKey key, Instant now) {
    return db.sql(EQUAL)
        .param(key.licence())
        .param(key.name())
        .param(now.toEpochMilli())
        .query(
            (row, number) ->
                new EqualRequest(
                    row.getString("object"),
                    row.getLong("rejoin_until") > now.toEpochMilli(),
                    row.getString("process"),
                    Instant.ofEpochMilli(
                        Math.max(row.getLong("created_at"), row.getLong("seen_at")))))
        .list();
  }
}
