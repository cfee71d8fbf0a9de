package dev.reelway.event;

import dev.reelway.database.Database;
import java.time.Instant;
import java.util.function.ToIntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Changes the waiting deliveries of a webhook that itself has changed, in portions, so that no
 * transaction is long. What is left, as it is being claimed or as this process ends, is noticed
 * when it is due.
 */
final class EndpointDeliveries {

  /** The maximum number of deliveries that one transaction changes. */
  static final int AT_ONCE = 1_000;

  /**
   * An attempt that is under way is not recorded any more. What is written once the endpoint is
   * enabled again is not ended.
   */
  static final String END =
      """
      update event_delivery set state = 'off', due = null, owner = null, fence = fence + 1
      where (event, receiver) in (
        select event, receiver from event_delivery
        where target = ? and coalesce(url, '') = ? and due is not null and receiver = ?
          and not exists (
            select 1 from webhook_endpoint e
            where e.id = event_delivery.receiver and e.state = 'enabled')
        limit ? %s)
      """;

  static final String MOVE =
      """
      update event_delivery set target = ?, url = ?
      where (event, receiver) in (
        select event, receiver from event_delivery
        where target = ? and coalesce(url, '') = ? and due is not null and receiver = ? limit ? %s)
      """;

  static final String WAKE =
      """
      update event_delivery set due = ?
      where (event, receiver) in (
        select event, receiver from event_delivery
        where target = ? and coalesce(url, '') = ? and due > ? and receiver = ? and owner is null
        limit ? %s)
      """;

  private final Database database;

  EndpointDeliveries(Database database) {
    this.database = database;
  }

  /** Ends those of an endpoint that is disabled or deleted. */
  void end(WebhookEndpoint endpoint) {
    inPortions(
        db ->
            db.sql(END.formatted(database.skipLocked()))
                .params(endpoint.target(), endpoint.terms().url(), endpoint.id(), AT_ONCE)
                .update());
  }

  /** Sends those of a receiver that wait for a URL to its new one. */
  void move(Receiver receiver, String licence, String before, String now) {
    inPortions(
        db ->
            db.sql(MOVE.formatted(database.skipLocked()))
                .params(
                    Receivers.target(licence, now),
                    now,
                    Receivers.target(licence, before),
                    before,
                    receiver.name(),
                    AT_ONCE)
                .update());
  }

  /** Makes those due that wait for an endpoint, unless they are being sent. */
  void wake(WebhookEndpoint endpoint, Instant now) {
    inPortions(
        db ->
            db.sql(WAKE.formatted(database.skipLocked()))
                .params(
                    now.toEpochMilli(),
                    endpoint.target(),
                    endpoint.terms().url(),
                    now.toEpochMilli(),
                    endpoint.id(),
                    AT_ONCE)
                .update());
  }

  private void inPortions(ToIntFunction<JdbcClient> change) {
    int changed;
    do {
      changed = database.write(change::applyAsInt);
    } while (changed == AT_ONCE);
  }
}
