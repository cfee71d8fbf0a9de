package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.reelway.SettableClock;
import dev.reelway.database.Database;
import dev.reelway.event.EventDelivery.DeliveryStatus;
import dev.reelway.job.Claims;
import dev.reelway.job.Job;
import dev.reelway.job.JobBuilder;
import dev.reelway.job.JobEndListener;
import dev.reelway.job.JobState;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.Ledger;
import dev.reelway.job.RouteStarter;
import dev.reelway.job.TestDatabase;
import dev.reelway.net.WebhookClient;
import dev.reelway.order.VideoOrder;
import dev.reelway.trace.Traces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the outbox promises, on every database alike. */
abstract class OutboxContract {

  private static final Instant NOW = Instant.parse("2026-11-03T10:15:30.123Z");
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Failure CANCELLED = new Failure("cancelled", "The job was cancelled.");
  private static final String HOOK = "https://videos.example/hook";
  private static final String OWN = "https://ann.example:8443/own?x=1";
  private static final String OTHER = "https://videos.example/other";
  private static final String TARGET = "ann videos.example";
  private static final DeliveryAttempt ATTEMPT =
      new DeliveryAttempt(NOW.toEpochMilli(), 7, 500, "„Nein“ \0 🦊", "https://ann.example/hook");
  private static final Receivers RECEIVERS = new Receivers(Map.of("ann", HOOK), true);

  private final TestDatabase store;
  final Database database;

  /** By which the ends of jobs are recorded. */
  private final SettableClock endClock = new SettableClock(NOW);

  private final AtomicInteger triggers = new AtomicInteger();
  private final Outbox outbox;
  private final Outbox otherNode;
  private final Ledger ledger;
  private final Events events;

