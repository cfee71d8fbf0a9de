package dev.reelway.event;

import dev.reelway.database.Database;
import dev.reelway.event.DueReceivers.DueReceiver;
import dev.reelway.event.EventDelivery.DeliveryStatus;
import dev.reelway.job.Job;
import dev.reelway.job.JobEndListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The events in the ledger and their deliveries. An event is written in the transaction that ends
 * its job; a delivery is claimed, attempted and recorded like a job, under a lease and a fence.
 */
final class Outbox implements JobEndListener {

  static final String CLAIM =
      """
      with picked as materialized (
        select event, receiver from event_delivery
        where target = ? and coalesce(url, '') = ? and due <= ? order by due limit ? %s)
      update event_delivery set owner = ?, fence = fence + 1, due = ?
      where (event, receiver) in (select event, receiver from picked)
      returning event, receiver
      """;

  private final Database database;
  private final String owner;
  private final Receivers receivers;
  private final Predicate<String> inForce;
  private final DueReceivers due;
  private final ReceiverPauses pauses;
  private final Runnable triggerDispatch;
  private final Clock clock;
  private final AtomicBoolean pending = new AtomicBoolean();

  /**
   * @param owner the name of this process, unique among all processes that ever claim from this
   *     ledger
   * @param inForce whether a licence is in force, as far as this process knows, by its name: one
   *     that is not has no webhook endpoints
   * @param trigger triggers the dispatch of due deliveries
   */
  Outbox(
      Database database,
      String owner,
      Receivers receivers,
      Predicate<String> inForce,
      Runnable trigger,
      Clock clock) {
    this.database = database;
    this.owner = owner;
    this.receivers = receivers;
    this.inForce = inForce;
    this.due = new DueReceivers(database);
    this.pauses = new ReceiverPauses(database, receivers);
    this.triggerDispatch = trigger;
    this.clock = clock;
  }

  @Override
  public void ended(JdbcClient db, Job job) {
    ended(db, List.of(job));
  }

  @Override
  public void ended(JdbcClient db, List<Job> jobs) {
    var registered = new HashMap<String, List<WebhookEndpoint>>();
    for (var job : jobs) {
      ended(db, job, registered.computeIfAbsent(job.licence(), licence -> endpoints(db, licence)));
    }
  }

  private List<WebhookEndpoint> endpoints(JdbcClient db, String licence) {
    return inForce.test(licence) ? WebhookEndpointRows.of(db, licence) : List.of();
  }

  private void ended(JdbcClient db, Job job, List<WebhookEndpoint> registered) {
    var event = Event.of(job, clock.instant());
    var deliveries = receivers.deliveries(event, job, registered);
    if (!deliveries.isEmpty() && insert(db, event)) {
      deliveries.forEach(delivery -> insert(db, delivery));
      pending.set(true);
    }
  }

  @Override
  public void committed() {
    if (pending.getAndSet(false)) {
      triggerDispatch.run();
    }
  }

  /** Triggers the dispatch of due deliveries. */
  void triggerDispatch() {
    triggerDispatch.run();
  }

  private static boolean insert(JdbcClient db, Event event) {
    return db.sql(
                """
                insert into event (id, licence, job, type, created_at, trace)
                values (?, ?, ?, ?, ?, ?)
                on conflict do nothing
                """)
            .param(event.id())
            .param(event.licence())
            .param(event.job())
            .param(event.type())
            .param(event.created().toEpochMilli())
            .param(event.trace())
            .update()
        > 0;
  }

  private static void insert(JdbcClient db, EventDelivery delivery) {
    boolean isOff = isOff(db, delivery);
    db.sql(
            """
            insert into event_delivery (event, receiver, licence, target, url, state, attempts, due, fence, log)
            values (?, ?, ?, ?, ?, ?, 0, ?, 0, '[]')
            """)
        .param(delivery.event().id())
        .param(delivery.receiver().name())
        .param(delivery.event().licence())
        .param(delivery.target())
        .param(delivery.url())
        .param(isOff ? DeliveryStatus.OFF.code() : delivery.status().code())
        .param(isOff ? null : EventDeliveryRow.millis(delivery.due()))
        .update();
  }

  private static boolean isOff(JdbcClient db, EventDelivery delivery) {
    return delivery.url() != null
        && !delivery.receiver().isRegistered()
        && DisabledWebhooks.contain(db, delivery.event().licence(), delivery.url());
  }

  /** Whether other processes may deliver the same events. */
  boolean isShared() {
    return database.shared();
  }

