package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.job.State.Delivered;
import dev.reelway.job.State.Failed;
import dev.reelway.job.State.Failure;
import dev.reelway.job.State.Queued;
import dev.reelway.job.State.Rendered;
import dev.reelway.job.State.Rendering;
import dev.reelway.job.State.Submitting;
import dev.reelway.media.Picture;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import dev.reelway.upstream.Placement;
import dev.reelway.upstream.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the ledger promises, on every database alike. */
abstract class LedgerContract {

  private static final Instant NOW = Instant.parse("2026-11-03T10:15:30.123Z");
  private static final Instant DEADLINE = NOW.plusSeconds(1800);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Instant LEASE_END = NOW.plus(LEASE);
  private static final Failure LATE = new Failure("timed_out", "It took too long.");
  private static final Failure UNWANTED = new Failure("cancelled", "Nobody wants it any more.");

  private static final Target TARGET = new Target("studio", "first-key", "studio-1-pro");
  private static final Placement AT = new Placement(TARGET, "operations/7:a_b-c.d");
  private static final Asset PICTURE =
      new Asset("file", "2026-11-03/a.webp", "image/webp", 4_711, "ab".repeat(32), null);
  private static final Asset FILM =
      new Asset("file", "2026-11-03/a.mp4", "video/mp4", 5_000_000_000L, "cd".repeat(32), PICTURE);
  private static final Failure REFUSED = new Failure("refused", "„Nein“ 🦊 'no' \\ \" \n\t; --");

  private static final Line LINE = new Line(List.of(TARGET));

  private static final Picture GIVEN = new Picture("ef".repeat(32), "image/png", 77, 640, 480);

  static final List<State> OPEN_STATES =
      List.of(
          new Queued(),
          new Submitting(TARGET, null, null),
          new Submitting(TARGET, NOW, null),
          new Submitting(TARGET, NOW, NOW.plusSeconds(120)),
          new Rendering(AT, 42),
          new Rendered(AT, List.of()),
          new Rendered(AT, List.of("https://studio.example/films/1?sig=ä&x=%20", "/2.png")));

  static final List<State> ENDED_STATES =
      List.of(
          new Delivered(AT, List.of(FILM), null),
          new Delivered(AT, List.of(FILM), NOW.plusSeconds(60)),
          new Delivered(AT, List.of(PICTURE, PICTURE), null),
          new Failed(AT, REFUSED),
          new Failed(null, UNWANTED));

  static final List<State> ALL_STATES =
      Stream.concat(OPEN_STATES.stream(), ENDED_STATES.stream()).toList();

  static final Order SENT =
      new VideoOrder("sora-2", "sora-2", "a fox", "1280x720", 8, false, false, false, null);

  static final List<Order> ORDERS =
      List.of(
          order("a fox"),
          order("Füchse 🦊🏽 im Schnee\r\n\t'; drop table job; -- \" \\ \u2028 \u0001 日本語 עברית"),
          order("🦊".repeat(32_000)),
          new VideoOrder("a-hd-pro", "a", "all of it", "1792x1024", 25, true, true, true, null),
          new ImageOrder("b", "b", "two cats", "1024x1536", 2, "webp", true, List.of(GIVEN)),
          order("from a picture").from(List.of(GIVEN)),
          new VideoOrder(
              "a", "a", "again", "720x1280", 4, false, false, false, "video_" + "0".repeat(32)));

  private final TestDatabase store;
  private final Ledger ledger;
  private final Ledger neighbour;

  LedgerContract(TestDatabase store) {
    this.store = store;
    this.ledger = new Ledger(store.database(), "this-node");
    this.neighbour = new Ledger(store.database(), "another-node");
  }

  @AfterEach
  void close() {
    store.close();
  }

  // There and back.

  @ParameterizedTest
  @FieldSource("ORDERS")
  void anOrderComesBackAsItWasGiven(Order order) {
    var job = Job.accepted(order, "ann", null, NOW, DEADLINE);

    ledger.insert(List.of(job));

    assertThat(ledger.find(job.id())).contains(job);
    assertThat(ledger.find(job.id(), "ann")).contains(job);
  }

  @ParameterizedTest
  @FieldSource("ALL_STATES")
  void aStateComesBackAsItWasNoted(State state) {
    var noted = inState(state);

    assertThat(ledger.find(noted.id())).contains(noted);
  }

