package dev.reelway.event;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The URLs that have answered 410 Gone: nothing is sent there until a replay is delivered, or until
 * the events of that time are deleted and none is left that could be replayed.
 */
final class DisabledWebhooks {

  private DisabledWebhooks() {}

  static boolean contain(JdbcClient db, String licence, String url) {
    return db.sql("select 1 from disabled_webhook where licence = ? and url = ?")
        .param(licence)
        .param(url)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  static void add(JdbcClient db, String licence, String url, Instant now) {
    db.sql(
            """
            insert into disabled_webhook (licence, url, since) values (?, ?, ?) on conflict do nothing
            """)
        .param(licence)
        .param(url)
        .param(now.toEpochMilli())
        .update();
  }

  static void remove(JdbcClient db, String licence, String url) {
    db.sql("delete from disabled_webhook where licence = ? and url = ?")
        .param(licence)
        .param(url)
        .update();
  }

  /** Removes those that have been disabled since before that time. */
  static int prune(JdbcClient db, Instant before) {
    return db.sql("delete from disabled_webhook where since < ?")
        .param(before.toEpochMilli())
        .update();
  }
}