  /** The targets with a due delivery, whether its receiver is paused or not. */
  List<String> dueTargets(Instant now) {
    return due.targets(now);
  }

  /**
   * Claims due deliveries of receivers that are not paused, until the lease ends. The longest due
   * ones are first, unless they are those of paused receivers: then the others take turns.
   *
   * @param limits the maximum number of deliveries, by target
   */
  List<EventDelivery> claim(Map<String, Integer> limits, Instant now, Duration lease) {
    var found = new ArrayList<DueReceiver>();
    limits.forEach((target, limit) -> found.addAll(due.find(target, limit, now)));
    return found.isEmpty()
        ? List.of()
        : database.write(db -> claim(db, found, now, now.plus(lease)));
  }

  private List<EventDelivery> claim(
      JdbcClient db, List<DueReceiver> receivers, Instant now, Instant leaseEnd) {
    return receivers.stream()
        .map(receiver -> claim(db, receiver, now, leaseEnd))
        .filter(keys -> !keys.isEmpty())
        .flatMap(keys -> EventDeliveryRow.find(db, keys).stream())
        .toList();
  }

  private List<List<String>> claim(
      JdbcClient db, DueReceiver receiver, Instant now, Instant leaseEnd) {
    return db.sql(CLAIM.formatted(database.skipLocked()))
        .param(receiver.target())
        .param(receiver.url())
        .param(now.toEpochMilli())
        .param(receiver.limit())
        .param(owner)
        .param(leaseEnd.toEpochMilli())
        .query((row, n) -> List.of(row.getString(1), row.getString(2)))
        .list();
  }

  /**
   * Records the result of a claimed delivery and releases it. A delivery whose old URL is gone is
   * due at the new one.
   *
   * @param url the URL that it was sent to, or null
   * @return whether this process still held the lease; if not, nothing is recorded
   */
  boolean record(EventDelivery delivery, @Nullable String url, Instant now) {
    return database.write(
        db -> {
          boolean isMoved =
              delivery.status() == DeliveryStatus.OFF
                  && url != null
                  && receivers.isMoved(db, delivery, url);
          boolean recorded = record(db, isMoved ? delivery.again(now) : delivery) > 0;
          if (recorded && url != null) {
            recordReceiver(db, delivery, url, now);
          }
          return recorded;
        });
  }

  private int record(JdbcClient db, EventDelivery delivery) {
    var followed = receivers.followed(delivery);
    return db.sql(
            """
            update event_delivery set state = ?, attempts = ?, due = ?, owner = null, log = ?,
              target = coalesce(?, target), url = coalesce(?, url)
            where event = ? and receiver = ? and fence = ? and owner = ?
            """)
        .param(delivery.status().code())
        .param(delivery.attempts())
        .param(EventDeliveryRow.millis(delivery.due()))
        .param(EventDeliveryRow.log(delivery.log()))
        .param(followed.map(EventDelivery::target).orElse(null))
        .param(followed.map(EventDelivery::url).orElse(null))
        .param(delivery.event().id())
        .param(delivery.receiver().name())
        .param(delivery.fence())
        .param(owner)
        .update();
  }

  private void recordReceiver(JdbcClient db, EventDelivery delivery, String url, Instant now) {
    var licence = delivery.event().licence();
    switch (delivery.status()) {
      case DELIVERED -> DisabledWebhooks.remove(db, licence, url);
      case OFF -> switchOff(db, licence, url, now);
      case WAITING, FAILED -> {}
    }
  }

  private void switchOff(JdbcClient db, String licence, String url, Instant now) {
    DisabledWebhooks.add(db, licence, url, now);
    WebhookEndpointRows.disable(db, licence, url, now);
    pauses.switchOff(db, Receivers.target(licence, url), url);
  }

  /** Switches off further deliveries of receivers that are gone, if there are any. */
  void switchOffMore() {
    pauses.switchOffMore();
  }

  /**
   * Pauses the receiver of a delivery, and no other receiver of its target: none of its deliveries
   * is claimed before the given time. A pause is only prolonged.
   */
  void pauseReceiver(EventDelivery delivery, Instant until) {
    var url = delivery.url() == null ? "" : delivery.url();
    database.write(
        db -> {
          pauses.pause(db, delivery.target(), url, until.toEpochMilli());
          return true;
        });
  }

  /**
   * Releases all deliveries that other processes hold. Only for a ledger that no other process
   * uses.
   */
  public void release(Instant now) {
    database.write(
        db ->
            db.sql("update event_delivery set owner = null, due = ? where owner <> ?")
                .param(now.toEpochMilli())
                .param(owner)
                .update());
  }
}
