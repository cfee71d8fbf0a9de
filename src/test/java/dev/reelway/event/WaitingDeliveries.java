package dev.reelway.event;

import dev.reelway.database.Database;
import java.time.Instant;
import java.util.UUID;

/** Any number of deliveries of the licence ann that wait. */
public final class WaitingDeliveries {

  private WaitingDeliveries() {}

  /** Inserts deliveries that are due at one time, to one URL. */
  public static void insert(Database database, int count, String url, Instant due) {
    var name = "evt_" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
    var numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)";
    database.write(
        db ->
            db.sql(
                    numbers
                        + " insert into event (id, licence, job, type, created_at) select ? ||"
                        + " (100000000000 + i), 'ann', ? || i, 'video.failed', ? from n")
                .param(count)
                .param(name)
                .param(name)
                .param(due.toEpochMilli())
                .update());
    database.write(
        db ->
            db.sql(
                    numbers
                        + """
                         insert into event_delivery (event, receiver, licence, target, url, state,
                          attempts, due, fence, log)
                        select ? || (100000000000 + i), 'order', 'ann', ?, ?, 'waiting', 0, ?, 0, '[]'
                        from n
                        """)
                .param(count)
                .param(name)
                .param(Receivers.target("ann", url))
                .param(url)
                .param(due.toEpochMilli())
                .update());
  }
}
