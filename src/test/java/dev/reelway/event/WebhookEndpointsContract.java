package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.reelway.SettableClock;
import dev.reelway.database.Database;
import dev.reelway.event.EventDelivery.DeliveryStatus;
import dev.reelway.event.WebhookEndpoint.EndpointTerms;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.Together;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** The webhook endpoints of licences, and their deliveries, on every database alike. */
abstract class WebhookEndpointsContract {

  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration DAY = Duration.ofDays(1);
  private static final String HOOK = "https://videos.example/hook";
  private static final String OTHER = "https://other.example/hook";
  private static final String TARGET = "ann videos.example";
  private static final int MOST = 5;

  private final SettableClock clock = new SettableClock();
  private final TestDatabase store;
  final Database database;
  private final Set<String> ended = new HashSet<>();
  private final EndpointSecrets secrets = new EndpointSecrets(() -> new byte[32]);
  private final WebhookEndpoints endpoints;
  private final Receivers receivers = new Receivers(Map.of(), false);
  private final Outbox outbox;
  private final Events events;
  private final Destination.Finder destinations;

  WebhookEndpointsContract(TestDatabase store) {
    this.store = store;
    this.database = store.database();
    this.endpoints = new WebhookEndpoints(database, secrets, MOST, clock);
    this.outbox = new Outbox(database, "me", receivers, this::isInForce, () -> {}, clock);
    this.events = new Events(database, Duration.ofDays(30), receivers, () -> {}, clock);
    this.destinations = destinations(secrets);
  }

  private Destination.Finder destinations(EndpointSecrets known) {
    var keys = new SigningKeys(Map.of(), () -> new byte[32]);
    return new Destination.Finder(
        name -> !name.equals("new"),
        this::isInForce,
        "bob"::equals,
        receivers,
        keys,
        endpoints,
        known);
  }

  private boolean isInForce(String licence) {
    return !ended.contains(licence);
  }

  @AfterEach
  void close() {
    store.close();
  }

  // What a licence registers.

  @Test
  void anEndpointIsKeptAsItWasRegistered() {
    var terms = new EndpointTerms("„Studio“ 🦊", HOOK, List.of("image.failed"), false);

    var made = endpoints.create("ann", terms, null);

    assertThat(made.terms()).isEqualTo(terms);
    assertThat(endpoints.find(made.id(), "ann")).contains(made);
    assertThat(endpoints.find(made.id(), "bob")).isEmpty();
    assertThat(WebhookEndpoint.isId(made.id())).isTrue();
  }

  @Test
  void noRowHasTheSigningSecret() {
    var made = create(HOOK);

    var secret = secrets.current(made);

    assertThat(SigningKeys.isSecret(secret)).isTrue();
    assertThat(rows("webhook_endpoint"))
        .singleElement()
        .satisfies(row -> assertThat(row.toString()).doesNotContain(secret.substring(6)));
  }

  @Test
  void endpointsAreListedByTheirTime() {
    var all = IntStream.range(0, 4).mapToObj(n -> created(HOOK + n)).toList();
    endpoints.create("bob", terms(HOOK), null);

    assertThat(endpoints.list("ann", null, true, 9)).isEqualTo(all);
    assertThat(endpoints.list("ann", null, false, 9)).isEqualTo(all.reversed());
    assertThat(endpoints.list("ann", all.get(1).id(), true, 1)).containsExactly(all.get(2));
    assertThat(endpoints.list("ann", all.get(1).id(), false, 9)).containsExactly(all.get(0));
  }

  @Test
  void noMoreThanTheMostAreRegisteredHoweverManyAtOnce() throws Exception {
    var creations =
        IntStream.range(0, 20).<Callable<Boolean>>mapToObj(n -> () -> isCreated(n)).toList();

    var made = Together.run(creations);

    assertThat(made.stream().filter(done -> done)).hasSize(MOST);
    assertThat(endpoints.list("ann", null, true, 99)).hasSize(MOST);
    assertThat(endpoints.create("bob", terms(HOOK), null).licence()).isEqualTo("bob");
  }