  @ParameterizedTest
  @FieldSource("ALL_STATES")
  void nothingOfAnEarlierStateStaysBehind(State before) {
    var held = moved(claimed(accepted()), before);
    ledger.noteAndKeep(held);

    var noted = moved(held, new Queued());
    ledger.note(noted);

    assertThat(ledger.find(noted.id())).contains(noted);
    assertThat(ledger.isTaken("studio", "first-key", AT.task())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no\0thing", "half \ud83e of a fox"})
  void oddWordsOfAnUpstreamDoNotKeepAJobFromEnding(String odd) {
    var failed = claimed(accepted());
    var rendered = claimed(accepted());

    ledger.note(moved(failed, new Failed(null, new Failure("refused", odd))));
    ledger.note(moved(rendered, new Rendered(AT, List.of("/films/" + odd))));

    assertThat(found(failed).state()).isInstanceOf(Failed.class);
    assertThat(found(rendered).state()).isInstanceOf(State.Rendered.class);
  }

  @Test
  void whatIsNoLongerKeptIsGivenUpOnce() {
    var soon = delivered("one", NOW.plusSeconds(60));
    var later = delivered("two", NOW.plusSeconds(61));
    delivered("three", null);
    var deleted = delivered("four", NOW.plusSeconds(1));
    ledger.delete(deleted.id(), NOW);

    assertThat(ledger.retire(NOW.plusSeconds(59), 9)).isEmpty();
    assertThat(ledger.retire(NOW.plusSeconds(60), 9))
        .extracting(Job::id)
        .containsExactly(soon.id());

    assertThat(ledger.retire(NOW.plusSeconds(99), 9))
        .extracting(Job::id)
        .containsExactly(later.id());
    assertThat(found(soon).state()).isInstanceOf(Delivered.class);
  }

  @Test
  void aLineOfAFileComesBackWithItsJob() {
    var job = accepted(new BatchLine("b1", 7));

    ledger.insert(List.of(job));

    assertThat(ledger.find(job.id())).contains(job);
  }

  @Test
  void jobsAreTakenInAllOrNone() {
    var whole = accepted();
    var broken = withLicence(accepted(), null);

    assertThatExceptionOfType(DataAccessException.class)
        .isThrownBy(() -> ledger.insert(List.of(whole, broken)));

    assertThat(ledger.find(whole.id())).isEmpty();
  }

  @Test
  void aLineOfAFileBecomesAJobOnce() {
    var first = accepted(new BatchLine("b1", 1));
    var again = accepted(new BatchLine("b1", 1));
    var next = accepted(new BatchLine("b1", 2));

    ledger.insert(List.of(first));
    ledger.insert(List.of(again, next));

    assertThat(ledger.ofBatch("b1", 0, 10)).containsExactly(first, next);
  }

  @Test
  void aLineOfAFileBecomesAJobOnceThoughManyReadIt() throws Exception {
    Together.run(
        times(
            8,
            n -> {
              node(n).insert(lines("b1", 40));
              return n;
            }));

    assertThat(ledger.ofBatch("b1", 0, 100))
        .extracting(job -> line(job).line())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
  }

  @Test
  void theJobsOfAFileComePageByPage() {
    ledger.insert(lines("b1", 5));
    ledger.insert(lines("b2", 5));

    assertThat(ledger.ofBatch("b1", 2, 2))
        .extracting(Job::batch)
        .containsExactly(new BatchLine("b1", 3), new BatchLine("b1", 4));
    assertThat(ledger.ofBatch("b1", 4, 2))
        .extracting(Job::batch)
        .containsExactly(new BatchLine("b1", 5));
    assertThat(ledger.ofBatch("b1", 5, 2)).isEmpty();
  }

  // Claims.

  @Test
  void onlyWhatIsDueIsHandedOut() {
    var now = dueAt(NOW);
    var later = dueAt(NOW.plusMillis(1));
    ledger.insert(List.of(later, now));

    assertThat(claim(10)).extracting(Job::id).containsExactly(now.id());
  }

  @ParameterizedTest
  @FieldSource("ALL_STATES")
  void onlyOpenJobsInTheStateAskedForAreHandedOut(State state) {
    inState(state);

    for (var name : State.Name.values()) {
      var claimed = ledger.claim(name, 10, LEASE_END, LEASE);
      assertThat(claimed).hasSize(OPEN_STATES.contains(state) && name == state.name() ? 1 : 0);
    }
  }

  /** Whatever fails after the last word of a step must not unsay it. */
  @ParameterizedTest
  @FieldSource("ALL_STATES")
  void aClaimHasOneLastWord(State state) {
    var noted = inState(state);

    assertThatExceptionOfType(StaleNote.class)
        .isThrownBy(() -> ledger.note(moved(noted, new Queued())));
    assertThat(ledger.find(noted.id())).contains(noted);
  }

  @Test
  void theLongestDueAreHandedOutFirstAndNoMoreThanAskedFor() {
    var jobs = IntStream.range(0, 9).mapToObj(n -> dueAt(NOW.minusSeconds(n))).toList();
    var shuffled = new ArrayList<>(jobs);
    Collections.shuffle(shuffled);
    ledger.insert(shuffled);

    assertThat(claim(4))
        .extracting(Job::id)
        .containsExactlyInAnyOrderElementsOf(ids(jobs.subList(5, 9)));
    assertThat(claim(4))
        .extracting(Job::id)
        .containsExactlyInAnyOrderElementsOf(ids(jobs.subList(1, 5)));
    assertThat(claim(4)).extracting(Job::id).containsExactly(jobs.getFirst().id());
    assertThat(claim(4)).isEmpty();
  }

  /** However few jobs there were when the database last counted them for its plans. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 20})
  void noMoreThanAskedForIsHandedOutHoweverManyWait(int counted) {
    ledger.insert(IntStream.range(0, counted).mapToObj(n -> accepted()).toList());
    store.database().write(db -> db.sql("analyze job").update());
    ledger.insert(IntStream.range(counted, 20).mapToObj(n -> accepted()).toList());

    for (int n = 0; n < 4; n++) {
      assertThat(claim(1)).hasSize(1);
      assertThat(claim(3)).hasSize(3);
    }
  }

  @Test
  void aClaimedJobIsHandedOutWithAHigherFenceAndItsLease() {
    var job = accepted();

    var claimed = claimed(job);

    assertThat(claimed.fence()).isGreaterThan(job.fence());
    assertThat(claimed.due()).isEqualTo(LEASE_END);
    assertThat(found(job)).isEqualTo(claimed);
  }

  @Test
  void noJobIsHandedOutTwiceThoughManyAskAtOnce() throws Exception {
    var jobs = IntStream.range(0, 400).mapToObj(n -> dueAt(NOW.minusMillis(n % 50))).toList();
    ledger.insert(jobs);

    var handed =
        Together.run(
                times(
                    16,
                    n -> {
                      var mine = new ArrayList<Job>();
                      for (var some = claim(node(n), 7);
                          !some.isEmpty();
                          some = claim(node(n), 7)) {
                        assertThat(some).hasSizeLessThanOrEqualTo(7);
                        mine.addAll(some);
                      }
                      return mine;
                    }))
            .stream()
            .flatMap(List::stream)
            .toList();

    assertThat(handed).extracting(Job::id).containsExactlyInAnyOrderElementsOf(ids(jobs));
    assertThat(handed).extracting(Job::fence).containsOnly(1L);
  }

  @Test
  void aJobIsNotHandedOutDuringItsLease() {
    claimed(accepted());

    assertThat(claim(neighbour, LEASE_END.minusMillis(1))).isEmpty();
  }

  @Test
  void aJobIsHandedOutAnewWhenItsLeaseIsOver() {
    var before = claimed(accepted());

    var anew = claim(neighbour, LEASE_END);

    assertThat(anew).extracting(Job::id).containsExactly(before.id());
    assertThat(anew.getFirst().fence()).isGreaterThan(before.fence());
  }

  // Notes.

  @Test
  void aNoteUnderAnOldFenceIsStaleAndChangesNothing() {
    var before = claimed(accepted());
    var anew = claim(neighbour, LEASE_END).getFirst();
    var film = moved(before, new Delivered(AT, List.of(FILM), null));

    assertThatExceptionOfType(StaleNote.class).isThrownBy(() -> ledger.note(film));
    assertThatExceptionOfType(StaleNote.class).isThrownBy(() -> ledger.noteAndKeep(film));

    assertThat(found(before)).isEqualTo(anew);
    assertThat(ledger.release(NOW)).isEqualTo(1);
  }

  @Test
  void aNoteAfterTheLeaseCountsAsLongAsNobodyTookTheJob() {
    var job = claimed(accepted());
    var film = moved(job, new Delivered(AT, List.of(FILM), null));

    ledger.note(film);

    assertThat(found(job)).isEqualTo(film);
  }

  @Test
  void aNoteGivesTheJobBack() {
    var job = claimed(accepted());

    ledger.note(moved(job, new Rendering(AT, 1)));

    assertThat(neighbour.release(NOW)).isZero();
  }

  @Test
  void aNoteMayKeepTheJob() {
    var job = claimed(accepted());
    var submitting = moved(job, new Submitting(TARGET, NOW, null));

    ledger.noteAndKeep(submitting);
    ledger.renew(List.of(submitting), LEASE_END.plusSeconds(5));

    assertThat(found(job).due()).isEqualTo(LEASE_END.plusSeconds(5));
    assertThat(neighbour.release(NOW)).isEqualTo(1);
  }

  @Test
  void aNoteOnAJobThatIsUnknownIsStale() {
    assertThatExceptionOfType(StaleNote.class).isThrownBy(() -> ledger.note(accepted()));
  }

  @Test
  void noTwoJobsOwnTheSameTask() {
    inState(new Rendering(AT, 5));
    var other = claimed(accepted());

    assertThatExceptionOfType(DataAccessException.class)
        .isThrownBy(() -> ledger.note(moved(other, new Rendering(AT, 0))));

    assertThat(found(other)).isEqualTo(other);
  }

  @ParameterizedTest
  @FieldSource("ENDED_STATES")
  void aTaskStaysItsJobsOwnWhenTheJobHasEnded(State ended) {
    inState(ended);

    assertThat(ledger.isTaken("studio", "first-key", AT.task()))
        .isEqualTo(ended.placement() != null);
  }

  @Test
  void theSameTaskElsewhereIsAnotherTask() {
    inState(new Rendering(AT, 5));
    var otherKey = new Placement(new Target("studio", "second-key", "studio-1-pro"), AT.task());
    var otherStudio = new Placement(new Target("studio-2", "first-key", "m"), AT.task());
    var otherTask = new Placement(TARGET, "8");

    for (var elsewhere : List.of(otherKey, otherStudio, otherTask)) {
      var at = elsewhere.target();
      assertThat(ledger.isTaken(at.upstream(), at.credential(), elsewhere.task())).isFalse();
      inState(new Rendering(elsewhere, 5));
      assertThat(ledger.isTaken(at.upstream(), at.credential(), elsewhere.task())).isTrue();
    }
  }

  // Leases.

  @Test
  void aLeaseIsProlongedByItsHolder() {
    var job = claimed(accepted());

    ledger.renew(List.of(job), LEASE_END.plusSeconds(30));

    assertThat(claim(neighbour, LEASE_END.plusSeconds(29))).isEmpty();
    assertThat(claim(neighbour, LEASE_END.plusSeconds(30))).hasSize(1);
  }

  @Test
  void nobodyProlongsALeaseButItsHolder() {
    var job = claimed(accepted());

    neighbour.renew(List.of(job), LEASE_END.plusSeconds(30));

    assertThat(found(job)).isEqualTo(job);
  }

  @Test
  void aLeaseThatIsLostIsNotProlonged() {
    var job = claimed(accepted());
    var anew = claim(neighbour, LEASE_END).getFirst();

    ledger.renew(List.of(job), LEASE_END.plusSeconds(30));

    assertThat(found(job)).isEqualTo(anew);
  }

  @Test
  void aJobThatWasGivenBackIsNotProlonged() {
    var job = claimed(accepted());
    var queued = moved(job, new Queued());
    ledger.note(queued);

    ledger.renew(List.of(job), LEASE_END.plusSeconds(30));

    assertThat(found(job)).isEqualTo(queued);
  }

  @Test
  void someAreProlongedThoughOthersAreLost() {
    var kept = claimed(accepted());
    var lost = claimed(accepted());
    ledger.cancel(lost.id(), UNWANTED, NOW);

    ledger.renew(List.of(lost, kept), LEASE_END.plusSeconds(30));

    assertThat(found(kept).due()).isEqualTo(LEASE_END.plusSeconds(30));
    assertThat(found(lost).state()).isEqualTo(new Failed(null, UNWANTED));
  }

  @Test
  void whatOthersHeldIsFreedAndNothingElse() {
    var mine = claimed(accepted());
    var free = dueAt(NOW.plusSeconds(500));
    var theirs = accepted();
    ledger.insert(List.of(free, theirs));
    assertThat(claim(neighbour, 1)).extracting(Job::id).containsExactly(theirs.id());

    assertThat(ledger.release(NOW.plusSeconds(1))).isEqualTo(1);

    assertThat(found(mine)).isEqualTo(mine);
    assertThat(found(free)).isEqualTo(free);
    assertThat(claim(ledger, NOW.plusSeconds(1))).extracting(Job::id).containsExactly(theirs.id());
    assertThat(neighbour.release(NOW)).isEqualTo(2);
  }

  // Ends.

  @ParameterizedTest
  @FieldSource("OPEN_STATES")
  void aJobPastItsDeadlineFailsWhereverItStands(State state) {
    var job = inState(state);

    assertThat(ledger.expire(any -> LATE, DEADLINE.minusMillis(1))).isEmpty();
    var expired = ledger.expire(any -> LATE, DEADLINE);

    assertThat(expired).containsExactly(found(job));
    assertThat(found(job).state()).isEqualTo(new Failed(state.placement(), LATE));
    assertThat(found(job).ended()).isEqualTo(DEADLINE);
    assertThat(ledger.expire(any -> LATE, DEADLINE)).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("ENDED_STATES")
  void aJobThatHasEndedDoesNotExpire(State state) {
    var job = inState(state);

    assertThat(ledger.expire(any -> LATE, DEADLINE.plusSeconds(1))).isEmpty();

    assertThat(found(job)).isEqualTo(job);
  }

  @Test
  void onlyJobsPastTheirDeadlineExpire() {
    var late = accepted();
    var later = withDeadline(accepted(), DEADLINE.plusMillis(1));
    ledger.insert(List.of(late, later));

    assertThat(ledger.expire(any -> LATE, DEADLINE)).extracting(Job::id).containsExactly(late.id());
    assertThat(found(later)).isEqualTo(later);
  }

  @Test
  void whoHoldsAnExpiredJobIsToldByItsNextNote() {
    var held = claimed(accepted());

    neighbour.expire(any -> LATE, DEADLINE);

    var film = moved(held, new Delivered(AT, List.of(FILM), null));
    assertThatExceptionOfType(StaleNote.class).isThrownBy(() -> ledger.note(film));
    assertThat(found(held).state()).isEqualTo(new Failed(null, LATE));
    assertThat(neighbour.release(NOW)).isZero();
  }

  @Test
  void anExpiredJobIsAnsweredToOneOnly() throws Exception {
    var jobs = IntStream.range(0, 60).mapToObj(n -> accepted()).toList();
    ledger.insert(jobs);

    var answered = Together.run(times(6, n -> node(n).expire(any -> LATE, DEADLINE)));

    assertThat(answered.stream().flatMap(List::stream).map(Job::id).toList())
        .containsExactlyInAnyOrderElementsOf(ids(jobs));
  }

  @Test
  void moreThanAMomentsWorkIsLeftToTheNextCall() {
    ledger.insert(IntStream.range(0, 250).mapToObj(n -> accepted()).toList());

    assertThat(ledger.expire(any -> LATE, DEADLINE)).hasSize(Expiry.MOST_AT_ONCE);
    assertThat(ledger.expire(any -> LATE, DEADLINE)).hasSize(250 - Expiry.MOST_AT_ONCE);
    assertThat(ledger.expire(any -> LATE, DEADLINE)).isEmpty();
  }

  @Test
  void whatCannotBeEndedKeepsNoOtherFromIt() {
    var jobs = IntStream.range(0, 250).mapToObj(n -> accepted()).toList();
    ledger.insert(jobs);
    var stubborn = ids(jobs.subList(0, 220));
    var failing = new Ledger(store.database(), "failing-node", new Refusing(stubborn));

    var ended = Stream.generate(() -> failing.expire(any -> LATE, DEADLINE)).limit(8).toList();

    assertThat(ended.stream().flatMap(List::stream).map(Job::id))
        .containsExactlyInAnyOrderElementsOf(ids(jobs.subList(220, 250)));
    assertThat(stubborn).allMatch(id -> ledger.find(id).orElseThrow().state() instanceof Queued);
    assertThat(ledger.expire(any -> LATE, DEADLINE)).hasSize(Expiry.MOST_AT_ONCE);
  }

  /** Cannot tell anybody of some jobs. */
  private record Refusing(List<String> ids) implements Endings {

    @Override
    public void ended(JdbcClient db, Job job) {
      if (ids.contains(job.id())) {
        throw new IllegalStateException("nobody can be told of " + job.id());
      }
    }

    @Override
    public void committed() {}
  }

  @Test
  void whatIsDoneHasADeadlineOfItsOwnOnce() {
    var held = claimed(accepted());
    var done = remembering(held, NOW.plusSeconds(90_000), new History(NOW, null));
    ledger.noteAndKeep(done);
    var again = remembering(held, DEADLINE, new History(NOW, "Last answer: 403 from cdn."));
    ledger.note(again);

    assertThat(found(held).deadline()).isEqualTo(NOW.plusSeconds(90_000));
    assertThat(found(held).history()).isEqualTo(again.history());
    assertThat(ledger.expire(any -> LATE, DEADLINE)).isEmpty();
    assertThat(ledger.expire(any -> LATE, NOW.plusSeconds(90_000))).hasSize(1);
  }

  private static Job remembering(Job job, Instant deadline, History history) {
    return new Job(
        job.id(),
        job.licence(),
        null,
        job.order(),
        null,
        new Rendering(AT, 99),
        1,
        NOW,
        job.fence(),
        NOW,
        deadline,
        null,
        job.handling(),
        history);
  }

  @Test
  void whatWasRenderedWhileNobodyWasThereIsNotGivenUpUnasked() {
    var rendering = inState(new Rendering(new Placement(TARGET, "one"), 42));
    var rendered = inState(new Rendered(new Placement(TARGET, "two"), List.of()));
    var queued = accepted();
    ledger.insert(List.of(queued));
    var start = DEADLINE.plusSeconds(600);

    ledger.resume(start.plusSeconds(120));

    assertThat(ids(ledger.expire(any -> LATE, start))).containsExactly(queued.id());
    assertThat(ids(ledger.expire(any -> LATE, start.plusSeconds(120))))
        .containsExactlyInAnyOrder(rendering.id(), rendered.id());
  }

  // Rows that cannot be read.

  private void spoil(Job job, String how) {
    store
        .database()
        .write(db -> db.sql("update job set " + how + " where id = ?").param(job.id()).update());
  }

  @ParameterizedTest
  @ValueSource(strings = {"wish = '{'", "wish = ''", "wish = '[]'", "sent = '{'"})
  void whatCannotBeReadEndsAloneAndTheOthersAreClaimed(String how) {
    var jobs = Stream.generate(LedgerContract::accepted).limit(3).toList();
    ledger.insert(jobs);
    spoil(jobs.get(1), how);

    assertThat(ids(claim(10))).containsExactlyInAnyOrder(jobs.getFirst().id(), jobs.getLast().id());

    var ended = found(jobs.get(1));
    assertThat(ended.state()).isEqualTo(new Failed(null, JobRow.UNREADABLE));
    assertThat(ended.ended()).isEqualTo(NOW);
    assertThat(claim(ledger, LEASE_END)).hasSize(2);
  }

  @ParameterizedTest
  @FieldSource("OPEN_STATES")
  void whatCannotBeReadEndsWhereverItStands(State state) {
    var job = inState(state);
    spoil(job, "wish = '{'");

    assertThat(claim(ledger, state.name(), LEASE_END)).isEmpty();

    assertThat(((Failed) found(job).state()).why()).isEqualTo(JobRow.UNREADABLE);
    assertThat(claim(ledger, state.name(), LEASE_END.plusSeconds(3_600))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"task = null", "task = 'a b'", "links = '{'", "links = null"})
  void aRenderThatCannotBeReadEndsToo(String how) {
    var job = inState(new Rendered(AT, List.of()));
    spoil(job, how);

    assertThat(claim(ledger, State.Name.RENDERED, LEASE_END)).isEmpty();

    assertThat(found(job).state()).isInstanceOf(Failed.class);
  }

  @Test
  void whatCannotBeReadExpiresAmongTheOthers() {
    var jobs = Stream.generate(LedgerContract::accepted).limit(3).toList();
    ledger.insert(jobs);
    spoil(jobs.get(1), "wish = '{'");

    assertThat(ids(ledger.expire(any -> LATE, DEADLINE)))
        .containsExactlyInAnyOrderElementsOf(ids(jobs));
    assertThat(found(jobs.getFirst()).state()).isEqualTo(new Failed(null, LATE));
    assertThat(found(jobs.get(1)).state()).isEqualTo(new Failed(null, JobRow.UNREADABLE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wish = '{'", "state = 'dreaming'"})
  void listsTellOfWhatCannotBeReadAsFailed(String how) {
    var line = accepted(new BatchLine("batch", 7));
    ledger.insert(List.of(line));
    spoil(line, how);

    for (var read :
        List.of(
            ledger.videos("ann", null, false, 10),
            ledger.ofBatch("batch", 0, 10),
            ledger.find(List.of(line.id())))) {
      assertThat(read)
          .singleElement()
          .extracting(Job::state)
          .isEqualTo(new Failed(null, JobRow.UNREADABLE));
    }
    assertThat(found(line).batch()).isEqualTo(line.batch());
  }

  @Test
  void aVideoIsServedThoughItsOrderCannotBeRead() {
    var job = delivered("task", null);
    spoil(job, "wish = '{'");

    assertThat(found(job).state()).isEqualTo(job.state());
  }

  @ParameterizedTest
  @FieldSource("OPEN_STATES")
  void anOpenJobIsCancelledWhoeverHoldsIt(State state) {
    var open = inState(state);
    var held = claim(ledger, state.name(), LEASE_END);

    var answered = neighbour.cancel(open.id(), UNWANTED, NOW);

    assertThat(answered).contains(found(open));
    assertThat(found(open).state()).isEqualTo(new Failed(state.placement(), UNWANTED));
    assertThat(found(open).ended()).isEqualTo(NOW);
    assertThatExceptionOfType(StaleNote.class)
        .isThrownBy(
            () -> ledger.note(moved(held.getFirst(), new Delivered(AT, List.of(FILM), null))));
  }

  @ParameterizedTest
  @FieldSource("ENDED_STATES")
  void aJobThatHasEndedIsNotCancelled(State state) {
    var ended = inState(state);

    assertThat(ledger.cancel(ended.id(), LATE, NOW.plusSeconds(1))).isEmpty();

    assertThat(found(ended)).isEqualTo(ended);
  }

  @Test
  void cancellingOneJobLeavesTheOthersAlone() {
    var one = accepted();
    var other = accepted();
    ledger.insert(List.of(one, other));

    ledger.cancel(one.id(), UNWANTED, NOW);
    ledger.cancel("video_unknown", UNWANTED, NOW);

    assertThat(found(other)).isEqualTo(other);
  }

  // What callers see.

  @Test
  void aDeletedJobIsFoundByTheStepsAlone() {
    var job = inState(new Delivered(AT, List.of(FILM), null));

    ledger.delete(job.id(), NOW);

    assertThat(ledger.find(job.id(), "ann")).isEmpty();
    assertThat(list(null, false, 10)).isEmpty();
    assertThat(list(null, true, 10)).isEmpty();
    assertThat(ledger.find(job.id())).contains(job);
    assertThat(ledger.isTaken("studio", "first-key", AT.task())).isTrue();
  }

  @Test
  void aDeletedLineOfAFileStillCountsInItsFile() {
    var job = accepted(new BatchLine("b1", 1));
    ledger.insert(List.of(job));

    ledger.delete(job.id(), NOW);
    ledger.insert(List.of(accepted(new BatchLine("b1", 1))));

    assertThat(ledger.ofBatch("b1", 0, 10)).containsExactly(job);
  }

  @Test
  void anotherLicencesJobsAreUnknown() {
    var anns = accepted();
    var bens = withLicence(accepted(), "ben");
    ledger.insert(List.of(anns, bens));

    assertThat(ledger.find(anns.id(), "ben")).isEmpty();
    assertThat(ledger.find(anns.id(), "")).isEmpty();
    assertThat(ledger.find(anns.id(), "ANN")).isEmpty();
    assertThat(ledger.find(anns.id(), "an%")).isEmpty();
    assertThat(list(null, false, 10)).containsExactly(anns);
    assertThat(ledger.videos("ben", null, true, 10)).containsExactly(bens);
    assertThat(ledger.videos("ben", anns.id(), false, 10)).doesNotContain(anns);
  }

  @Test
  void jobsAreListedNewestFirstOrOldestFirst() {
    var jobs = madeInThisOrder(5);

    assertThat(list(null, true, 10)).containsExactlyElementsOf(jobs);
    assertThat(list(null, false, 10)).containsExactlyElementsOf(jobs.reversed());
    assertThat(list(null, true, 2)).containsExactlyElementsOf(jobs.subList(0, 2));
    assertThat(list(null, false, 1)).containsExactly(jobs.getLast());
    assertThat(list(null, false, 0)).isEmpty();
  }

  @Test
  void aListGoesOnAfterACursor() {
    var jobs = madeInThisOrder(5);
    var third = jobs.get(2).id();

    assertThat(list(third, true, 10)).containsExactlyElementsOf(jobs.subList(3, 5));
    assertThat(list(third, false, 1)).containsExactly(jobs.get(1));
    assertThat(list(jobs.getLast().id(), true, 10)).isEmpty();
    assertThat(list(jobs.getFirst().id(), false, 10)).isEmpty();
  }

  @Test
  void aListGoesOnAfterAJobThatWasDeletedMeanwhile() {
    var jobs = madeInThisOrder(3);
    var second = jobs.get(1).id();

    ledger.delete(second, NOW);

    assertThat(list(second, true, 10)).containsExactly(jobs.get(2));
    assertThat(list(second, false, 10)).containsExactly(jobs.get(0));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pagesMissNothingOfJobsMadeInTheSameMillisecond(boolean ascending) {
    var jobs = IntStream.range(0, 50).mapToObj(n -> accepted()).toList();
    ledger.insert(jobs);

    var seen = new ArrayList<Job>();
    for (var page = list(null, ascending, 7); !page.isEmpty(); ) {
      seen.addAll(page);
      page = list(page.getLast().id(), ascending, 7);
    }

    assertThat(seen).containsExactlyInAnyOrderElementsOf(jobs).hasSize(50);
    var ids = new TreeMap<String, Job>();
    jobs.forEach(job -> ids.put(job.id(), job));
    assertThat(ids(ascending ? seen : seen.reversed())).containsExactlyElementsOf(ids.keySet());
  }

  // Room and lines.

  @Test
  void onlyWhatAnUpstreamHasOrMayHaveIsOpenThere() {
    OPEN_STATES.forEach(state -> inState(withTask(state)));
    ENDED_STATES.forEach(state -> inState(withTask(state)));

    assertThat(ledger.open("studio")).isEqualTo(4);
    assertThat(ledger.open("another")).isZero();
  }

  @Test
  void thereIsRoomForSoManyAlthoughAllNodesTryAtOnce() throws Exception {
    ledger.insert(IntStream.range(0, 128).mapToObj(n -> accepted()).toList());
    var some = claim(ledger, 64);
    var others = claim(neighbour, 64);

    var noted =
        Together.run(
            times(
                128,
                n -> {
                  var job = (n % 2 == 0 ? some : others).get(n / 2);
                  return node(n).noteIfRoom(moved(job, new Submitting(TARGET, null, null)), 7);
                }));

    assertThat(noted.stream().filter(one -> one)).hasSize(7);
    assertThat(ledger.open("studio")).isEqualTo(7);
  }

  @Test
  void whatFoundNoRoomIsAsItWas() {
    var job = claimed(accepted());

    assertThat(ledger.noteIfRoom(moved(job, new Submitting(TARGET, null, null)), 0)).isFalse();

    assertThat(found(job)).isEqualTo(job);
  }

  @Test
  void roomIsNotGivenToWhoHasLostTheJob() {
    var job = claimed(accepted());
    claim(neighbour, LEASE_END);

    assertThatExceptionOfType(StaleNote.class)
        .isThrownBy(() -> ledger.noteIfRoom(moved(job, new Submitting(TARGET, null, null)), 1));
    assertThatExceptionOfType(StaleNote.class).isThrownBy(() -> ledger.park(job, LINE));
  }

  @Test
  void whoWaitsLongestInALineIsCalledFirst() {
    var jobs = madeInThisOrder(5);
    claim(ledger, LEASE_END).forEach(job -> ledger.park(job.dueAt(LEASE_END), LINE));

    assertThat(ids(neighbour.claimWaiting(LINE, 2, LEASE_END)))
        .containsExactlyInAnyOrderElementsOf(ids(jobs.subList(0, 2)));
    assertThat(ledger.claimWaiting(new Line(List.of()), 10, LEASE_END)).isEmpty();
    assertThat(ids(ledger.claimWaiting(LINE, 10, LEASE_END)))
        .containsExactlyInAnyOrderElementsOf(ids(jobs.subList(2, 5)));
    assertThat(ledger.claimWaiting(LINE, 10, LEASE_END)).isEmpty();
  }

  @Test
  void manyLeasesAreRenewedAndNotedAtOnceInAnyOrder() throws Exception {
    ledger.insert(IntStream.range(0, 60).mapToObj(n -> accepted()).toList());
    var jobs = claim(60);

    var noted =
        Together.run(
            times(
                8,
                n -> {
                  var some = new ArrayList<>(jobs);
                  Collections.shuffle(some, new Random(n));
                  if (n == 0) {
                    return ledger.noteAll(some).size();
                  }
                  ledger.renew(some, LEASE_END);
                  return 0;
                }));

    assertThat(noted).contains(60);
  }

  @Test
  void everyLineIsKnownByItsFirst() {
    var other = new Line(List.of(TARGET, new Target("other", "key", "m")));
    var jobs = madeInThisOrder(4);
    var claimed = claim(ledger, LEASE_END);
    claimed.forEach(
        job -> {
          boolean early = ids(jobs.subList(0, 2)).contains(job.id());
          ledger.park(job.dueAt(LEASE_END), early ? LINE : other);
        });

    assertThat(ids(neighbour.firstWaiting()))
        .containsExactlyInAnyOrder(jobs.get(0).id(), jobs.get(2).id());
    claim(ledger, LEASE_END);
    assertThat(neighbour.firstWaiting()).isEmpty();
  }

  @Test
  void nobodyIsCalledTwiceThoughManyCallAtOnce() throws Exception {
    ledger.insert(IntStream.range(0, 60).mapToObj(n -> accepted()).toList());
    claim(60).forEach(job -> ledger.park(job.dueAt(LEASE_END), LINE));

    var called = Together.run(times(8, n -> node(n).claimWaiting(LINE, 5, LEASE_END)));

    assertThat(called.stream().flatMap(List::stream).map(Job::id)).doesNotHaveDuplicates();
    assertThat(called).allMatch(some -> some.size() <= 5);
  }

  @Test
  void whoWaitsInALineIsNotDueBeforeItLooksByItself() {
    var job = claimed(accepted());

    ledger.park(job.dueAt(LEASE_END), LINE);

    assertThat(found(job).state()).isEqualTo(new Queued());
    assertThat(claim(ledger, LEASE_END.minusMillis(1))).isEmpty();
    assertThat(ids(claim(ledger, LEASE_END))).containsExactly(job.id());
    assertThat(ledger.claimWaiting(LINE, 10, LEASE_END)).isEmpty();
  }

  @Test
  void whoWaitsInALineMayEndThere() {
    var late = claimed(withDeadline(accepted(), NOW));
    var unwanted = claimed(accepted());
    List.of(late, unwanted).forEach(job -> ledger.park(job, LINE));

    ledger.expire(any -> LATE, NOW);
    ledger.cancel(unwanted.id(), UNWANTED, NOW);

    assertThat(ledger.claimWaiting(LINE, 10, LEASE_END)).isEmpty();
    ledger.breakUpLines();
    assertThat(found(late).state()).isInstanceOf(Failed.class);
    assertThat(found(unwanted).state()).isInstanceOf(Failed.class);
  }

  @Test
  void aLineThatIsBrokenUpIsDueInItsOrder() {
    var jobs = madeInThisOrder(3);
    claim(ledger, LEASE_END).forEach(job -> ledger.park(job.dueAt(LEASE_END), LINE));

    ledger.breakUpLines();

    assertThat(ledger.claimWaiting(LINE, 10, LEASE_END)).isEmpty();
    for (var job : jobs) {
      assertThat(ids(ledger.claim(State.Name.QUEUED, 1, LEASE_END, LEASE)))
          .containsExactly(job.id());
    }
  }

  @Test
  void aRenderThatNobodyHoldsCanBeHastened() {
    var render = inState(new Rendering(AT, 42));
    var another = inState(withTask(new Rendering(AT, 42)));

    assertThat(ledger.hasten(render.id(), NOW)).isTrue();

    assertThat(found(render)).isEqualTo(render.dueAt(NOW));
    assertThat(found(another)).isEqualTo(another);
    assertThat(ids(ledger.claim(State.Name.RENDERING, 9, NOW, LEASE))).containsExactly(render.id());
  }

  @Test
  void hasteNeverPutsARenderOff() {
    var render = inState(new Rendering(AT, 42));

    assertThat(ledger.hasten(render.id(), LEASE_END)).isFalse();
    assertThat(ledger.hasten(render.id(), LEASE_END.plusMillis(1))).isFalse();

    assertThat(found(render)).isEqualTo(render);
  }

  @Test
  void aRenderInSomebodysHandsIsNotHastened() {
    inState(new Rendering(AT, 42));
    var held = ledger.claim(State.Name.RENDERING, 1, LEASE_END, LEASE).getFirst();

    assertThat(ledger.hasten(held.id(), NOW)).isFalse();

    assertThat(found(held)).isEqualTo(held);
  }

  @ParameterizedTest
  @FieldSource("ALL_STATES")
  void onlyRendersAreHastened(State state) {
    var job = inState(state);

    assertThat(ledger.hasten(job.id(), NOW)).isEqualTo(state instanceof Rendering);
    assertThat(found(job).state()).isEqualTo(state);
  }

  // Intents.

  @Test
  void anIntentIsWrittenOnceAndUnderTheFenceOfItsClaim() {
    var job = placed(accepted());

    ledger.intend(job.intended(NOW));
    ledger.intend(job.intended(NOW.plusSeconds(9)));

    assertThat(found(job).state()).isEqualTo(new Submitting(TARGET, NOW, null));
    assertThat(ledger.requeueUnsent(LEASE_END)).isEmpty();
  }

  @Test
  void whatWasNotSentIsQueuedAnewOnceItsLeaseIsOver() {
    var job = placed(accepted());

    assertThat(ledger.requeueUnsent(LEASE_END.minusMillis(1))).isEmpty();
    assertThat(neighbour.requeueUnsent(LEASE_END)).containsExactly(job.id());

    var anew = found(job);
    assertThat(anew.state()).isEqualTo(new Queued());
    assertThat(anew.sent()).isNull();
    assertThat(anew.due()).isEqualTo(LEASE_END);
    assertThat(ledger.open("studio")).isZero();
    assertThatExceptionOfType(StaleNote.class)
        .isThrownBy(() -> ledger.intend(job.intended(LEASE_END)));
    assertThat(found(job)).isEqualTo(anew);
  }

  @Test
  void whatWasReleasedAtAStartIsQueuedAnewAtOnce() {
    var unsent = placed(accepted());
    var sent = placed(accepted());
    ledger.intend(sent.intended(NOW));

    neighbour.release(NOW);

    assertThat(neighbour.requeueUnsent(NOW)).containsExactly(unsent.id());
    assertThat(neighbour.claim(State.Name.SUBMITTING, 10, NOW, LEASE))
        .extracting(Job::id)
        .containsExactly(sent.id());
  }

  @Test
  void anIntentIsForgottenWithItsSubmit() {
    var job = placed(accepted());
    ledger.intend(job.intended(NOW));

    ledger.note(moved(job, new Queued()));

    assertThat(placed(found(job)).state()).isEqualTo(new Submitting(TARGET, null, null));
  }

  private Job placed(Job job) {
    if (ledger.find(job.id()).isEmpty()) {
      ledger.insert(List.of(job));
    }
    var held = claim(ledger, job.due()).getFirst();
    var placed = moved(held, new Submitting(TARGET, null, null)).dueAt(LEASE_END);
    ledger.noteAndKeep(placed);
    return placed;
  }

  // Words of these facts.

  /** The same state, of a render of its own. */
  private static State withTask(State state) {
    var own = new Placement(TARGET, "task-" + System.identityHashCode(state));
    return switch (state) {
      case Rendering r -> new Rendering(own, r.progress());
      case Rendered r -> new Rendered(own, r.links());
      case Delivered d -> new Delivered(own, d.files(), d.expires());
      case Failed f -> new Failed(f.at() == null ? null : own, f.why());
      case Queued q -> q;
      case Submitting s -> s;
    };
  }

  private static Order order(String prompt) {
    return new VideoOrder("sora-2", "sora-2", prompt, "720x1280", 4, false, false, false, null);
  }

  @Test
  void queuedJobsAreClaimedByPriorityAndThenByWhenTheyAreDue() {
    var low = dueAt(NOW.minusSeconds(9)).handled(new Handling(null, null, -1));
    var usual = dueAt(NOW.minusSeconds(2));
    var sooner = dueAt(NOW.minusSeconds(5));
    var high = dueAt(NOW.minusSeconds(1)).handled(new Handling("s3", "my-fox", 7));
    var notYet = dueAt(NOW.plusSeconds(1)).handled(new Handling(null, null, 9));
    ledger.insert(List.of(low, usual, sooner, high, notYet));

    var first = claim(3);

    assertThat(first)
        .extracting(Job::id)
        .containsExactlyInAnyOrder(high.id(), sooner.id(), usual.id());
    assertThat(first.getFirst().handling()).isEqualTo(new Handling("s3", "my-fox", 7));
    assertThat(claim(3)).extracting(Job::id).containsExactly(low.id());
  }

  private static Job accepted() {
    return Job.accepted(order("a fox"), "ann", null, NOW, DEADLINE);
  }

  private static Job accepted(BatchLine line) {
    return Job.accepted(order("line " + line.line()), "ann", line, NOW, DEADLINE);
  }

  private static List<Job> lines(String batch, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(n -> accepted(new BatchLine(batch, n)))
        .toList();
  }

  private List<Job> madeInThisOrder(int count) {
    var jobs =
        IntStream.range(0, count)
            .mapToObj(n -> NOW.plusMillis(n * 999L))
            .map(made -> Job.accepted(order("a fox"), "ann", null, made, DEADLINE))
            .toList();
    ledger.insert(List.of(jobs.get(count / 2)));
    ledger.insert(
        jobs.stream().filter(job -> !job.equals(jobs.get(count / 2))).toList().reversed());
    return jobs;
  }

  private static Job dueAt(Instant due) {
    var job = accepted();
    return new Job(
        job.id(),
        "ann",
        null,
        job.order(),
        null,
        job.state(),
        0,
        due,
        0,
        NOW,
        DEADLINE,
        null,
        Handling.USUAL,
        History.NONE);
  }

  private static Job withDeadline(Job job, Instant deadline) {
    return new Job(
        job.id(),
        "ann",
        null,
        job.order(),
        null,
        job.state(),
        0,
        NOW,
        0,
        NOW,
        deadline,
        null,
        Handling.USUAL,
        History.NONE);
  }

  @SuppressWarnings("NullAway") // what the database must refuse cannot be said otherwise
  private static Job withLicence(Job job, @Nullable String licence) {
    return new Job(
        job.id(),
        licence,
        null,
        job.order(),
        null,
        job.state(),
        0,
        NOW,
        0,
        NOW,
        DEADLINE,
        null,
        Handling.USUAL,
        History.NONE);
  }

  /** The job, taken in and claimed. */
  private Job claimed(Job job) {
    ledger.insert(List.of(job));
    return claim(1).getFirst();
  }

  /** A job that was claimed and noted in this state, every column of it filled. */
  private Job delivered(String task, @Nullable Instant expires) {
    return inState(new Delivered(new Placement(TARGET, task), List.of(FILM), expires));
  }

  private Job inState(State state) {
    var noted = moved(claimed(accepted()), state);
    ledger.note(noted);
    return noted;
  }

  private static Job moved(Job job, State state) {
    boolean ends = state instanceof Delivered || state instanceof Failed;
    return new Job(
        job.id(),
        job.licence(),
        job.batch(),
        job.order(),
        SENT,
        state,
        3,
        LEASE_END,
        job.fence(),
        job.created(),
        job.deadline(),
        ends ? NOW.plusSeconds(7) : null,
        job.handling(),
        History.NONE);
  }

  private List<Job> claim(int limit) {
    return claim(ledger, limit);
  }

  private static List<Job> claim(Ledger by, int limit) {
    return by.claim(State.Name.QUEUED, limit, NOW, LEASE);
  }

  private static List<Job> claim(Ledger by, Instant now) {
    return claim(by, State.Name.QUEUED, now);
  }

  private static List<Job> claim(Ledger by, State.Name state, Instant now) {
    return by.claim(state, 10, now, LEASE);
  }

  private Job found(Job job) {
    return ledger.find(job.id()).orElseThrow();
  }

  private List<Job> list(@Nullable String after, boolean ascending, int limit) {
    return ledger.videos("ann", after, ascending, limit);
  }

  private static List<String> ids(List<Job> jobs) {
    return jobs.stream().map(Job::id).toList();
  }

  private static BatchLine line(Job job) {
    return Objects.requireNonNull(job.batch());
  }

  /** Every other worker is of the neighbouring node. */
  private Ledger node(int worker) {
    return worker % 2 == 0 ? ledger : neighbour;
  }

  private interface Work<T> {
    T by(int worker) throws Exception;
  }

  private static <T> List<Callable<T>> times(int workers, Work<T> work) {
    return IntStream.range(0, workers).<Callable<T>>mapToObj(n -> () -> work.by(n)).toList();
  }
}
