package dev.reelway.event;

import dev.reelway.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The calls of the dispatcher, with any number of deliveries that wait for a paused URL beside a
 * few for another URL of the same host.
 */
public final class DeliveryCosts {

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final String PAUSED = "https://videos.example/paused";
  private static final String HEALTHY = "https://videos.example/healthy";
  private static final String GONE = "https://gone.example/hook";
  private static final int HEALTHY_ONES = 2_000;
  private static final int GONE_ONES = 6_000;

  private final Database database;
  private final Outbox outbox;
  private final Instant now;

  public DeliveryCosts(Database database, int waiting, Instant now) {
    this.database = database;
    this.outbox =
        new Outbox(
            database,
            "me",
            new Receivers(Map.of(), false),
            any -> true,
            () -> {},
            Clock.systemUTC());
    this.now = now;
    WaitingDeliveries.insert(database, waiting, PAUSED, now.minusSeconds(9));
    WaitingDeliveries.insert(database, waiting + GONE_ONES, GONE, now.minusSeconds(9));
    WaitingDeliveries.insert(database, HEALTHY_ONES, HEALTHY, now.minusSeconds(1));
    pause(claimOne(PAUSED, now), now.plusSeconds(60));
  }

  /** A tick that claims one delivery for the healthy URL. */
  public void tick() {
    outbox.switchOffMore();
    outbox.dueTargets(now);
    claimOne(HEALTHY, now);
  }

  /** A failed attempt whose receiver asks for a pause. */
  public void failedAttempt() {
    var due = now.plusSeconds(60);
    var failed = outbox.claim(Map.of(target(PAUSED), 1), due, LEASE).getFirst();
    pause(failed, due);
  }

  /** An attempt that is answered with 410 Gone; the others are due again afterwards. */
  public long gone() {
    var gone = claimOne(GONE, now);
    long start = System.nanoTime();
    outbox.record(gone.switchedOff(attempt()), GONE, now);
    long taken = System.nanoTime() - start;
    database.write(db -> db.sql("delete from receiver_pause where url = ?").param(GONE).update());
    database.write(db -> db.sql("delete from disabled_webhook").update());
    return taken;
  }

  private void pause(EventDelivery failed, Instant until) {
    outbox.record(failed.postponed(attempt(), until), PAUSED, now);
    outbox.pauseReceiver(failed, until);
  }

  private EventDelivery claimOne(String url, Instant when) {
    var claimed = outbox.claim(Map.of(target(url), 1), when, LEASE);
    if (claimed.size() != 1 || !url.equals(claimed.getFirst().url())) {
      throw new AssertionError("claimed for " + url + ": " + claimed);
    }
    return claimed.getFirst();
  }

  private static String target(String url) {
    return Receivers.target("ann", url);
  }

  private DeliveryAttempt attempt() {
    return new DeliveryAttempt(now.toEpochMilli(), 7, 503, "no", null);
  }
}
