package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.cost.Amount;
import dev.reelway.cost.Charge;
import dev.reelway.cost.JobCost;
import dev.reelway.cost.ReportedCost;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.media.ImageDetails;
import dev.reelway.media.TokenUsage;
import dev.reelway.upstream.RenderTask;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How jobs and their files end, on every database alike. */
abstract class ExpiryContract extends LedgerFixture {

  ExpiryContract(TestDatabase store) {
    super(store);
  }

  @ParameterizedTest
  @FieldSource("OPEN_STATES")
  void aJobPastItsDeadlineFailsWhereverItStands(JobState state) {
    var job = inState(state);

    assertThat(ledger.expiry().expire(any -> LATE, DEADLINE.minusMillis(1))).isEmpty();
    var expired = ledger.expiry().expire(any -> LATE, DEADLINE);

    assertThat(expired).containsExactly(found(job));
    assertThat(found(job).state()).isEqualTo(new Failed(state.renderTask(), LATE));
    assertThat(found(job).ended()).isEqualTo(DEADLINE);
    assertThat(ledger.expiry().expire(any -> LATE, DEADLINE)).isEmpty();
  }

  @Test
  void aSubmitWhoseAnswerNobodyAwaitsAnyMoreMayBePaid() {
    var sent = inState(new Submitting(TARGET, NOW, null));
    var unsent = inState(new Submitting(TARGET, null, null));
    var queued = inState(new Queued());

    assertThat(ledger.expiry().cancel(sent.id(), UNWANTED, NOW).orElseThrow().mayBePaid()).isTrue();
    for (var job : List.of(unsent, queued)) {
      ledger.expiry().cancel(job.id(), UNWANTED, NOW);
      assertThat(found(job).mayBePaid()).isFalse();
    }
  }

  @ParameterizedTest
  @FieldSource("ENDED_STATES")
  void aJobThatHasEndedDoesNotExpire(JobState state) {
    var job = inState(state);

    assertThat(ledger.expiry().expire(any -> LATE, DEADLINE.plusSeconds(1))).isEmpty();

    assertThat(found(job)).isEqualTo(job);
  }

  @Test
  void onlyJobsPastTheirDeadlineExpire() {
    var late = accepted();
    var later = withDeadline(accepted(), DEADLINE.plusMillis(1));
    ledger.records().insert(List.of(late, later));

    assertThat(ledger.expiry().expire(any -> LATE, DEADLINE))
        .extracting(Job::id)
        .containsExactly(late.id());
    assertThat(found(later)).isEqualTo(later);
  }

  @Test
  void theCommitOfAnExpiredJobIsRefused() {
    var held = claimed(accepted());

    neighbour.expiry().expire(any -> LATE, DEADLINE);

    var video = moved(held, new Delivered(AT, List.of(VIDEO_FILE), null));
    assertThatExceptionOfType(LeaseLost.class).isThrownBy(() -> ledger.records().commit(video));
    assertThat(found(held).state()).isEqualTo(new Failed(null, LATE));
    assertThat(neighbour.leases().releaseOthers(NOW)).isZero();
  }

  @Test
  void anExpiredJobIsAnsweredToOneOnly() throws Exception {
    var jobs = IntStream.range(0, 60).mapToObj(n -> accepted()).toList();
    ledger.records().insert(jobs);

    var answered = Together.run(times(6, n -> node(n).expiry().expire(any -> LATE, DEADLINE)));

    assertThat(answered.stream().flatMap(List::stream).map(Job::id).toList())
        .containsExactlyInAnyOrderElementsOf(ids(jobs));
  }

  @Test
  void aCallExpiresALimitedNumberOfJobs() {
    ledger.records().insert(IntStream.range(0, 250).mapToObj(n -> accepted()).toList());

    assertThat(ledger.expiry().expire(any -> LATE, DEADLINE)).hasSize(Expiry.MOST_AT_ONCE);
    assertThat(ledger.expiry().expire(any -> LATE, DEADLINE)).hasSize(250 - Expiry.MOST_AT_ONCE);
    assertThat(ledger.expiry().expire(any -> LATE, DEADLINE)).isEmpty();
  }

  @Test
  void aJobThatCannotBeEndedDelaysNoOther() {
    var jobs = IntStream.range(0, 250).mapToObj(n -> accepted()).toList();
    ledger.records().insert(jobs);
    var stubborn = ids(jobs.subList(0, 220));
    var failing = new Ledger(store.database(), "failing-node", new Refusing(stubborn));

    var ended =
        Stream.generate(() -> failing.expiry().expire(any -> LATE, DEADLINE)).limit(8).toList();

    assertThat(ended.stream().flatMap(List::stream).map(Job::id))
        .containsExactlyInAnyOrderElementsOf(ids(jobs.subList(220, 250)));
    assertThat(stubborn)
        .allMatch(id -> ledger.queries().findAny(id).orElseThrow().state() instanceof Queued);
    assertThat(ledger.expiry().expire(any -> LATE, DEADLINE)).hasSize(Expiry.MOST_AT_ONCE);
  }

