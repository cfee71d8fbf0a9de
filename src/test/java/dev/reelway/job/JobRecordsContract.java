package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.Order;
import dev.reelway.order.RetryRefused;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;

/** What is committed, on every database alike. */
abstract class JobRecordsContract extends LedgerFixture {

  JobRecordsContract(TestDatabase store) {
    super(store);
  }

  @ParameterizedTest
  @FieldSource("ORDERS")
  void anOrderComesBackAsItWasGiven(Order order) {
    var job = Job.accepted(order, "ann", null, NOW, DEADLINE);

    ledger.records().insert(List.of(job));

    assertThat(ledger.queries().findAny(job.id())).contains(job);
    assertThat(ledger.queries().findOwned(job.id(), "ann")).contains(job);
  }

  @ParameterizedTest
  @FieldSource("ALL_STATES")
  void aStateComesBackAsItWasCommitted(JobState state) {
    var committed = inState(state);

    assertThat(ledger.queries().findAny(committed.id())).contains(committed);
  }

  @ParameterizedTest
  @FieldSource("ALL_STATES")
  void nothingOfAnEarlierStateStaysBehind(JobState before) {
    var held = moved(claimed(accepted()), before);
    ledger.records().commitAndKeep(held);

    var committed = moved(held, new Queued());
    ledger.records().commit(committed);

    assertThat(ledger.queries().findAny(committed.id())).contains(committed);
    assertThat(ledger.queries().isTaskTaken("studio", "first-key", AT.task())).isFalse();
  }

  /** Both have looked for an open retry before either was accepted. */
  @Test
  void ofTwoRetriesOfOneJobAtTheSameMomentOneIsAccepted() throws Exception {
    var failed = inState(new Failed(null, REFUSED));

    var refused = Together.run(times(4, n -> refusedRetry(node(n), failed.id())));

    assertThat(refused.stream().flatMap(Optional::stream)).hasSize(3).containsOnly("retry_open");
    assertThat(ledger.queries().openRetryOf(failed)).isPresent();
  }

  private static Optional<String> refusedRetry(Ledger node, String failed) {
    try {
      node.records().insert(accepted().retrying(failed), null, JobQuotas.NONE, Map.of());
      return Optional.empty();
    } catch (RetryRefused refused) {
      return Optional.of(refused.code());
    }
  }

