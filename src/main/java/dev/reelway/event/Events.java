package dev.reelway.event;

import dev.reelway.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The events that were told, as their licences may look them up and have them told again. */
public final class Events {

  private static final int PRUNED_AT_ONCE = 1_000;

  private final Database database;
  private final Duration keep;
  private final Runnable nudge;
  private final Clock clock;

  /**
   * @param keep how long events are kept that have nobody left to be told
   * @param nudge says that letters may wait
   */
  Events(Database database, Duration keep, Runnable nudge, Clock clock) {
    this.database = database;
    this.keep = keep;
    this.nudge = nudge;
    this.clock = clock;
  }

  /** An event of a licence. */
  public Optional<Event> find(String id, String licence) {
    return database
        .reader()
        .sql("select * from event where id = ? and licence = ?")
        .param(id)
        .param(licence)
        .query(LetterRow::event)
        .optional();
  }

  /**
   * One licence's events by the time of their making.
   *
   * @param job of this job alone, or null for all
   * @param after the event before the first one wanted, or null to begin with
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
        .query(LetterRow::event)
        .list();
  }

  /** The letters of these events that go to the licence's own receivers. */
  public List<Letter> webhooks(List<String> events) {
    return events.isEmpty()
        ? List.of()
        : database
            .reader()
            .sql(
                LetterRow.SELECT
                    + "where l.event in (:events) and l.url is not null order by l.receiver")
            .param("events", events)
            .query(LetterRow::read)
            .list();
  }

  /**
   * Has an event told again to the licence's own receivers, whatever came of it so far; one that is
   * being told at the moment is left alone.
   */
  public void replay(String event) {
    database.write(
        db ->
            db.sql(
                    """
                    update letter set state = 'waiting', tries = 0, due = ?, fence = fence + 1
                    where event = ? and url is not null and owner is null
                    """)
                .param(clock.millis())
                .param(event)
                .update());
    nudge.run();
  }

  /**
   * Forgets events that are old enough and have nobody left to be told.
   *
   * @return how many; there may be more
   */
  public int prune() {
    var before = clock.instant().minus(keep);
    return database.write(
        db -> {
          var old =
              db.sql(
                      """
                      select id from event where created_at < ? and not exists (
                        select 1 from letter where letter.event = event.id and due is not null)
                      order by created_at limit ?
                      """)
                  .param(before.toEpochMilli())
                  .param(PRUNED_AT_ONCE)
                  .query(String.class)
                  .list();
          forget(db, old);
          return old.size();
        });
  }

  private static void forget(JdbcClient db, List<String> events) {
    if (!events.isEmpty()) {
      db.sql("delete from letter where event in (:events)").param("events", events).update();
      db.sql("delete from event where id in (:events)").param("events", events).update();
    }
  }
}