  /** Cannot notify of some jobs. */
  private record Refusing(List<String> ids) implements JobEndListener {

    @Override
    public void ended(JdbcClient db, Job job) {
      if (ids.contains(job.id())) {
        throw new IllegalStateException("cannot notify of " + job.id());
      }
    }

    @Override
    public void committed() {}
  }

  @Test
  void aRenderedJobGetsItsOwnDeadlineOnce() {
    var held = claimed(accepted());
    var done =
        remembering(held, NOW.plusSeconds(90_000), new JobHistory(NOW, null, null, JobCost.NONE));
    ledger.records().commitAndKeep(done);
    var again =
        remembering(
            held, DEADLINE, new JobHistory(NOW, "Last answer: 403 from cdn.", DETAILS, COST));
    ledger.records().commit(again);

    assertThat(found(held).deadline()).isEqualTo(NOW.plusSeconds(90_000));
    assertThat(found(held).history()).isEqualTo(again.history());
    assertThat(ledger.expiry().expire(any -> LATE, DEADLINE)).isEmpty();
    assertThat(ledger.expiry().expire(any -> LATE, NOW.plusSeconds(90_000))).hasSize(1);
  }

  private static final JobCost COST =
      JobCost.NONE.with(
          new Charge(
              "sora",
              "v-1",
              new Amount(new BigDecimal("0.48"), "USD"),
              false,
              new ReportedCost(null, null, new BigDecimal("48"), BigDecimal.TEN, false)));

  private static final ImageDetails DETAILS =
      new ImageDetails(
          new TokenUsage(5, 7, 12, new TokenUsage.Split(2, 3), null), "opaque", "high", "96x64");

  private static Job remembering(Job job, Instant deadline, JobHistory history) {
    return JobBuilder.like(job)
        .state(new Rendering(AT, 99))
        .attempts(1)
        .due(NOW)
        .deadline(deadline)
        .history(history)
        .build();
  }

  @Test
  void whatWasRenderedWhileNoProcessRanIsPolledBeforeItFails() {
    var rendering = inState(new Rendering(new RenderTask(TARGET, "one"), 42));
    var rendered = inState(new Rendered(new RenderTask(TARGET, "two"), List.of()));
    var queued = accepted();
    ledger.records().insert(List.of(queued));
    var start = DEADLINE.plusSeconds(600);

    ledger.expiry().prolongUnpolled(start);

    assertThat(ids(ledger.expiry().expire(any -> LATE, start))).containsExactly(queued.id());
    assertThat(ids(ledger.expiry().expire(any -> LATE, start.plusSeconds(120))))
        .containsExactlyInAnyOrder(rendering.id(), rendered.id());
  }

  @Test
  void nodesThatStartTogetherAfterAnOutageEachLeaveTimeToPoll() {
    var waiting = inState(new Rendering(new RenderTask(TARGET, "one"), 42));
    var start = DEADLINE.plusSeconds(3_600);
    var nodes =
        Stream.of("first", "second", "third").map(me -> new Ledger(store.database(), me)).toList();

    nodes.forEach(node -> node.expiry().prolongUnpolled(start));

    for (var node : nodes) {
      assertThat(node.expiry().expire(any -> LATE, start.plusSeconds(119))).isEmpty();
    }
    assertThat(found(waiting).deadline()).isEqualTo(start.plus(Expiry.UNTIL_POLLED));
  }

  @Test
  void anUnreadableJobExpiresAmongTheOthers() {
    var jobs = Stream.generate(LedgerFixture::accepted).limit(3).toList();
    ledger.records().insert(jobs);
    spoil(jobs.get(1), "request = '{'");

    assertThat(ids(ledger.expiry().expire(any -> LATE, DEADLINE)))
        .containsExactlyInAnyOrderElementsOf(ids(jobs));
    assertThat(found(jobs.getFirst()).state()).isEqualTo(new Failed(null, LATE));
    assertThat(found(jobs.get(1)).state()).isEqualTo(new Failed(null, JobRow.UNREADABLE));
  }

  @Test
  void aJobInAStateOfANewerVersionCanBeCancelled() {
    var job = accepted();
    ledger.records().insert(List.of(job));
    spoil(job, "state = 'upscaling'");

    assertThat(ledger.expiry().cancel(job.id(), UNWANTED, NOW)).isPresent();
    assertThat(found(job).state()).isEqualTo(new Failed(null, UNWANTED));
    assertThat(ledger.expiry().cancel(job.id(), UNWANTED, NOW)).isEmpty();
  }