  @Test
  void aJobIsRetriedAgainOnceItsRetryHasEnded() {
    var failed = inState(new Failed(null, REFUSED));
    var first = accepted().retrying(failed.id());
    ledger.records().insert(first, null, JobQuotas.NONE, Map.of());
    ledger.records().insert(first, null, JobQuotas.NONE, Map.of()); // after a lost commit
    ledger.expiry().cancel(first.id(), UNWANTED, NOW);

    assertThat(refusedRetry(ledger, failed.id())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no\0thing", "half \ud83e of a fox"})
  void oddWordsOfAnUpstreamDoNotKeepAJobFromEnding(String odd) {
    var failed = claimed(accepted());
    var rendered = claimed(accepted());

    ledger.records().commit(moved(failed, new Failed(null, new Failure("refused", odd))));
    ledger.records().commit(moved(rendered, new Rendered(AT, List.of("/videos/" + odd))));

    assertThat(found(failed).state()).isInstanceOf(Failed.class);
    assertThat(found(rendered).state()).isInstanceOf(JobState.Rendered.class);
  }

  @Test
  void theTargetsThatWereTriedComeBackUntilOneHasAccepted() {
    var tries =
        Tries.NONE
            .failedAt(new Submitting(TARGET, NOW, null))
            .refusedBy(new Target("studio", "second-key", "studio-1-pro"));
    var queued = placed(accepted()).requeued(NOW).trying(tries);
    ledger.records().commit(queued);
    assertThat(found(queued)).isEqualTo(queued);

    var submitting =
        claim(ledger, NOW).getFirst().submitting(TARGET, queued.order(), LEASE_END, DEADLINE);
    ledger.records().commitAndKeep(submitting);
    assertThat(found(submitting).tries()).isEqualTo(tries);

    var report = new Report("task", Report.Verdict.WORKING, null, null, List.of());
    var timing = new JobTiming(LEASE, LEASE, LEASE);
    ledger.records().commit(submitting.submitted(report, timing, NOW));
    assertThat(found(submitting).tries()).isEqualTo(Tries.NONE);
  }

  @Test
  void aRetryComesBackWithTheFailedJob() {
    var job = accepted().retrying("video_" + "1".repeat(32));

    ledger.records().insert(List.of(job));

    assertThat(found(job)).isEqualTo(job);
    assertThat(found(job).history().retryOf()).isEqualTo("video_" + "1".repeat(32));
  }

  @Test
  void aLineOfAFileComesBackWithItsJob() {
    var job = accepted(new BatchLine("b1", 7));

    ledger.records().insert(List.of(job));

    assertThat(ledger.queries().findAny(job.id())).contains(job);
  }

  @Test
  void jobsAreTakenInAllOrNone() {
    var whole = accepted();
    var broken = withLicence(accepted(), null);

    assertThatExceptionOfType(DataAccessException.class)
        .isThrownBy(() -> ledger.records().insert(List.of(whole, broken)));

    assertThat(ledger.queries().findAny(whole.id())).isEmpty();
  }

  @Test
  void aLineOfAFileBecomesAJobOnce() {
    var first = accepted(new BatchLine("b1", 1));
    var again = accepted(new BatchLine("b1", 1));
    var next = accepted(new BatchLine("b1", 2));

    ledger.records().insert(List.of(first));
    ledger.records().insert(List.of(again, next));

    assertThat(ledger.queries().ofBatch("b1", 0, 10)).containsExactly(first, next);
  }

  @Test
  void aLineOfAFileBecomesAJobOnceThoughManyReadIt() throws Exception {
    Together.run(
        times(
            8,
            n -> {
              node(n).records().insert(lines("b1", 40));
              return n;
            }));

    assertThat(ledger.queries().ofBatch("b1", 0, 100))
        .extracting(job -> line(job).line())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
  }

  /** Whatever fails after the commit of a step must not undo it. */
  @ParameterizedTest
  @FieldSource("ALL_STATES")
  void aClaimIsCommittedOnce(JobState state) {
    var committed = inState(state);

    assertThatExceptionOfType(LeaseLost.class)
        .isThrownBy(() -> ledger.records().commit(moved(committed, new Queued())));
    assertThat(ledger.queries().findAny(committed.id())).contains(committed);
  }

  @Test
  void aCommitUnderAnOldFenceIsRefusedAndChangesNothing() {
    var before = claimed(accepted());
    var anew = claim(neighbour, LEASE_END).getFirst();
    var video = moved(before, new Delivered(AT, List.of(VIDEO_FILE), null));

    assertThatExceptionOfType(LeaseLost.class).isThrownBy(() -> ledger.records().commit(video));
    assertThatExceptionOfType(LeaseLost.class)
        .isThrownBy(() -> ledger.records().commitAndKeep(video));

    assertThat(found(before)).isEqualTo(anew);
    assertThat(ledger.leases().releaseOthers(NOW)).isEqualTo(1);
  }

  @Test
  void aCommitAfterTheLeaseCountsUntilAnotherClaim() {
    var job = claimed(accepted());
    var video = moved(job, new Delivered(AT, List.of(VIDEO_FILE), null));

    ledger.records().commit(video);

    assertThat(found(job)).isEqualTo(video);
  }

  /** What a newer version has written of a job, and this one cannot read. */
  @Test
  void aCommitLeavesUnreadableCostsAndDetailsWhereTheyAre() {
    var accepted = accepted();
    ledger.records().insert(List.of(accepted));
    spoil(accepted, "charges = '[1]', cost = 7, cost_currency = 'EUR', details = '[2]'");
    var job = claim(ledger, 1).getFirst();

    ledger.records().commit(moved(job, new Rendering(AT, 1)));

    var row = store.database().reader().sql("select * from job").query().singleRow();
    assertThat(row)
        .containsEntry("charges", "[1]")
        .containsEntry("cost_currency", "EUR")
        .containsEntry("details", "[2]");
    assertThat(row.get("cost")).hasToString("7");
  }

  @Test
  void aCommitEndsTheLease() {
    var job = claimed(accepted());

    ledger.records().commit(moved(job, new Rendering(AT, 1)));

    assertThat(neighbour.leases().releaseOthers(NOW)).isZero();
  }

  @Test
  void aCommitMayKeepTheLease() {
    var job = claimed(accepted());
    var submitting = moved(job, new Submitting(TARGET, NOW, null));

    ledger.records().commitAndKeep(submitting);
    ledger.leases().renew(List.of(submitting), LEASE_END.plusSeconds(5));

    assertThat(found(job).due()).isEqualTo(LEASE_END.plusSeconds(5));
    assertThat(neighbour.leases().releaseOthers(NOW)).isEqualTo(1);
  }

  @Test
  void aCommitOfAnUnknownJobIsRefused() {
    assertThatExceptionOfType(LeaseLost.class)
        .isThrownBy(() -> ledger.records().commit(accepted()));
  }

  @Test
  void noTwoJobsOwnTheSameTask() {
    inState(new Rendering(AT, 5));
    var other = claimed(accepted());

    assertThatExceptionOfType(DataAccessException.class)
        .isThrownBy(() -> ledger.records().commit(moved(other, new Rendering(AT, 0))));

    assertThat(found(other)).isEqualTo(other);
  }

  static List<OpenLimits> limits() {
    return List.of(
        new OpenLimits(TARGET.account(), 7, null),
        new OpenLimits(TARGET.account(), null, 7),
        new OpenLimits(TARGET.account(), 7, 9),
        new OpenLimits(TARGET.account(), 9, 7));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void capacityHoldsAlthoughAllNodesTryAtOnce(OpenLimits limits) throws Exception {
    ledger.records().insert(IntStream.range(0, 128).mapToObj(n -> accepted()).toList());
    var some = claim(ledger, 64);
    var others = claim(neighbour, 64);

    var committed =
        Together.run(
            times(
                128,
                n -> {
                  var job = (n % 2 == 0 ? some : others).get(n / 2);
                  return node(n)
                      .records()
                      .commitIfCapacity(moved(job, new Submitting(TARGET, null, null)), limits);
                }));

    assertThat(committed.stream().flatMapToInt(OptionalInt::stream))
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    assertThat(ledger.queries().countOpen("studio")).isEqualTo(7);
  }

  @Test
  void aJobWithoutCapacityStaysAsItIs() {
    var job = claimed(accepted());

    assertThat(
            ledger
                .records()
                .commitIfCapacity(
                    moved(job, new Submitting(TARGET, null, null)),
                    new OpenLimits(TARGET.account(), 0, null)))
        .isEmpty();

    assertThat(found(job)).isEqualTo(job);
  }

  @Test
  void capacityIsNotTakenAfterTheLeaseIsLost() {
    var job = claimed(accepted());
    claim(neighbour, LEASE_END);

    assertThatExceptionOfType(LeaseLost.class)
        .isThrownBy(
            () ->
                ledger
                    .records()
                    .commitIfCapacity(
                        moved(job, new Submitting(TARGET, null, null)),
                        new OpenLimits(TARGET.account(), 1, 1)));
  }

  @Test
  void manyLeasesAreRenewedAndCommittedAtOnceInAnyOrder() throws Exception {
    ledger.records().insert(IntStream.range(0, 60).mapToObj(n -> accepted()).toList());
    var jobs = claim(60);

    var committed =
        Together.run(
            times(
                8,
                n -> {
                  var some = new ArrayList<>(jobs);
                  Collections.shuffle(some, new Random(n));
                  if (n == 0) {
                    return ledger.records().commitAll(some).size();
                  }
                  ledger.leases().renew(some, LEASE_END);
                  return 0;
                }));

    assertThat(committed).contains(60);
  }

  @Test
  void anIntentIsWrittenOnceAndUnderTheFenceOfItsClaim() {
    var job = placed(accepted());

    ledger.records().commitIntent(job.intended(NOW));
    ledger.records().commitIntent(job.intended(NOW.plusSeconds(9)));

    assertThat(found(job).state()).isEqualTo(new Submitting(TARGET, NOW, null));
    assertThat(ledger.leases().requeueUnsent(LEASE_END)).isEmpty();
  }

  @Test
  void noIntentIsWrittenOnceTheBatchIsCancelled() {
    var job = placed(accepted(new BatchLine("b1", 1)));
    var sent = placed(accepted(new BatchLine("b1", 2)));
    assertThat(ledger.records().commitIntent(sent.intended(NOW))).isTrue();

    insertCancelled("b1");

    assertThat(ledger.records().commitIntent(job.intended(NOW))).isFalse();
    assertThat(ledger.records().commitIntent(sent.intended(NOW))).isFalse();
    assertThat(found(job).state()).isEqualTo(new Submitting(TARGET, null, null));
  }

  @Test
  void anIntentIsForgottenWithItsSubmit() {
    var job = placed(accepted());
    ledger.records().commitIntent(job.intended(NOW));

    ledger.records().commit(moved(job, new Queued()));

    assertThat(placed(found(job)).state()).isEqualTo(new Submitting(TARGET, null, null));
  }
}
