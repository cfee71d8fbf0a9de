package dev.reelway.event;

import dev.reelway.database.Database;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The pauses of receivers. A receiver is a URL of a target: a pause holds back none of the other
 * URLs of the same host. It is one row, however many deliveries wait.
 */
final class ReceiverPauses {

  /** The end of the pause of a receiver whose waiting deliveries are being switched off. */
  static final long SWITCHED_OFF = 253_402_300_799_999L;

  /** The maximum number of deliveries that are switched off with the attempt that fails. */
  static final int AT_ONCE = 100;

  /** The maximum number of deliveries that each later transaction switches off. */
  static final int LATER = 1_000;

  /**
   * The endpoints at the URL were disabled before: one that is enabled has moved, was enabled again
   * or is new. Those of one more receiver may be left out.
   */
  static final String SWITCH_OFF =
      """
      with picked as materialized (
        select event, receiver from event_delivery
        where target = ? and coalesce(url, '') = ? and due is not null and owner is null
          and not exists (
            select 1 from webhook_endpoint e
            where e.id = event_delivery.receiver and e.state = 'enabled')
          and receiver <> ?
        limit ? %s)
      update event_delivery set state = 'off', due = null
      where (event, receiver) in (select event, receiver from picked)
      """;

  /** A receiver with deliveries that are still to be switched off. */
  private record SwitchedOff(String target, String url) {}

  private final Database database;
  private final Receivers receivers;

  ReceiverPauses(Database database, Receivers receivers) {
    this.database = database;
    this.receivers = receivers;
  }

  /** Claims no delivery of the receiver before the given time; an earlier end is replaced. */
  void pause(JdbcClient db, String target, String url, long until) {
    db.sql(
            """
            insert into receiver_pause (target, url, paused_until) values (?, ?, ?)
            on conflict (target, url) do update set paused_until = excluded.paused_until
            where receiver_pause.paused_until < excluded.paused_until
            """)
        .param(target)
        .param(url)
        .param(until)
        .update();
  }

  /** Ends the pauses of the webhooks that an event has deliveries for. */
  static void end(JdbcClient db, String event) {
    db.sql(
            """
            delete from receiver_pause where (target, url) in (
              select target, url from event_delivery where event = ? and url is not null)
            """)
        .param(event)
        .update();
  }

  /** Ends the pause of a receiver. */
  static void end(JdbcClient db, String target, String url) {
    db.sql("delete from receiver_pause where target = ? and url = ?")
        .param(target)
        .param(url)
        .update();
  }

  /** Deletes the pauses that have ended. */
  static int prune(JdbcClient db, Instant now) {
    return db.sql("delete from receiver_pause where paused_until <= ?")
        .param(now.toEpochMilli())
        .update();
  }

  /**
   * Switches off the waiting deliveries of a receiver that is gone. Of many, it pauses the receiver
   * and leaves the others to {@link #switchOffMore}.
   */
  void switchOff(JdbcClient db, String target, String url) {
    if (switchOff(db, target, url, AT_ONCE) == AT_ONCE) {
      pause(db, target, url, SWITCHED_OFF);
    }
  }

  /** Switches off further deliveries of a receiver that is gone, if there are any. */
  void switchOffMore() {
    database
        .reader()
        .sql("select target, url from receiver_pause where paused_until = ? limit 1")
        .param(SWITCHED_OFF)
        .query(SwitchedOff.class)
        .optional()
        .ifPresent(gone -> database.write(db -> switchOffMore(db, gone)));
  }

  private int switchOffMore(JdbcClient db, SwitchedOff gone) {
    if (!isStillGone(db, gone)) {
      return 0;
    }
    int off = switchOff(db, gone.target(), gone.url(), LATER);
    if (off < LATER) {
      db.sql("delete from receiver_pause where target = ? and url = ? and paused_until = ?")
          .param(gone.target())
          .param(gone.url())
          .param(SWITCHED_OFF)
          .update();
    }
    return off;
  }

  /** Who ends the pause waits for the deliveries that are switched off now. */
  private boolean isStillGone(JdbcClient db, SwitchedOff gone) {
    return db.sql(
                """
                update receiver_pause set paused_until = paused_until
                where target = ? and url = ? and paused_until = ?
                """)
            .param(gone.target())
            .param(gone.url())
            .param(SWITCHED_OFF)
            .update()
        > 0;
  }

  /** The webhook of the licence may have moved: what waits for it goes to its new URL. */
  private int switchOff(JdbcClient db, String target, String url, int limit) {
    boolean isMoved = receivers.movedTo(Receivers.licence(target), url).isPresent();
    return db.sql(SWITCH_OFF.formatted(database.skipLocked()))
        .param(target)
        .param(url)
        .param(isMoved ? Receiver.LICENCE.name() : "")
        .param(limit)
        .update();
  }
}