  OutboxContract(TestDatabase store) {
    this.store = store;
    this.database = store.database();
    this.outbox =
        new Outbox(
            database, "this-node", RECEIVERS, any -> true, triggers::incrementAndGet, endClock);
    this.otherNode =
        new Outbox(database, "another-node", RECEIVERS, any -> true, () -> {}, endClock);
    this.ledger = new Ledger(database, "this-node", outbox);
    var clock = Clock.fixed(NOW.plusSeconds(5), ZoneOffset.UTC);
    this.events = new Events(database, Duration.ofDays(1), RECEIVERS, () -> {}, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  // Events are written with the end of the job.

  @Test
  void anEndedJobHasADeliveryForEachReceiver() {
    var job = ended("ann", OWN);

    var deliveries = claimed();

    assertThat(deliveries)
        .extracting(EventDelivery::receiver, EventDelivery::url)
        .containsExactlyInAnyOrder(
            tuple(Receiver.LICENCE, HOOK),
            tuple(Receiver.ORDER, OWN),
            tuple(Receiver.ENDPOINT, null));
    assertThat(deliveries)
        .extracting(EventDelivery::event)
        .containsOnly(
            new Event(deliveries.getFirst().event().id(), "video.failed", "ann", job, NOW));
    assertThat(triggers).hasValue(1);
  }

  @Test
  void withoutReceiversNoEventIsWritten() {
    var withoutReceivers =
        new Outbox(
            database, "this-node", new Receivers(Map.of(), false), any -> true, () -> {}, endClock);
    var job = job("ann", null);
    var other = new Ledger(database, "this-node", withoutReceivers);
    other.records().insert(List.of(job));

    other.expiry().cancel(job.id(), CANCELLED, NOW);

    assertThat(events.events("ann", null, null, true, 10)).isEmpty();
  }

  @Test
  void aJobThatEndsTwiceHasOneEvent() {
    var job = ended("ann", null);

    assertThat(ledger.expiry().cancel(job, CANCELLED, NOW.plusSeconds(1))).isEmpty();
    assertThat(ledger.expiry().expire(any -> CANCELLED, NOW.plusSeconds(9_999))).isEmpty();

    assertThat(events.events("ann", job, null, true, 10)).hasSize(1);
  }

  @Test
  void failedAndExpiredJobsHaveEvents() {
    var late = job("ann", null);
    var failed = job("ann", null);
    ledger.records().insert(List.of(failed));
    var claimed = Claims.of(ledger, JobState.Name.QUEUED, 1, NOW, LEASE).getFirst();
    ledger.records().commit(asFailed(claimed));
    ledger.records().insert(List.of(late));
    ledger.expiry().expire(any -> CANCELLED, NOW.plusSeconds(9_999));

    assertThat(events.events("ann", null, null, true, 10))
        .extracting(Event::job)
        .containsExactlyInAnyOrder(late.id(), failed.id());
  }

  @Test
  void anEndThatIsRolledBackHasNoEvent() {
    var failing =
        new JobEndListener() {
          @Override
          public void ended(JdbcClient db, Job job) {
            outbox.ended(db, job);
            throw new IllegalStateException("no");
          }

          @Override
          public void committed() {}
        };
    var job = job("ann", null);
    ledger.records().insert(List.of(job));

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () -> new Ledger(database, "me", failing).expiry().cancel(job.id(), CANCELLED, NOW));

    assertThat(events.events("ann", null, null, true, 10)).isEmpty();
    assertThat(ledger.queries().findAny(job.id())).contains(job);
  }

  // Deliveries are claimed and recorded.

  @Test
  void aClaimedDeliveryIsNotClaimedAgainUntilItsLeaseEnds() {
    ended("ann", null);
    var mine = claimHook(outbox, NOW);

    assertThat(otherNode.claim(Map.of(TARGET, 9), NOW.plusSeconds(59), LEASE)).isEmpty();

    var taken = claimHook(otherNode, NOW.plus(LEASE));
    assertThat(taken.event()).isEqualTo(mine.event());
    assertThat(outbox.record(mine.delivered(ATTEMPT), HOOK, NOW)).isFalse();
    assertThat(otherNode.record(taken.delivered(ATTEMPT), HOOK, NOW)).isTrue();
    assertThat(outbox.claim(Map.of(TARGET, 9), NOW.plusSeconds(9_999), LEASE)).isEmpty();
  }

  @Test
  void theResultOfADeliveryIsRecorded() {
    ended("ann", null);
    var due = NOW.plusSeconds(5);
    var recorded = claimHook(outbox, NOW).postponed(ATTEMPT, due);

    outbox.record(recorded, HOOK, NOW);

    assertThat(outbox.dueTargets(due.minusMillis(1))).doesNotContain(TARGET);
    assertThat(outbox.dueTargets(due)).contains(TARGET);
    var again = claimHook(outbox, due);
    assertThat(again.attempts()).isEqualTo(1);
    assertThat(again.fence()).isEqualTo(recorded.fence() + 1);
    assertThat(again.log())
        .singleElement()
        .extracting(DeliveryAttempt::failure)
        .isEqualTo("„Nein“ \0 🦊");
  }

  /** By hand, or by a newer version. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "log = '{'",
        "log = ''",
        "log = 'null'",
        "log = '[null]'",
        "log = '[7]'",
        "state = 'held'"
      })
  void aDeliveryThatCannotBeReadIsSentLikeTheOthers(String how) {
    ended("ann", OWN);
    database.write(
        db -> db.sql("update event_delivery set " + how + " where receiver = 'licence'").update());

    var deliveries = claimed();

    assertThat(deliveries).hasSize(3);
    assertThat(webhooks()).hasSize(2);
    var spoilt = claimedFor(deliveries, Receiver.LICENCE);
    assertThat(spoilt.log()).isEmpty();
    assertThat(outbox.record(spoilt.delivered(ATTEMPT), HOOK, NOW)).isTrue();
    assertThat(webhooks())
        .filteredOn(one -> one.receiver().equals(Receiver.LICENCE))
        .singleElement()
        .satisfies(one -> assertThat(one.log()).hasSize(1));
  }

  private static EventDelivery claimedFor(List<EventDelivery> deliveries, Receiver receiver) {
    return deliveries.stream()
        .filter(one -> one.receiver().equals(receiver))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void twoNodesShareTheDeliveriesAndClaimNoneTwice() throws Exception {
    IntStream.range(0, 200).forEach(n -> ended("ann", null));
    var claims = new ArrayList<Callable<List<EventDelivery>>>();
    for (int i = 0; i < 20; i++) {
      for (var node : List.of(outbox, otherNode)) {
        claims.add(() -> node.claim(Map.of(TARGET, 10), NOW, LEASE));
      }
    }

    try (var threads = Executors.newFixedThreadPool(8)) {
      var claimed = new ArrayList<String>();
      for (var one : threads.invokeAll(claims)) {
        one.get().forEach(delivery -> claimed.add(delivery.event().id()));
      }
      claimed.addAll(claimRemaining());

      assertThat(claimed).hasSize(200).doesNotHaveDuplicates();
    }
  }

  /** The deliveries that concurrent claims skipped because another had locked them. */
  private List<String> claimRemaining() {
    return outbox.claim(Map.of(TARGET, 200), NOW, LEASE).stream()
        .map(delivery -> delivery.event().id())
        .toList();
  }

  @Test
  void aRestartReleasesTheLeasesOfThePreviousProcess() {
    ended("ann", null);
    claimHook(outbox, NOW);

    var restarted =
        new Outbox(database, "restarted-node", RECEIVERS, any -> true, () -> {}, endClock);
    restarted.release(NOW.plusSeconds(1));

    assertThat(claimHook(restarted, NOW.plusSeconds(1)).attempts()).isZero();
  }

  // Receivers.

  @Test
  void aReceiverThatIsGoneGetsNoFurtherDeliveries() {
    ended("ann", null);
    ended("ann", null);
    var gone = outbox.claim(Map.of(TARGET, 1), NOW, LEASE).getFirst();

    outbox.record(gone.switchedOff(ATTEMPT), HOOK, NOW);
    ended("ann", null);

    assertThat(webhooks())
        .extracting(EventDelivery::status)
        .containsOnly(DeliveryStatus.OFF)
        .hasSize(3);
    assertThat(outbox.dueTargets(NOW.plusSeconds(9))).containsExactly("endpoint");
  }

  @Test
  void aSuccessfulReplayReactivatesTheReceiver() {
    ended("ann", null);
    var gone = claimHook(outbox, NOW);
    outbox.record(gone.switchedOff(ATTEMPT), HOOK, NOW);

    events.replay(gone.event().id());
    var again = claimHook(outbox, NOW.plusSeconds(5));
    outbox.record(again.delivered(ATTEMPT), HOOK, NOW);
    ended("ann", null);

    assertThat(again.event()).isEqualTo(gone.event());
    assertThat(webhooks())
        .extracting(EventDelivery::status)
        .containsExactlyInAnyOrder(DeliveryStatus.DELIVERED, DeliveryStatus.WAITING);
  }

  @Test
  void aPauseAppliesToAllDeliveriesToTheReceiver() {
    ended("ann", OWN);
    ended("ann", OWN);
    var delivery = outbox.claim(Map.of(TARGET, 1), NOW, LEASE).getFirst();
    var until = NOW.plusSeconds(100);

    outbox.record(delivery.postponed(ATTEMPT, until), HOOK, NOW);
    outbox.pauseReceiver(delivery, until);

    ended("ann", null);
    var limits = Map.of(TARGET, 9, "ann ann.example:8443", 9);
    assertThat(otherNode.claim(limits, until.minusMillis(1), LEASE))
        .extracting(EventDelivery::url)
        .containsExactly(OWN, OWN);
    assertThat(outbox.claim(Map.of(TARGET, 9), until, LEASE)).hasSize(3);
  }

  @Test
  void aPauseHoldsBackNoOtherUrlOfItsHost() {
    wait(300, HOOK, NOW.minusSeconds(1));
    wait(1, OTHER, NOW);
    pause(HOOK, NOW.plusSeconds(100));

    assertThat(outbox.claim(Map.of(TARGET, 4), NOW, LEASE))
        .extracting(EventDelivery::url)
        .containsExactly(OTHER);
    assertThat(outbox.claim(Map.of(TARGET, 4), NOW, LEASE)).isEmpty();
    assertThat(outbox.claim(Map.of(TARGET, 4), NOW.plusSeconds(100), LEASE)).hasSize(4);
  }

  @Test
  void theHealthyUrlsBesideAPausedOneTakeTurns() {
    wait(300, HOOK, NOW.minusSeconds(1));
    pause(HOOK, NOW.plusSeconds(100));
    var urls = IntStream.range(0, 5).mapToObj(n -> OTHER + "/" + n).toList();
    urls.forEach(url -> wait(20, url, NOW));

    var claimed = new ArrayList<String>();
    for (int n = 0; n < 5; n++) {
      outbox.claim(Map.of(TARGET, 2), NOW, LEASE).forEach(delivery -> claimed.add(delivery.url()));
    }

    assertThat(claimed).hasSize(10);
    urls.forEach(url -> assertThat(claimed).filteredOn(url::equals).hasSize(2));
  }

  /** One claim looks at a limited number of receivers, and the next one at the following ones. */
  @Test
  void noReceiverIsMissedHoweverManyThereAre() {
    wait(9, HOOK, NOW.minusSeconds(1));
    pause(HOOK, NOW.plusSeconds(100));
    IntStream.range(0, DueReceivers.SEARCH_LIMIT + 10)
        .forEach(n -> wait(1, "https://videos.example/a%04d".formatted(n), NOW.plusSeconds(100)));
    wait(1, "https://videos.example/z", NOW);

    assertThat(outbox.claim(Map.of(TARGET, 4), NOW, LEASE)).isEmpty();
    assertThat(outbox.claim(Map.of(TARGET, 4), NOW, LEASE))
        .extracting(EventDelivery::url)
        .containsExactly("https://videos.example/z");
  }

  @Test
  void aPauseIsOnlyProlonged() {
    wait(1, HOOK, NOW);
    pause(HOOK, NOW.plusSeconds(100));
    pause(HOOK, NOW.plusSeconds(50));

    assertThat(outbox.claim(Map.of(TARGET, 4), NOW.plusSeconds(99), LEASE)).isEmpty();
    assertThat(outbox.claim(Map.of(TARGET, 4), NOW.plusSeconds(100), LEASE)).hasSize(1);
  }

  /** A hundred thousand deliveries may wait. */
  @Test
  void aFailedAttemptRewritesNoOtherDelivery() {
    ended("ann", null);
    var failed = claimHook(outbox, NOW);
    IntStream.range(0, 3).forEach(n -> ended("ann", null));
    var before = rows(failed);

    outbox.record(failed.postponed(ATTEMPT, NOW.plusSeconds(100)), HOOK, NOW);
    outbox.pauseReceiver(failed, NOW.plusSeconds(100));

    assertThat(rows(failed)).isEqualTo(before);
  }

  private List<Map<String, Object>> rows(EventDelivery except) {
    return database
        .reader()
        .sql("select * from event_delivery where event <> ? order by event, receiver")
        .param(except.event().id())
        .query()
        .listOfRows();
  }

  @Test
  void aReplayEndsThePauseOfItsReceivers() {
    var job = ended("ann", null);
    wait(5, OTHER, NOW);
    pause(HOOK, NOW.plusSeconds(9_999));
    pause(OTHER, NOW.plusSeconds(9_999));

    events.replay(events.events("ann", job, null, true, 1).getFirst().id());

    assertThat(outbox.claim(Map.of(TARGET, 9), NOW.plusSeconds(5), LEASE))
        .extracting(EventDelivery::url)
        .containsExactly(HOOK);
  }

  @Test
  void aPauseThatHasEndedIsPruned() {
    pause(HOOK, NOW.plusSeconds(5));
    pause(OTHER, NOW.plusSeconds(6));

    events.prune();

    assertThat(database.reader().sql("select url from receiver_pause").query(String.class).list())
        .containsExactly(OTHER);
  }

  @Test
  void theDeliveriesToAReceiverThatIsGoneAreSwitchedOffInPortions() {
    ended("ann", null);
    var gone = claimHook(outbox, NOW);
    wait(ReceiverPauses.AT_ONCE + ReceiverPauses.LATER + 7, HOOK, NOW);
    wait(1, OTHER, NOW);

    outbox.record(gone.switchedOff(ATTEMPT), HOOK, NOW);

    assertThat(waiting(HOOK)).isEqualTo(ReceiverPauses.LATER + 7);
    assertThat(outbox.claim(Map.of(TARGET, 9), NOW, LEASE))
        .extracting(EventDelivery::url)
        .containsExactly(OTHER);
    outbox.switchOffMore();
    assertThat(waiting(HOOK)).isEqualTo(7);
    otherNode.switchOffMore();
    assertThat(waiting(HOOK)).isZero();
    assertThat(database.reader().sql("select count(*) from receiver_pause").query(Integer.class))
        .returns(0, count -> count.single());
  }

  /** By then there is no event left that could be replayed to it. */
  @Test
  void aReceiverThatIsGoneIsTriedAgainOnceItsEventsAreDeleted() {
    for (var at : List.of(NOW.minus(Duration.ofDays(2)), NOW)) {
      var url = "https://gone.example/" + at;
      database.write(
          db -> {
            DisabledWebhooks.add(db, "ann", url, at);
            return url;
          });
    }

    events.prune();

    assertThat(database.reader().sql("select url from disabled_webhook").query(String.class).list())
        .containsExactly("https://gone.example/" + NOW);
  }

  private int waiting(String url) {
    return database
        .reader()
        .sql("select count(*) from event_delivery where url = ? and state = 'waiting'")
        .param(url)
        .query(Integer.class)
        .single();
  }

  private void pause(String url, Instant until) {
    var event = new Event("evt_1", "video.failed", "ann", "video_1", NOW);
    outbox.pauseReceiver(EventDelivery.to(Receiver.ORDER, event, TARGET, url), until);
  }

  private void wait(int deliveries, String url, Instant due) {
    WaitingDeliveries.insert(database, deliveries, url, due);
  }

  // Look-up and pruning.

  @Test
  void eventsAreListedByTheirTime() {
    var jobs = IntStream.range(0, 5).mapToObj(n -> ended("ann", null, NOW.plusMillis(n))).toList();
    ended("bob", OWN);

    var all = events.events("ann", null, null, true, 10);

    assertThat(all).extracting(Event::job).containsExactlyElementsOf(jobs);
    assertThat(events.events("ann", null, all.get(2).id(), true, 10)).hasSize(2);
    assertThat(events.events("ann", null, all.get(2).id(), false, 10))
        .containsExactly(all.get(1), all.get(0));
    assertThat(events.find(all.getFirst().id(), "bob")).isEmpty();
  }

  /** While there is no database, ends wait; readers may have passed their time when it is back. */
  @Test
  void anEndThatWasKeptBackIsListedByTheTimeOfItsRecord() {
    var first = ended("ann", null, NOW.plusSeconds(600));
    var late = job("ann", null);
    ledger.records().insert(List.of(late));
    endClock.passes(Duration.ofSeconds(1));

    ledger.expiry().cancel(late.id(), CANCELLED, NOW);

    var all = events.events("ann", null, null, true, 10);
    assertThat(all).extracting(Event::job).containsExactly(first, late.id());
    assertThat(all.getLast().created()).isEqualTo(NOW.plusSeconds(601));
  }

  @Test
  void anOldEventIsPrunedOnceItsDeliveriesHaveEnded() {
    ended("ann", null, NOW.minus(Duration.ofDays(2)));
    ended("ann", null, NOW);
    assertThat(events.prune()).isZero();

    for (var delivery : outbox.claim(limits(99), NOW, LEASE)) {
      outbox.record(delivery.delivered(ATTEMPT), delivery.url(), NOW);
    }

    assertThat(events.prune()).isEqualTo(1);
    assertThat(events.events("ann", null, null, true, 9)).hasSize(1);
    assertThat(webhooks()).hasSize(1);
  }

  @Test
  void whatWaitsForAnEndpointThatIsNoLongerConfiguredKeepsNoOldEvent() {
    ended("ann", null, NOW.minus(Duration.ofDays(2)));
    for (var delivery : outbox.claim(limits(99), NOW, LEASE)) {
      if (delivery.url() != null) {
        outbox.record(delivery.delivered(ATTEMPT), delivery.url(), NOW);
      }
    }
    var removed = new Receivers(Map.of("ann", HOOK), false);
    var without =
        new Events(
            database, Duration.ofDays(1), removed, () -> {}, Clock.fixed(NOW, ZoneOffset.UTC));

    assertThat(events.prune()).isZero();
    assertThat(without.prune()).isEqualTo(1);
  }

  @Test
  void allOldEventsArePrunedHoweverManyTheyAre() {
    wait(2 * Events.PRUNE_LIMIT + 5, HOOK, NOW.minus(Duration.ofDays(2)));
    database.write(
        db -> db.sql("update event_delivery set state = 'delivered', due = null").update());

    assertThat(events.prune()).isEqualTo(2 * Events.PRUNE_LIMIT + 5);
    assertThat(events.events("ann", null, null, true, 9)).isEmpty();
  }

  // The dispatcher.

  /**
   * Only one concurrent delivery per target is allowed: a permit that is not returned blocks the
   * next attempt.
   */
  @Test
  void aTargetIsFreeAgainAfterAnyError() {
    ended("bob", null);
    var time = new SettableClock();
    var runs = new AtomicInteger();
    RouteStarter broken =
        (route, variable, delivery) -> {
          runs.incrementAndGet();
          throw new IllegalStateException("broken route");
        };
    try (var dispatcher = dispatcher(RECEIVERS, broken, time)) {
      for (int n = 1; n <= 3; n++) {
        int expected = n;
        await()
            .until(
                () -> {
                  time.passes(Duration.ofMinutes(2));
                  dispatcher.start();
                  return runs.get() >= expected;
                });
      }
    }
  }

  /** Where other processes share the ledger, one of them may have the endpoint. */
  @Test
  void aDeliveryToARemovedEndpointFailsIfNoOtherProcessMayHaveIt() {
    ended("bob", null);
    var without = new Receivers(Map.of(), false);
    RouteStarter none =
        (route, variable, delivery) -> {
          throw new AssertionError("nothing is delivered");
        };
    try (var dispatcher = dispatcher(without, none, new SettableClock())) {
      if (database.shared()) {
        assertThat(dispatcher.claim()).isEmpty();
      } else {
        dispatcher.start();
        await().until(() -> states().equals(List.of("failed")));
      }
    }
  }

  @Test
  void aUrlThatAnswersWithAnErrorHoldsUpNoOtherOneOfItsHost() throws Exception {
    var time = new SettableClock();
    try (var hook = new ErrorsAndAnswers()) {
      wait(99, hook.url("/errors"), time.instant().minusSeconds(99));
      wait(3, hook.url("/answers"), time.instant().minusSeconds(1));
      var posting = new AtomicReference<EventDispatcher>();
      RouteStarter routes =
          (route, variable, delivery) ->
              Objects.requireNonNull(posting.get()).post((EventDelivery) delivery);
      try (var dispatcher = dispatcher(RECEIVERS, routes, time)) {
        posting.set(dispatcher);

        await()
            .until(
                () -> {
                  dispatcher.start();
                  return states().stream().filter("delivered"::equals).count() == 3;
                });

        assertThat(hook.calls("/errors")).isEqualTo(1);
      }
    }
  }

  private EventDispatcher dispatcher(Receivers receivers, RouteStarter routes, Clock clock) {
    var keys = new SigningKeys(Map.of(), () -> new byte[32]);
    var webhookClient = new WebhookClient(Set.of("127.0.0.1"), Duration.ofSeconds(1), Traces.OFF);
    var terms = new EventDispatcher.DispatchTerms(1, Duration.ofSeconds(1), job -> job, Traces.OFF);
    var secrets = new EndpointSecrets(() -> new byte[32]);
    var endpoints = new WebhookEndpoints(database, secrets, 1, clock);
    var destinations =
        new Destination.Finder(
            any -> true, any -> true, any -> false, receivers, keys, endpoints, secrets);
    return new EventDispatcher(
        outbox, receivers, destinations, webhookClient, terms, routes, clock);
  }

  private List<String> states() {
    return database.reader().sql("select state from event_delivery").query(String.class).list();
  }

  private String ended(String licence, @Nullable String callback) {
    return ended(licence, callback, NOW);
  }

  private String ended(String licence, @Nullable String callback, Instant when) {
    var job = job(licence, callback);
    ledger.records().insert(List.of(job));
    endClock.passes(Duration.between(endClock.instant(), when));
    ledger.expiry().cancel(job.id(), CANCELLED, when);
    return job.id();
  }

  private static Job job(String licence, @Nullable String callback) {
    var order =
        new VideoOrder("a", "a", "a fox", "720x1280", 4, false, false, false, null)
            .withCallbackUrl(callback);
    return JobBuilder.queued(order, NOW).licence(licence).build();
  }

  private static Job asFailed(Job job) {
    return JobBuilder.like(job).state(new JobState.Failed(null, CANCELLED)).ended(NOW).build();
  }

  private EventDelivery claimHook(Outbox node, Instant when) {
    return node.claim(Map.of(TARGET, 9), when, LEASE).getFirst();
  }

  private List<EventDelivery> claimed() {
    return outbox.claim(limits(9), NOW, LEASE);
  }

  private Map<String, Integer> limits(int limit) {
    var limits = new HashMap<String, Integer>();
    outbox.dueTargets(NOW).forEach(target -> limits.put(target, limit));
    return limits;
  }

  private Collection<EventDelivery> webhooks() {
    var ids = events.events("ann", null, null, true, 99).stream().map(Event::id).toList();
    return events.webhooks(ids);
  }
}
