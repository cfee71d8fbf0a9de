package dev.reelway.event;

import dev.reelway.database.Database;
import java.time.Clock;
import java.util.List;

/**
 * Moves the waiting deliveries of a licence's webhook that has another URL by now. Each follows by
 * itself with its next attempt; here are those that a pause of the former URL holds back.
 */
public final class LicenceDeliveries {

  static final String HELD_BACK =
      """
      select 1 from event_delivery
      where target = ? and coalesce(url, '') = ? and due is not null and receiver = ? limit 1
      """;

  /** A receiver that nothing is sent to at present. */
  private record Paused(String target, String url) {}

  private final Database database;
  private final Receivers receivers;
  private final EndpointDeliveries deliveries;
  private final Clock clock;

  LicenceDeliveries(Database database, Receivers receivers, Clock clock) {
    this.database = database;
    this.receivers = receivers;
    this.deliveries = new EndpointDeliveries(database);
    this.clock = clock;
  }

  /** Moves those, whether the webhook was changed by a call or with a restart. */
  public void move() {
    paused().forEach(this::move);
  }

  private List<Paused> paused() {
    return database
        .reader()
        .sql("select target, url from receiver_pause where paused_until > ?")
        .param(clock.millis())
        .query(Paused.class)
        .list();
  }

  private void move(Paused paused) {
    var licence = Receivers.licence(paused.target());
    receivers
        .movedTo(licence, paused.url())
        .filter(now -> holdsBack(paused))
        .ifPresent(now -> deliveries.move(Receiver.LICENCE, licence, paused.url(), now));
  }

  private boolean holdsBack(Paused paused) {
    return database
        .reader()
        .sql(HELD_BACK)
        .params(paused.target(), paused.url(), Receiver.LICENCE.name())
        .query(Integer.class)
        .optional()
        .isPresent();
  }
}