  private boolean isCreated(int number) {
    try {
      create(HOOK + number);
      return true;
    } catch (WebhookEndpoints.TooMany many) {
      return false;
    }
  }

  @Test
  void anUpdateThatChangesNothingLeavesTheTime() {
    var made = create(HOOK);
    clock.passes(DAY);

    assertThat(endpoints.update(made.id(), "ann", terms -> terms)).contains(made);
    var changed = endpoints.update(made.id(), "ann", terms -> renamed(terms, "B")).orElseThrow();

    assertThat(changed.terms().name()).isEqualTo("B");
    assertThat(changed.updated()).isEqualTo(made.updated().plus(DAY));
    assertThat(changed.created()).isEqualTo(made.created());
  }

  @Test
  void anEndpointOfAnotherLicenceIsLeftAlone() {
    var made = create(HOOK);

    assertThat(endpoints.update(made.id(), "bob", terms -> renamed(terms, "B"))).isEmpty();
    assertThat(endpoints.rotate(made.id(), "bob", DAY, null)).isEmpty();
    assertThat(endpoints.delete(made.id(), "bob")).isFalse();
    assertThat(endpoints.find(made.id(), "ann")).contains(made);
  }

  // Secrets.

  @Test
  void eachEndpointAndEachRotationHasASecretOfItsOwn() {
    var one = create(HOOK);
    var other = create(HOOK);

    var rotated = endpoints.rotate(one.id(), "ann", Duration.ZERO, null).orElseThrow();

    assertThat(List.of(secrets.current(one), secrets.current(other), secrets.current(rotated)))
        .doesNotHaveDuplicates();
    assertThat(valid(rotated)).containsExactly(secrets.current(rotated));
  }

  @Test
  void theSecretBeforeARotationSignsTooUntilTheOverlapEnds() {
    var before = create(HOOK);

    var rotated = endpoints.rotate(before.id(), "ann", DAY, null).orElseThrow();

    assertThat(valid(rotated)).containsExactly(secrets.current(rotated), secrets.current(before));
    clock.passes(DAY);
    assertThat(valid(rotated)).containsExactly(secrets.current(rotated));
  }

  @Test
  void eachKeptSecretSignsUntilItsOwnEnd() {
    var first = create(HOOK);
    var second = rotated(first, DAY);
    clock.passes(Duration.ofHours(1));

    var third = rotated(second, DAY);

    assertThat(valid(third))
        .containsExactly(secrets.current(third), secrets.current(second), secrets.current(first));
    clock.passes(Duration.ofHours(23));
    assertThat(valid(third)).containsExactly(secrets.current(third), secrets.current(second));
    clock.passes(Duration.ofHours(1));
    assertThat(valid(third)).containsExactly(secrets.current(third));
  }

  @Test
  void aRotationWithoutAnOverlapEndsAllEarlierSecrets() {
    var kept = rotated(create(HOOK), DAY);

    var last = rotated(kept, Duration.ZERO);

    assertThat(valid(last)).containsExactly(secrets.current(last));
    assertThat(valid(rotated(last, DAY))).hasSize(2);
  }

  @Test
  void noMoreThanTheMostSecretsAreKept() {
    var endpoint = create(HOOK);
    for (int i = 0; i < EndpointSecrets.MOST_KEPT + 3; i++) {
      endpoint = rotated(endpoint, DAY);
    }

    assertThat(valid(endpoint)).hasSize(1 + EndpointSecrets.MOST_KEPT).doesNotHaveDuplicates();
  }

  @Test
  void eachOfTwoRotationsAtOnceIsToldItsOwnSecret() throws Exception {
    var made = create(HOOK);
    Callable<WebhookEndpoint> rotation = () -> rotated(made, DAY);

    var both = Together.run(List.of(rotation, rotation));

    var told = both.stream().map(secrets::current).toList();
    var now = endpoints.find(made.id(), "ann").orElseThrow();
    assertThat(told).doesNotHaveDuplicates();
    assertThat(valid(now)).hasSize(3).containsAll(told).contains(secrets.current(made));
  }

