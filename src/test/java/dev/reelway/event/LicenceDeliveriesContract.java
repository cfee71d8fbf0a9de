package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.reelway.SettableClock;
import dev.reelway.database.Database;
import dev.reelway.job.RouteStarter;
import dev.reelway.job.TestDatabase;
import dev.reelway.net.WebhookClient;
import dev.reelway.trace.Traces;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The deliveries of a licence's webhook whose URL changes, on every database alike. */
abstract class LicenceDeliveriesContract {

  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration DAY = Duration.ofDays(1);
  private static final String OLD = "https://old.example/hook";
  private static final String NEW = "https://new.example/hook";
  private static final String AT_OLD = "ann old.example";
  private static final String AT_NEW = "ann new.example";

  private final SettableClock clock = new SettableClock();
  private final AtomicReference<@Nullable String> webhook = new AtomicReference<>(OLD);
  private final TestDatabase store;
  private final Database database;
  private final Receivers receivers =
      new Receivers(Map.of(), name -> Optional.ofNullable(webhook.get()), false);
  private final Outbox outbox;
  private final LicenceDeliveries deliveries;

  LicenceDeliveriesContract(TestDatabase store) {
    this.store = store;
    this.database = store.database();
    this.outbox = new Outbox(database, "me", receivers, any -> true, () -> {}, clock);
    this.deliveries = new LicenceDeliveries(database, receivers, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theEndOfItsOldUrlEndsNoDeliveryOfAWebhookThatHasMoved() {
    IntStream.range(0, 3).forEach(n -> end(null));
    var underWay = claimed(AT_OLD, 2);
    webhook.set(NEW);

    underWay.forEach(one -> outbox.record(one.switchedOff(attempt()), OLD, clock.instant()));

    assertThat(states(Receiver.LICENCE)).containsOnly("waiting").hasSize(3);
    assertThat(claimed(AT_NEW, 9)).extracting(EventDelivery::url).containsExactly(NEW, NEW);
    assertThat(claimed(AT_OLD, 9)).hasSize(1);
  }

  /** The old URL may still be the callback_url of orders, however many wait for it. */
  @Test
  void theEndOfTheUrlOfAnOrderEndsNoDeliveryOfAWebhookThatHasMoved() {
    IntStream.range(0, 3).forEach(n -> end(null));
    webhook.set(NEW);
    IntStream.range(0, ReceiverPauses.AT_ONCE + 9).forEach(n -> end(OLD));
    var gone = claimedOf(Receiver.ORDER);

    outbox.record(gone.switchedOff(attempt()), OLD, clock.instant());
    outbox.switchOffMore();

    assertThat(states(Receiver.ORDER)).containsOnly("off");
    assertThat(states(Receiver.LICENCE)).containsOnly("waiting");
  }

  @Test
  void theEndOfItsUrlEndsTheDeliveriesOfAWebhook() {
    IntStream.range(0, 3).forEach(n -> end(null));

    outbox.record(claimed(AT_OLD, 1).getFirst().switchedOff(attempt()), OLD, clock.instant());

    assertThat(states(Receiver.LICENCE)).containsOnly("off").hasSize(3);
  }

  @Test
  void theEndOfItsUrlEndsTheDeliveriesOfAWebhookThatTheLicenceNoLongerHas() {
    IntStream.range(0, 3).forEach(n -> end(null));
    webhook.set(null);

    outbox.record(claimed(AT_OLD, 1).getFirst().switchedOff(attempt()), OLD, clock.instant());

    assertThat(states(Receiver.LICENCE)).containsOnly("off").hasSize(3);
  }

  @Test
  void aPauseOfTheOldUrlHoldsBackNoDeliveryOfAWebhookThatHasMoved() {
    IntStream.range(0, EndpointDeliveries.AT_ONCE + 3).forEach(n -> end(null));
    end(OLD);
    pauseOld();
    webhook.set(NEW);
    assertThat(claimed(AT_OLD, 9)).isEmpty();

    deliveries.move();

    assertThat(claimed(AT_NEW, 9_999))
        .hasSize(EndpointDeliveries.AT_ONCE + 4)
        .extracting(EventDelivery::receiver, EventDelivery::url)
        .containsOnly(tuple(Receiver.LICENCE, NEW));
    assertThat(claimed(AT_OLD, 9)).isEmpty();
    clock.passes(DAY);
    assertThat(claimed(AT_OLD, 9)).extracting(EventDelivery::receiver).containsOnly(Receiver.ORDER);
  }

  @Test
  void whatAPauseHoldsBackStaysWhereTheWebhookHasNotMoved() {
    end(null);
    pauseOld();

    deliveries.move();

    clock.passes(DAY);
    assertThat(claimed(AT_OLD, 9)).hasSize(1);
  }

  @Test
  void whatAPauseHoldsBackStaysWhereTheLicenceHasNoWebhook() {
    end(null);
    pauseOld();
    webhook.set(null);

    deliveries.move();

    clock.passes(DAY);
    assertThat(claimed(AT_OLD, 9)).hasSize(1);
  }

  /** What the new URL answers is about that one. */
  @Test
  void aFailedDeliveryOfAWebhookThatHasMovedWaitsForItsNewUrlAndPausesThat() throws Exception {
    end(null);
    try (var hook = new ErrorsAndAnswers()) {
      webhook.set(hook.url("/errors"));
      var posting = new AtomicReference<EventDispatcher>();
      RouteStarter routes =
          (route, variable, delivery) ->
              Objects.requireNonNull(posting.get()).post((EventDelivery) delivery);
      try (var dispatcher = dispatcher(routes)) {
        posting.set(dispatcher);
        dispatcher.start();
        await().until(() -> !urls("receiver_pause").isEmpty());
      }

      assertThat(urls("receiver_pause")).containsExactly(hook.url("/errors"));
      assertThat(urls("event_delivery")).containsExactly(hook.url("/errors"));
    }
  }

  private EventDispatcher dispatcher(RouteStarter routes) {
    var keys = new SigningKeys(Map.of(), () -> new byte[32]);
    var client = new WebhookClient(Set.of("127.0.0.1"), Duration.ofSeconds(1), Traces.OFF);
    var terms = new EventDispatcher.DispatchTerms(1, Duration.ofSeconds(1), job -> job, Traces.OFF);
    var secrets = new EndpointSecrets(() -> new byte[32]);
    var endpoints = new WebhookEndpoints(database, secrets, 1, clock);
    var destinations =
        new Destination.Finder(
            any -> true, any -> true, any -> false, receivers, keys, endpoints, secrets);
    return new EventDispatcher(outbox, receivers, destinations, client, terms, routes, clock);
  }

  private void pauseOld() {
    var until = clock.instant().plus(DAY);
    var paused = claimedOf(Receiver.LICENCE);
    outbox.record(paused.again(clock.instant()), OLD, clock.instant());
    outbox.pauseReceiver(paused, until);
  }

  private void end(@Nullable String callback) {
    var job = EndedJobs.failed("ann", callback, clock.instant());
    database.write(
        db -> {
          outbox.ended(db, List.of(job));
          return true;
        });
  }

  private List<EventDelivery> claimed(String target, int limit) {
    return outbox.claim(Map.of(target, limit), clock.instant(), LEASE);
  }

  /** Claims all that are due at the old URL, and releases all but one of this receiver. */
  private EventDelivery claimedOf(Receiver receiver) {
    var all = claimed(AT_OLD, 9_999);
    var chosen =
        all.stream().filter(one -> one.receiver().equals(receiver)).findFirst().orElseThrow();
    database.write(
        db ->
            db.sql(
                    "update event_delivery set owner = null, due = ? where owner is not null and"
                        + " not (event = ? and receiver = ?)")
                .param(clock.millis())
                .param(chosen.event().id())
                .param(receiver.name())
                .update());
    return chosen;
  }

  private DeliveryAttempt attempt() {
    return new DeliveryAttempt(clock.millis(), 7, 410, "Gone.", null);
  }

  private List<String> states(Receiver receiver) {
    return database
        .reader()
        .sql("select state from event_delivery where receiver = ?")
        .param(receiver.name())
        .query(String.class)
        .list();
  }

  private List<String> urls(String table) {
    return database.reader().sql("select url from " + table).query(String.class).list();
  }
}
