package dev.reelway.event;

import dev.reelway.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The stored events: each licence can look its own up and have them delivered again. */
public final class Events {

  static final int PRUNE_LIMIT = 1_000;

  private static final int MOST_ROUNDS = 20;

  private final Database database;
  private final Duration keep;
  private final Receivers receivers;
  private final Runnable trigger;
  private final Clock clock;

  /**
   * @param keep how long events are kept; an event with a waiting delivery is kept longer
   * @param receivers tells whether the operator's endpoint is configured: what waits for one that
   *     is not keeps no event
   * @param trigger triggers the dispatch of due deliveries
   */
  Events(Database database, Duration keep, Receivers receivers, Runnable trigger, Clock clock) {
    this.database = database;
    this.keep = keep;
    this.receivers = receivers;
    this.trigger = trigger;
    this.clock = clock;
  }

  /** The event with this id, if it belongs to the licence. */
  public Optional<Event> find(String id, String licence) {
    return database
        .reader()
        .sql("select * from event where id = ? and licence = ?")
        .param(id)
        .param(licence)
        .query(EventDeliveryRow::event)
        .optional();
  }

  /**
   * One licence's events in the order of their creation.
   *
   * @param job only the events of this job, or null for all
   * @param after the id of the last event of the page before, or null for the first page
   * @param limit the maximum number of events
   */
  public List<Event> events(
      String licence, @Nullable String job, @Nullable String after, boolean ascending, int limit) {
    var from = after != null ? after : ascending ? Event.FIRST : Event.LAST;
    return database
        .reader()
        .sql(
            "select * from event where licence = ? and id %s ? %s order by id %s limit ?"
                .formatted(
                    ascending ? ">" : "<",
                    job == null ? "" : "and job = ?",
                    ascending ? "asc" : "desc"))
        .params(job == null ? List.of(licence, from, limit) : List.of(licence, from, job, limit))
        .query(EventDeliveryRow::event)
        .list();
  }

  /** The deliveries of these events to webhooks; those to the operator's endpoint are left out. */
  public List<EventDelivery> webhooks(List<String> events) {
    return events.isEmpty()
        ? List.of()
        : database
            .reader()
            .sql(
                EventDeliveryRow.SELECT
                    + "where l.event in (:events) and l.url is not null order by l.receiver")
            .param("events", events)
            .query(EventDeliveryRow::read)
            .list();
  }

  /**
   * Schedules all webhook deliveries of an event again, whatever their status; a delivery that is
   * in progress is not changed. It ends the pauses of their receivers.
   */
  public void replay(String event) {
    database.write(
        db -> {
          ReceiverPauses.end(db, event);
          return db.sql(
                  """
                  update event_delivery set state = 'waiting', attempts = 0, due = ?, fence = fence + 1
                  where event = ? and url is not null and owner is null
                  """)
              .param(clock.millis())
              .param(event)
              .update();
        });
    trigger.run();
  }

  /**
   * Deletes the events that are older than the retention time and have no waiting delivery, in
   * bounded steps, the pauses that have ended, and what is known of URLs that were disabled before
   * the retention time.
   *
   * @return how many events were deleted
   */
  public int prune() {
    database.write(db -> ReceiverPauses.prune(db, clock.instant()));
    database.write(db -> DisabledWebhooks.prune(db, clock.instant().minus(keep)));
    int all = 0;
    int deleted = PRUNE_LIMIT;
    for (int round = 0; round < MOST_ROUNDS && deleted == PRUNE_LIMIT; round++) {
      deleted = pruneSome();
      all += deleted;
    }
    return all;
  }

  private int pruneSome() {
    var before = clock.instant().minus(keep);
    return database.write(
        db -> {
          var old =
              db.sql(
                      """
                      select id from event where created_at < ? and not exists (
                        select 1 from event_delivery
                        where event_delivery.event = event.id and due is not null %s)
                      order by created_at limit ?
                      """
                          .formatted(receivers.hasEndpoint() ? "" : "and url is not null"))
                  .param(before.toEpochMilli())
                  .param(PRUNE_LIMIT)
                  .query(String.class)
                  .list();
          delete(db, old);
          return old.size();
        });
  }

  private static void delete(JdbcClient db, List<String> events) {
    if (!events.isEmpty()) {
      db.sql("delete from event_delivery where event in (:events)")
          .param("events", events)
          .update();
      db.sql("delete from event where id in (:events)").param("events", events).update();
    }
  }
}