  @Test
  void equalRotationsWithoutAKeyOfTheCallerAreNotRecognised() {
    var made = create(HOOK);

    var first = rotated(made, keyless(0));
    var second = rotated(made, keyless(0));
    var retried = rotated(made, keyless(1));

    assertThat(Stream.of(first, second, retried).map(one -> one.secret().number()))
        .containsExactly(2L, 3L, 4L);
    assertThat(rows("request_key")).isEmpty();
  }

  private RequestKey keyless(int retries) {
    return RequestKey.keyless("ann", "f", retries, clock.instant(), Duration.ZERO);
  }

  private WebhookEndpoint rotated(WebhookEndpoint endpoint, RequestKey key) {
    return endpoints.rotate(endpoint.id(), "ann", Duration.ZERO, key).orElseThrow();
  }

  private WebhookEndpoint rotated(WebhookEndpoint endpoint, Duration overlap) {
    return endpoints.rotate(endpoint.id(), "ann", overlap, null).orElseThrow();
  }

  @Test
  void withAnotherSecretOfTheServiceNothingIsSentUntilARotation() {
    var made = create(HOOK);
    end("ann");
    var changed = new EndpointSecrets(() -> new byte[] {1, 2, 3});
    var delivery = claimed().getFirst();

    var destination = destinations(changed).of(delivery, clock.instant());
    var rotated =
        new WebhookEndpoints(database, changed, MOST, clock).rotate(made.id(), "ann", DAY, null);

    assertThat(destination)
        .isEqualTo(new Destination.None(AttemptResult.withheld(Destination.Finder.OTHER_SECRET)));
    assertThat(changed.hint(made)).isEmpty();
    assertThat(changed.valid(rotated.orElseThrow(), clock.instant())).hasSize(1);
    assertThat(destinations(changed).of(delivery, clock.instant()))
        .isInstanceOf(Destination.Webhook.class);
  }

  @Test
  void whatWaitsForARotationIsSentAfterIt() {
    var made = create(HOOK);
    var other = create(HOOK);
    end("ann");
    var changed = new EndpointSecrets(() -> new byte[] {1, 2, 3});
    for (int day = 0; day < 29; day++) {
      var withheld = claimed();
      assertThat(withheld).hasSize(2);
      withheld.forEach(this::withhold);
      clock.passes(DAY);
    }
    claimed().forEach(this::withhold);
    assertThat(claimed()).isEmpty();

    new WebhookEndpoints(database, changed, MOST, clock).rotate(made.id(), "ann", DAY, null);

    var due = claimed();
    assertThat(due).extracting(EventDelivery::receiver).containsExactly(new Receiver(made.id()));
    assertThat(due.getFirst().attempts()).isZero();
    assertThat(due.getFirst().log()).hasSize(1);
    clock.passes(DAY.multipliedBy(2));
    claimed().stream().filter(one -> isTo(one, other)).forEach(this::withhold);
    assertThat(states(other)).containsExactly("failed");
  }

  private void withhold(EventDelivery delivery) {
    var why = AttemptResult.withheld(Destination.Finder.OTHER_SECRET);
    var now = clock.instant();
    var attempt = DeliveryAttempt.between(now, now, why, null);
    outbox.record(why.next(delivery, attempt, Optional.empty(), now, 0), null, now);
  }

  /** A receiver that asks for time is not called earlier for a new secret. */
  @Test
  void aRotationOfAKnownSecretLeavesWhatWaitsAlone() {
    var made = create(HOOK);
    end("ann");
    claimed()
        .forEach(
            one ->
                outbox.record(
                    one.postponed(attempt(), clock.instant().plus(DAY)), HOOK, clock.instant()));

    rotated(made, DAY);

    assertThat(claimed()).isEmpty();
  }