  @Test
  void aJobOfANewerVersionExpiresAndCanBeCancelled() {
    var jobs = Stream.generate(LedgerFixture::accepted).limit(2).toList();
    ledger.records().insert(jobs);
    jobs.forEach(
        job -> spoil(job, "request = replace(request, '{\"kind\"', '{\"lighting\":1,\"kind\"')"));

    ledger.expiry().cancel(jobs.getFirst().id(), UNWANTED, NOW);
    ledger.expiry().expire(any -> LATE, DEADLINE);

    assertThat(found(jobs.getFirst()).state()).isEqualTo(new Failed(null, UNWANTED));
    assertThat(found(jobs.getLast()).state()).isEqualTo(new Failed(null, LATE));
  }

  @Test
  void aWaitingJobCanEnd() {
    var late = claimed(withDeadline(accepted(), NOW));
    var unwanted = claimed(accepted());
    ledger.waiting().park(List.of(late, unwanted), LINE);

    ledger.expiry().expire(any -> LATE, NOW);
    ledger.expiry().cancel(unwanted.id(), UNWANTED, NOW);

    assertThat(ledger.waiting().claim(LINE, 10, LEASE_END)).isEmpty();
    assertThat(ledger.waiting().dissolve(LINE.name())).isZero();
    assertThat(found(late).state()).isInstanceOf(Failed.class);
    assertThat(found(unwanted).state()).isInstanceOf(Failed.class);
  }

  @ParameterizedTest
  @FieldSource("OPEN_STATES")
  void anOpenJobIsCancelledWhicheverWorkerHoldsIt(JobState state) {
    var open = inState(state);
    var held = claim(ledger, state.name(), LEASE_END).stream().findFirst().orElse(open);

    var answered = neighbour.expiry().cancel(open.id(), UNWANTED, NOW);

    assertThat(answered).contains(found(open));
    assertThat(found(open).state()).isEqualTo(new Failed(state.renderTask(), UNWANTED));
    assertThat(found(open).ended()).isEqualTo(NOW);
    assertThatExceptionOfType(LeaseLost.class)
        .isThrownBy(
            () ->
                ledger.records().commit(moved(held, new Delivered(AT, List.of(VIDEO_FILE), null))));
  }

  @ParameterizedTest
  @FieldSource("ENDED_STATES")
  void aJobThatHasEndedIsNotCancelled(JobState state) {
    var ended = inState(state);

    assertThat(ledger.expiry().cancel(ended.id(), LATE, NOW.plusSeconds(1))).isEmpty();

    assertThat(found(ended)).isEqualTo(ended);
  }

  @Test
  void cancellingOneJobDoesNotChangeTheOthers() {
    var one = accepted();
    var other = accepted();
    ledger.records().insert(List.of(one, other));

    ledger.expiry().cancel(one.id(), UNWANTED, NOW);
    ledger.expiry().cancel("video_unknown", UNWANTED, NOW);

    assertThat(found(other)).isEqualTo(other);
  }

  @Test
  void filesPastTheirRetentionAreGivenUpOnce() {
    var soon = delivered("one", NOW.plusSeconds(60));
    var later = delivered("two", NOW.plusSeconds(61));
    delivered("three", null);
    var deleted = delivered("four", NOW.plusSeconds(1));
    ledger.retention().delete(deleted.id(), NOW);

    assertThat(ledger.retention().retire(NOW.plusSeconds(59), 9)).isEmpty();
    assertThat(ledger.retention().retire(NOW.plusSeconds(60), 9))
        .extracting(Job::id)
        .containsExactly(soon.id());

    assertThat(ledger.retention().retire(NOW.plusSeconds(99), 9))
        .extracting(Job::id)
        .containsExactly(later.id());
    assertThat(found(soon).state()).isInstanceOf(Delivered.class);
  }

  @Test
  void aWaitingJobIsEndedByItselfHoweverManyAreDueBefore() {
    ledger
        .records()
        .insert(
            IntStream.range(0, Expiry.MOST_AT_ONCE + 1)
                .mapToObj(n -> withDeadline(accepted(), NOW))
                .toList());
    var job = withDeadline(accepted(), NOW.plusSeconds(1));
    ledger.records().insert(List.of(job));

    assertThat(ledger.expiry().expireQueued(job.id(), late -> LATE, NOW)).isEmpty();
    assertThat(ledger.expiry().expireQueued(job.id(), late -> LATE, NOW.plusSeconds(1)))
        .map(Job::id)
        .contains(job.id());
    assertThat(found(job).state()).isInstanceOf(JobState.Failed.class);
  }

  @Test
  void aJobThatWasSubmittedIsNotEndedAsWaiting() {
    var job = inState(new Rendering(AT, 1));

    assertThat(ledger.expiry().expireQueued(job.id(), late -> LATE, DEADLINE.plusSeconds(1)))
        .isEmpty();
  }
}
