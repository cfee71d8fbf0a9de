package dev.reelway.event;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The URLs that have answered 410 Gone: nothing is sent there until a replay is delivered. */
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
}