  @Test
  void endpointsWithAnotherSecretOfTheServiceAreReportedAtTheStart(CapturedOutput output) {
    create(HOOK);

    new EndpointSecretCheck(database, secrets).check();
    assertThat(output.getAll()).isEmpty();

    var changed = new EndpointSecrets(() -> new byte[] {1, 2, 3});
    new EndpointSecretCheck(database, changed).check();
    assertThat(output.getAll()).contains("WARN", "nothing is sent to these: 1. Set the secret");
  }

  private List<String> valid(WebhookEndpoint endpoint) {
    return secrets.valid(endpoint, clock.instant());
  }

  // Deliveries.

  @Test
  void anEventGoesToEachEndpointThatChoseItsType() {
    var all = create(HOOK);
    var videos = endpoints.create("ann", terms(OTHER, "video.failed"), null);
    endpoints.create("ann", terms(OTHER, "video.completed"), null);
    endpoints.create("bob", terms(HOOK), null);

    end("ann");

    assertThat(deliveries())
        .extracting(EventDelivery::receiver, EventDelivery::url, EventDelivery::status)
        .containsExactlyInAnyOrder(
            tuple(new Receiver(all.id()), HOOK, DeliveryStatus.WAITING),
            tuple(new Receiver(videos.id()), OTHER, DeliveryStatus.WAITING));
  }

  /** By hand, or by a newer version. */
  @ParameterizedTest
  @ValueSource(strings = {"'{'", "''", "'null'", "'[null]'", "'{}'"})
  void anEndpointThatCannotBeReadGetsNothingAndKeepsNoJobFromEnding(
      String types, CapturedOutput output) {
    var broken = create(HOOK);
    var other = create(OTHER);
    spoil(broken, "event_types = " + types);

    end("ann");

    assertThat(deliveries())
        .extracting(EventDelivery::receiver)
        .containsExactly(new Receiver(other.id()));
    assertThat(isEnabled(broken)).isFalse();
    assertThat(endpoints.list("ann", null, true, 9)).hasSize(2);
    assertThat(output.getAll())
        .contains("Webhook endpoint " + broken.id() + " cannot be read and gets nothing: ");
  }

