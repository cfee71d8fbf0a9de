package dev.reelway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import dev.reelway.SettableClock;
import dev.reelway.idempotency.Outcome.Created;
import dev.reelway.idempotency.Outcome.Refused;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which of two requests was the first, on every database. */
abstract class RequestKeysContract {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final Duration LEFT = Duration.ofMinutes(20);

  final TestDatabase store;
  private final SettableClock clock = new SettableClock();
  private final RequestKeys keys;

  RequestKeysContract(TestDatabase store) {
    this.store = store;
    this.keys = new RequestKeys(store.database(), clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  // Keys of callers.

  @Test
  void aKeyIsFoundWithTheObjectOfTheFirstRequest() {
    assertThat(keys.find(chosen("ann", "k", "f1"))).isEmpty();
    create(chosen("ann", "k", "f1"), "video_1");

    assertThat(keys.find(chosen("ann", "k", "f1"))).contains(new Created("video_1"));
    assertThat(keys.find(chosen("bob", "k", "f1"))).isEmpty();
    assertThat(keys.find(chosen("ann", "K", "f1"))).isEmpty();
    assertThatThrownBy(() -> keys.find(chosen("ann", "k", "f2"))).isInstanceOf(KeyReused.class);
  }

  @Test
  void onlyTheFirstRequestIsCommitted() {
    var first = chosen("ann", "k", "f1");
    var second = chosen("ann", "k", "f1");
    create(first, "video_1");

    assertAnswered(second, new Created("video_1"));
    assertThatThrownBy(() -> create(chosen("ann", "k", "f2"), "video_3"))
        .isInstanceOf(KeyReused.class);

    assertThat(created()).containsExactly("video_1");
    assertThat(first.isCreated()).isTrue();
    assertThat(first.settled()).isDone();
    assertThat(second.isCreated()).isFalse();
    assertThat(second.settled()).isNotDone();
  }

  @Test
  void ofFiftyRequestsOneIsCommitted() throws Exception {
    var outcomes = together(50, n -> chosen("ann", "k", "f1"));

    assertThat(created()).hasSize(1);
    assertThat(outcomes).hasSize(50).containsOnly(created().getFirst());
  }

  @Test
  void whatIsRolledBackUsesNoKey() {
    var key = chosen("ann", "k", "f1");
    Callable<?> failing =
        () ->
            RequestKey.write(
                store.database(),
                key,
                "video_1",
                db -> {
                  throw new IllegalStateException("disk full");
                });

    assertThatThrownBy(failing::call).hasMessage("disk full");
    assertThat(key.isCreated()).isFalse();
    assertThat(keys.find(chosen("ann", "k", "f1"))).isEmpty();
    create(key, "video_2");
    assertThat(keys.find(chosen("ann", "k", "f1"))).contains(new Created("video_2"));
  }

  @Test
  void aRequestThatCreatesMoreIsKnownByItsFirstObject() {
    var key = chosen("ann", "k", "f1");
    create(key, "video_1");
    create(key, "video_2");

    assertThat(created()).containsExactly("video_1", "video_2");
    assertThat(keys.find(key)).contains(new Created("video_1"));
  }

  @Test
  void aRefusalIsFoundUnlessAnotherNodeWasFaster() {
    var refused = new Refused(400, "{\"error\":{}}");
    keys.refuse(chosen("ann", "k", "f1"), refused);
    keys.refuse(chosen("ann", "k", "f1"), new Refused(404, "{}"));

    assertThat(keys.find(chosen("ann", "k", "f1"))).contains(refused);
    assertAnswered(chosen("ann", "k", "f1"), refused);
    create(chosen("ann", "other", "f1"), "video_1");
    keys.refuse(chosen("ann", "other", "f1"), refused);
    assertThat(keys.find(chosen("ann", "other", "f1"))).contains(new Created("video_1"));
  }

  @Test
  void aKeyIsNewAfterADay() {
    create(chosen("ann", "k", "f1"), "video_1");
    clock.passes(Duration.ofHours(24).minusMillis(1));
    assertThat(keys.find(chosen("ann", "k", "f1"))).isPresent();

    clock.passes(Duration.ofMillis(1));

    assertThat(keys.find(chosen("ann", "k", "f2"))).isEmpty();
    create(chosen("ann", "k", "f2"), "video_2");
    assertThat(keys.find(chosen("ann", "k", "f2"))).contains(new Created("video_2"));
  }

  // Retries that an SDK marks.

  @Test
  void equalRequestsAreNotRepetitions() {
    create(tried(0), "video_1");
    create(tried(0), "video_2");

    assertThat(keys.find(tried(0))).isEmpty();
    assertThat(created()).containsExactly("video_1", "video_2");
  }

  @Test
  void aRetryBelongsToTheLatestEqualRequest() {
    create(tried(0), "video_1");
    create(tried(0), "video_2");

    assertThat(keys.find(tried(1))).contains(new Created("video_2"));
    assertThat(keys.find(tried(2))).contains(new Created("video_2"));
    assertThat(keys.find(RequestKey.keyless("bob", "f1", 1, clock.instant(), LEFT))).isEmpty();
    assertThat(keys.find(RequestKey.keyless("ann", "f2", 1, clock.instant(), LEFT))).isEmpty();
  }

  @Test
  void eachOfSeveralRetriesHasItsOwnRequest() throws Exception {
    IntStream.range(0, 5).forEach(n -> create(tried(0), "video_" + n));

    var found = Together.run(IntStream.range(0, 5).mapToObj(n -> found(1)).toList());

    assertThat(found).hasSize(5).doesNotHaveDuplicates();
    assertThat(keys.find(tried(1))).as("a sixth has one of theirs").isPresent();
  }

  @Test
  void ofFiftyRetriesOfALostRequestOneIsCommitted() throws Exception {
    var outcomes = together(50, n -> tried(n + 1));

    assertThat(created()).hasSize(1);
    assertThat(outcomes).containsOnly(created().getFirst());
  }

  @Test
  void aRetryThatOvertakesItsRequestOnAnotherNodeIsTheOneJob() {
    var first = tried(0);
    clock.passes(SECOND);
    create(tried(1), "video_1");

    assertAnswered(first, new Created("video_1"));
    clock.passes(SECOND);
    create(tried(0), "video_2");
    assertThat(created()).containsExactly("video_1", "video_2");
  }

  @Test
  void aRetryIsOvertakenByItsRequest() {
    var first = tried(0);
    var retry = tried(1);
    assertThat(keys.find(retry)).isEmpty();
    create(first, "video_1");

    assertAnswered(retry, new Created("video_1"));
  }

  @Test
  void theRetryOfAFailedTryIsNotAnOlderRequest() {
    create(tried(0), "video_1");
    clock.passes(SECOND);
    keys.fail(tried(0));
    clock.passes(SECOND);
    var retry = tried(1);

    assertThat(keys.find(retry)).isEmpty();
    create(retry, "video_2");
    clock.passes(SECOND);

    assertThat(keys.find(tried(2))).contains(new Created("video_2"));
  }

  /** The commit has succeeded, and its answer was lost for longer than a request waits. */
  @Test
  void theRetryOfATryOfUnknownOutcomeFindsWhatThatHasCreated() {
    create(tried(0), "video_1");
    clock.passes(SECOND);
    var lost = tried(0);
    var thrown =
        catchThrowable(() -> RequestKey.write(store.database(), lost, "video_2", db -> lost()));
    create(tried(0), "video_2");
    keys.fail(lost);
    clock.passes(SECOND);

    assertThat(thrown).hasMessage("lost");
    assertThat(keys.find(tried(1))).contains(new Created("video_2"));
  }

  private static String lost() {
    throw new IllegalStateException("lost");
  }

  @Test
  void aFailedTryDoesNotHideALaterRequest() {
    keys.fail(tried(0));
    clock.passes(SECOND);
    create(tried(0), "video_1");
    clock.passes(SECOND);

    assertThat(keys.find(tried(1))).contains(new Created("video_1"));
  }

  @Test
  void whatCameToNothingIsForgotten() {
    create(chosen("ann", "k", "f1"), "image_1");
    create(tried(0), "image_2");
    clock.passes(SECOND);
    create(tried(0), "image_3");
    clock.passes(SECOND);
    var key = chosen("ann", "k", "f1");
    var retry = tried(1);

    keys.forget(key, new Created("image_other"));
    assertThat(keys.find(key)).contains(new Created("image_1"));
    keys.forget(key, new Created("image_1"));
    keys.forget(retry, (Created) keys.find(retry).orElseThrow());

    create(key, "image_4");
    create(retry, "image_5");
    assertThat(keys.find(chosen("ann", "k", "f1"))).contains(new Created("image_4"));
    assertThat(keys.find(tried(2))).contains(new Created("image_5"));
  }

  @Test
  void aRetryComesWithinAQuarterOfAnHour() {
    create(tried(0), "video_1");
    clock.passes(Duration.ofMinutes(15).minusMillis(1));
    assertThat(keys.find(tried(1))).isPresent();
    clock.passes(Duration.ofMinutes(15).minusMillis(1));
    assertThat(keys.find(tried(2))).isPresent();

    clock.passes(Duration.ofMinutes(15));

    assertThat(keys.find(tried(3))).isEmpty();
  }

  // Callers that have left.

  @Test
  void anEqualRequestJoinsTheObjectOfACallerWhoHasLeftOnce() {
    create(tried(0), "image_1");
    clock.passes(SECOND);
    create(tried(0), "image_2");
    keys.leave(tried(0), "image_1");

    assertThat(keys.equalTo(tried(0)))
        .extracting(EqualRequest::object, EqualRequest::isLeft)
        .containsExactly(tuple("image_2", false), tuple("image_1", true));
    assertThat(keys.find(RequestKey.keyless("ann", "f2", 0, clock.instant(), LEFT))).isEmpty();
    assertThat(keys.find(RequestKey.keyless("bob", "f1", 0, clock.instant(), LEFT))).isEmpty();
    assertThat(keys.find(tried(0))).contains(new Created("image_1"));
    assertThat(keys.find(tried(0))).isEmpty();
  }

  @Test
  void itIsKnownWhenTheProcessOfACallerWasAliveLast() {
    var heartbeat = new Heartbeat(store.database(), clock);
    var key = tried(0);
    key.waitFor(heartbeat);
    create(key, "image_1");
    var created = clock.instant();
    assertThat(keys.equalTo(tried(0)))
        .containsExactly(new EqualRequest("image_1", false, heartbeat.process(), created));

    clock.passes(SECOND);
    heartbeat.beat();

    assertThat(keys.equalTo(tried(0)))
        .extracting(EqualRequest::lastAlive)
        .containsExactly(created.plus(SECOND));
    clock.passes(Duration.ofDays(2));
    keys.sweep();
    assertThat(store.database().reader().sql("select process from heartbeat").query().listOfRows())
        .isEmpty();
  }

  @Test
  void whoeverJoinsAnObjectWaitsForAProcessToo() {
    var key = tried(0);
    key.waitFor(new Heartbeat(store.database(), clock));
    create(key, "image_1");
    keys.leave(key, "image_1");
    var heir = new Heartbeat(store.database(), clock);
    var next = tried(0);
    next.waitFor(heir);

    assertThat(keys.find(next)).contains(new Created("image_1"));

    assertThat(keys.equalTo(tried(0)))
        .extracting(EqualRequest::process)
        .containsExactly(heir.process());
  }

  @Test
  void aMarkedRetryIsTheAnswerOfACallerWhoHasLeft() {
    create(tried(0), "image_1");
    keys.leave(tried(0), "image_1");

    assertThat(keys.find(tried(1))).contains(new Created("image_1"));
    assertThat(keys.find(tried(0))).isEmpty();
  }

  @Test
  void ofFiftyEqualRequestsOneJoins() throws Exception {
    create(tried(0), "image_1");
    keys.leave(tried(0), "image_1");

    Callable<Optional<Outcome>> joining = () -> keys.find(tried(0));
    var found = Together.run(Collections.nCopies(50, joining));

    assertThat(found.stream().flatMap(Optional::stream)).containsExactly(new Created("image_1"));
  }

  @Test
  void aCallerWhoHasLeftIsRejoinedForAWhile() {
    create(tried(0), "image_1");
    clock.passes(Duration.ofMinutes(14));
    keys.leave(tried(0), "image_1");
    clock.passes(LEFT.minusMillis(1));
    keys.sweep();
    assertThat(keys.equalTo(tried(0))).singleElement().matches(EqualRequest::isLeft);

    clock.passes(Duration.ofMillis(1));

    assertThat(keys.find(tried(0))).isEmpty();
    keys.sweep();
    assertThat(rows()).isZero();
  }

  @Test
  void aRequestWhoseCallerDoesNotWaitIsNeverJoined() {
    create(tried(0), "video_1");
    keys.leave(tried(0), "video_1");

    assertThat(keys.find(RequestKey.keyless("ann", "f1", 0, clock.instant(), Duration.ZERO)))
        .isEmpty();
  }

  @Test
  void whatHasExpiredIsDeleted() {
    IntStream.range(0, 1_200).forEach(n -> create(chosen("ann", "k" + n, "f"), "video_" + n));
    clock.passes(SECOND);
    create(chosen("ann", "later", "f"), "video_later");
    keys.sweep();
    assertThat(rows()).isEqualTo(1_201);

    clock.passes(RequestKey.KEPT.minus(SECOND));
    keys.sweep();

    assertThat(rows()).isEqualTo(1);
  }

  // How it is told.

  private RequestKey chosen(String licence, String key, String fingerprint) {
    return RequestKey.chosen(licence, key, fingerprint, clock.instant());
  }

  private RequestKey tried(int retries) {
    return RequestKey.keyless("ann", "f1", retries, clock.instant(), LEFT);
  }

  private Callable<Outcome> found(int retries) {
    return () -> keys.find(tried(retries)).orElseThrow();
  }

  /** A row of another table stands for the object. */
  private void create(RequestKey key, String object) {
    RequestKey.write(
        store.database(),
        key,
        object,
        db -> db.sql("insert into secret (name, bytes) values (?, '')").param(object).update());
  }

  private void assertAnswered(RequestKey key, Outcome outcome) {
    assertThatThrownBy(() -> create(key, "video_other"))
        .isInstanceOfSatisfying(
            AlreadyAnswered.class, already -> assertThat(already.outcome()).isEqualTo(outcome));
  }

  /** The object that each of these requests ends with. */
  private List<String> together(int count, IntFunction<RequestKey> key) throws Exception {
    var work = new ArrayList<Callable<String>>();
    IntStream.range(0, count)
        .forEach(
            n ->
                work.add(
                    () -> {
                      try {
                        create(key.apply(n), "video_" + n);
                        return "video_" + n;
                      } catch (AlreadyAnswered already) {
                        return ((Created) already.outcome()).object();
                      }
                    }));
    return Together.run(work);
  }

  private List<String> created() {
    return store
        .database()
        .reader()
        .sql("select name from secret order by name")
        .query(String.class)
        .list();
  }

  private int rows() {
    return store
        .database()
        .reader()
        .sql("select count(*) from request_key")
        .query(Integer.class)
        .single();
  }
}