  @Test
  void anEndpointThatCouldNotBeReadWorksAgainOnceItIsChanged() {
    var broken = create(HOOK);
    spoil(broken, "event_types = '{'");

    endpoints.update(broken.id(), "ann", terms -> terms(HOOK));
    end("ann");

    assertThat(states(broken)).containsExactly("waiting");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'{'", "''", "'null'", "'{\"a\": 1}'", "'{\"1\": null}'", "'[]'"})
  void earlierSecretsThatCannotBeReadSignNothing(String ends, CapturedOutput output) {
    var third = rotated(rotated(create(HOOK), DAY), DAY);
    spoil(third, "earlier_until = " + ends);

    end("ann");

    assertThat(states(third)).containsExactly("waiting");
    var read = endpoints.find(third.id(), "ann").orElseThrow();
    assertThat(valid(read)).hasSize(2).startsWith(secrets.current(third));
    assertThat(output.getAll()).contains(third.id() + " cannot be read and sign nothing: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'https://a b'", "'mailto:ann'", "''"})
  void aUrlThatCannotBeReadKeepsNoJobFromEnding(String url) {
    var broken = create(HOOK);
    spoil(broken, "url = " + url);

    end("ann");

    assertThat(states(broken)).containsExactly("waiting");
  }

  private void spoil(WebhookEndpoint endpoint, String how) {
    database.write(
        db ->
            db.sql("update webhook_endpoint set " + how + " where id = ?")
                .param(endpoint.id())
                .update());
  }

  @Test
  void eachEndpointHasADeliveryOfItsOwn() {
    create(HOOK);
    create(HOOK);
    end("ann");
    var both = claimed();

    outbox.record(both.get(0).delivered(attempt()), HOOK, clock.instant());
    outbox.record(both.get(1).failed(attempt()), HOOK, clock.instant());

    assertThat(deliveries())
        .extracting(EventDelivery::status)
        .containsExactlyInAnyOrder(DeliveryStatus.DELIVERED, DeliveryStatus.FAILED);
  }

  @Test
  void aLicenceThatIsNotInForceHasNoEndpoints() {
    create(HOOK);
    ended.add("ann");

    end("ann");

    assertThat(events.events("ann", null, null, true, 9)).isEmpty();
  }

  /** Also those that are replayed, and those to the {@code callback_url} of an order. */
  @Test
  void nothingIsSentToTheReceiversOfALicenceThatIsNotInForce() {
    create(HOOK);
    end("ann");
    var waiting = claimed().getFirst();
    var ofOrder = EventDelivery.to(Receiver.ORDER, waiting.event(), TARGET, HOOK);
    assertThat(destinations.of(waiting, clock.instant())).isInstanceOf(Destination.Webhook.class);
    assertThat(destinations.of(ofOrder, clock.instant())).isInstanceOf(Destination.Webhook.class);

    ended.add("ann");

    var none = new Destination.None(AttemptResult.off(Destination.Finder.NOT_IN_FORCE));
    assertThat(destinations.of(waiting, clock.instant())).isEqualTo(none);
    assertThat(destinations.of(ofOrder, clock.instant())).isEqualTo(none);
  }

  /** A process that has its configuration already may know it. */
  @Test
  void whatGoesToALicenceThatThisProcessDoesNotKnowWaits() {
    var event = new Event("evt_1", "video.failed", "new", "video_1", clock.instant());
    var ofOrder = EventDelivery.to(Receiver.ORDER, event, TARGET, HOOK);

    assertThat(destinations.of(ofOrder, clock.instant()))
        .isEqualTo(
            new Destination.None(AttemptResult.withheld(Destination.Finder.UNKNOWN_LICENCE)));
  }

  @Test
  void theDeliveriesOfADeletedEndpointEnd() {
    var made = create(HOOK);
    var stays = create(HOOK);
    IntStream.range(0, EndpointDeliveries.AT_ONCE + 5).forEach(n -> end("ann"));
    var underWay = claimed(9);

    assertThat(endpoints.delete(made.id(), "ann")).isTrue();

    assertThat(states(made)).containsOnly("off").hasSize(EndpointDeliveries.AT_ONCE + 5);
    assertThat(states(stays)).containsOnly("waiting").hasSize(EndpointDeliveries.AT_ONCE + 5);
    var late = underWay.stream().filter(one -> isTo(one, made)).findFirst().orElseThrow();
    assertThat(outbox.record(late.postponed(attempt(), clock.instant()), HOOK, clock.instant()))
        .isFalse();
  }

  /** Also one that is replayed. */
  @Test
  void aDeliveryToAWebhookThatTheLicenceNoLongerHasIsNotSent() {
    var event = new Event("evt_1", "video.failed", "ann", "video_1", clock.instant());
    var delivery = EventDelivery.to(Receiver.LICENCE, event, TARGET, HOOK);

    assertThat(destinations.of(delivery, clock.instant()))
        .isEqualTo(new Destination.None(AttemptResult.off(Destination.Finder.NO_WEBHOOK)));
  }

  /** A process that has a newer configuration may know where it goes. */
  @Test
  void aDeliveryToAWebhookThatAnotherProcessMayKnowIsLeftToIt() {
    var event = new Event("evt_1", "video.failed", "bob", "video_1", clock.instant());
    var delivery = EventDelivery.to(Receiver.LICENCE, event, TARGET, HOOK);

    assertThat(destinations.of(delivery, clock.instant()))
        .isEqualTo(new Destination.None(AttemptResult.withheld(Destination.Finder.NO_WEBHOOK)));
    assertThat(destinations.of(delivery, clock.instant().plus(Destination.Finder.ROLLOUT)))
        .isEqualTo(new Destination.None(AttemptResult.off(Destination.Finder.NO_WEBHOOK)));
  }

  @Test
  void aDeliveryThatIsWrittenWhileItsEndpointIsDeletedIsNotSent() {
    var made = create(HOOK);
    end("ann");
    var delivery = claimed().getFirst();
    endpoints.delete(made.id(), "ann");

    assertThat(destinations.of(delivery, clock.instant()))
        .isEqualTo(new Destination.None(AttemptResult.off(Destination.Finder.DELETED)));
  }

  @Test
  void aDisabledEndpointGetsNothingUntilAReplay() {
    var made = create(HOOK);
    end("ann");

    endpoints.update(made.id(), "ann", terms -> enabled(terms, false));
    end("ann");

    assertThat(states(made)).containsExactly("off", "off");
    var event = events.events("ann", null, null, true, 1).getFirst().id();
    events.replay(event);
    var replayed = claimed().getFirst();
    assertThat(destinations.of(replayed, clock.instant()))
        .isEqualTo(new Destination.None(AttemptResult.off(Destination.Finder.DISABLED)));
    outbox.record(replayed.switchedOff(attempt()), null, clock.instant());
    endpoints.update(made.id(), "ann", terms -> enabled(terms, true));
    events.replay(event);
    assertThat(claimed()).extracting(one -> one.event().id()).containsExactly(event);
  }

  @Test
  void anEndpointThatIsGoneIsDisabled() {
    var made = create(HOOK);
    var other = create(OTHER);
    end("ann");
    var gone = claimed().getFirst();

    outbox.record(gone.switchedOff(attempt()), HOOK, clock.instant());

    assertThat(isEnabled(made)).isFalse();
    assertThat(isEnabled(other)).isTrue();
    endpoints.update(made.id(), "ann", terms -> enabled(terms, true));
    end("ann");
    assertThat(states(made)).containsExactly("off", "waiting");
  }

  /** A backlog is switched off in portions, which take their time. */
  @Test
  void anEndpointThatIsEnabledAgainGetsWhatHappensFromThenOn() {
    var made = create(HOOK);
    end("ann");
    var gone = claimed().getFirst();
    IntStream.range(0, ReceiverPauses.AT_ONCE + 1).forEach(n -> end("ann"));
    outbox.record(gone.switchedOff(attempt()), HOOK, clock.instant());

    endpoints.update(made.id(), "ann", terms -> enabled(terms, true));
    clock.passes(Duration.ofMillis(1));
    end("ann");
    outbox.switchOffMore();

    var newest = events.events("ann", null, null, false, 1).getFirst().id();
    assertThat(events.webhooks(List.of(newest)))
        .extracting(EventDelivery::status)
        .containsExactly(DeliveryStatus.WAITING);
    assertThat(claimed()).extracting(one -> one.event().id()).contains(newest);
  }

  @Test
  void aNewEndpointGetsWhatHappensThoughTheBacklogOfItsUrlIsSwitchedOff() {
    create(HOOK);
    end("ann");
    var gone = claimed().getFirst();
    IntStream.range(0, ReceiverPauses.AT_ONCE + 1).forEach(n -> end("ann"));
    outbox.record(gone.switchedOff(attempt()), HOOK, clock.instant());

    var made = create(HOOK);
    end("ann");
    outbox.switchOffMore();

    assertThat(states(made)).containsExactly("waiting");
    assertThat(claimed()).extracting(EventDelivery::receiver).containsOnly(new Receiver(made.id()));
  }

  @Test
  void theEndOfItsOldUrlEndsNoDeliveryOfAnEndpointThatHasMoved() {
    var made = create(HOOK);
    IntStream.range(0, 3).forEach(n -> end("ann"));
    var underWay = claimed(2);
    endpoints.update(made.id(), "ann", terms -> at(terms, OTHER));

    underWay.forEach(old -> outbox.record(old.switchedOff(attempt()), HOOK, clock.instant()));

    assertThat(isEnabled(made)).isTrue();
    assertThat(outbox.claim(Map.of("ann other.example", 9), clock.instant(), LEASE)).hasSize(3);
  }

  /** The update is committed before the rows are moved, in portions. */
  @Test
  void theEndOfItsOldUrlEndsNoDeliveryThatIsStillToBeMoved() {
    var made = create(HOOK);
    IntStream.range(0, 3).forEach(n -> end("ann"));
    var underWay = claimed(1).getFirst();
    database.write(db -> db.sql("update webhook_endpoint set url = ?").param(OTHER).update());

    outbox.record(underWay.switchedOff(attempt()), HOOK, clock.instant());

    assertThat(states(made)).containsOnly("waiting").hasSize(3);
  }

  @Test
  void whatWaitsGoesToTheNewUrl() {
    var made = create(HOOK);
    create(HOOK);
    end("ann");

    endpoints.update(made.id(), "ann", terms -> at(terms, OTHER));

    var moved = outbox.claim(Map.of("ann other.example", 9), clock.instant(), LEASE);
    assertThat(moved)
        .extracting(EventDelivery::receiver, EventDelivery::url)
        .containsExactly(tuple(new Receiver(made.id()), OTHER));
    assertThat(destinations.of(moved.getFirst(), clock.instant()))
        .isEqualTo(new Destination.Webhook(OTHER, List.of(secrets.current(made))));
    assertThat(claimed()).hasSize(1);
  }

  /** Until its row is moved, a delivery goes where the endpoint is now. */
  @Test
  void theUrlIsThatOfTheEndpointNow() {
    var made = create(HOOK);
    end("ann");
    var before = claimed().getFirst();
    endpoints.update(made.id(), "ann", terms -> at(terms, OTHER));

    assertThat(destinations.of(before, clock.instant()))
        .isEqualTo(new Destination.Webhook(OTHER, List.of(secrets.current(made))));
  }

  // How it is made and found.

  private WebhookEndpoint created(String url) {
    clock.passes(Duration.ofMillis(1));
    return create(url);
  }

  private WebhookEndpoint create(String url) {
    return endpoints.create("ann", terms(url), null);
  }

  private static EndpointTerms terms(String url, String... types) {
    return new EndpointTerms("A", url, types.length == 0 ? Event.TYPES : List.of(types), true);
  }

  private static EndpointTerms renamed(EndpointTerms terms, String name) {
    return new EndpointTerms(name, terms.url(), terms.eventTypes(), terms.enabled());
  }

  private static EndpointTerms enabled(EndpointTerms terms, boolean enabled) {
    return new EndpointTerms(terms.name(), terms.url(), terms.eventTypes(), enabled);
  }

  private static EndpointTerms at(EndpointTerms terms, String url) {
    return new EndpointTerms(terms.name(), url, terms.eventTypes(), terms.enabled());
  }

  private void end(String licence) {
    var job = EndedJobs.failed(licence, clock.instant());
    database.write(
        db -> {
          outbox.ended(db, List.of(job));
          return true;
        });
  }

  private List<EventDelivery> claimed() {
    return claimed(99);
  }

  private List<EventDelivery> claimed(int limit) {
    return outbox.claim(Map.of(TARGET, limit), clock.instant(), LEASE);
  }

  private static boolean isTo(EventDelivery delivery, WebhookEndpoint endpoint) {
    return delivery.receiver().name().equals(endpoint.id());
  }

  private DeliveryAttempt attempt() {
    return new DeliveryAttempt(clock.millis(), 7, 500, "No.", null);
  }

  private boolean isEnabled(WebhookEndpoint endpoint) {
    return endpoints.find(endpoint.id(), "ann").orElseThrow().terms().enabled();
  }

  private Collection<EventDelivery> deliveries() {
    var ids = events.events("ann", null, null, true, 99).stream().map(Event::id).toList();
    return events.webhooks(ids);
  }

  private List<String> states(WebhookEndpoint endpoint) {
    return database
        .reader()
        .sql("select state from event_delivery where receiver = ? order by state")
        .param(endpoint.id())
        .query(String.class)
        .list();
  }

  private List<Map<String, Object>> rows(String table) {
    return database.reader().sql("select * from " + table).query().listOfRows();
  }
}
