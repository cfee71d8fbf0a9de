package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.ImageOrder;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How jobs are handed out and taken back, on every database alike. */
abstract class JobQueueContract extends LedgerFixture {

  JobQueueContract(TestDatabase store) {
    super(store);
  }

  @Test
  void onlyDueJobsAreClaimed() {
    var now = dueAt(NOW);
    var later = dueAt(NOW.plusMillis(1));
    ledger.records().insert(List.of(later, now));

    assertThat(claim(10)).extracting(Job::id).containsExactly(now.id());
  }

  @ParameterizedTest
  @FieldSource("ALL_STATES")
  void onlyOpenJobsInTheRequestedStateAreClaimed(JobState state) {
    inState(state);
    boolean isQueuedAgain = state instanceof Submitting sending && sending.unsent();
    boolean isClaimed = OPEN_STATES.contains(state) && !isQueuedAgain;

    for (var name : JobState.Name.values()) {
      var claimed = Claims.of(ledger, name, 10, LEASE_END, LEASE);
      assertThat(claimed).hasSize(isClaimed && name == state.name() ? 1 : 0);
    }
  }

  @Test
  void theLongestDueAreClaimedFirstAndNoMoreThanRequested() {
    var jobs = IntStream.range(0, 9).mapToObj(n -> dueAt(NOW.minusSeconds(n))).toList();
    var shuffled = new ArrayList<>(jobs);
    Collections.shuffle(shuffled);
    ledger.records().insert(shuffled);

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
  void noMoreJobsAreClaimedThanRequestedHoweverManyWait(int counted) {
    ledger.records().insert(IntStream.range(0, counted).mapToObj(n -> accepted()).toList());
    store.database().write(db -> db.sql("analyze job").update());
    ledger.records().insert(IntStream.range(counted, 20).mapToObj(n -> accepted()).toList());

    for (int n = 0; n < 4; n++) {
      assertThat(claim(1)).hasSize(1);
      assertThat(claim(3)).hasSize(3);
    }
  }

  @Test
  void aClaimRaisesTheFenceAndSetsTheLease() {
    var job = accepted();

    var claimed = claimed(job);

    assertThat(claimed.fence()).isGreaterThan(job.fence());
    assertThat(claimed.due()).isEqualTo(LEASE_END);
    assertThat(found(job)).isEqualTo(claimed);
  }

  @Test
  void noJobIsClaimedTwiceByConcurrentClaims() throws Exception {
    var jobs = IntStream.range(0, 400).mapToObj(n -> dueAt(NOW.minusMillis(n % 50))).toList();
    ledger.records().insert(jobs);

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
  void aJobIsNotClaimedDuringItsLease() {
    claimed(accepted());

    assertThat(claim(neighbour, LEASE_END.minusMillis(1))).isEmpty();
  }

  @Test
  void aJobIsClaimedAgainAfterItsLease() {
    var before = claimed(accepted());

    var anew = claim(neighbour, LEASE_END);

    assertThat(anew).extracting(Job::id).containsExactly(before.id());
    assertThat(anew.getFirst().fence()).isGreaterThan(before.fence());
  }

  @Test
  void queuedJobsAreClaimedByPriorityAndThenByWhenTheyAreDue() {
    var low = dueAt(NOW.minusSeconds(9)).withOptions(new DeliveryOptions(null, null, -1));
    var usual = dueAt(NOW.minusSeconds(2));
    var sooner = dueAt(NOW.minusSeconds(5));
    var high = dueAt(NOW.minusSeconds(1)).withOptions(new DeliveryOptions("s3", "my-fox", 7));
    var notYet = dueAt(NOW.plusSeconds(1)).withOptions(new DeliveryOptions(null, null, 9));
    ledger.records().insert(List.of(low, usual, sooner, high, notYet));

    var first = claim(3);

    assertThat(first)
        .extracting(Job::id)
        .containsExactlyInAnyOrder(high.id(), sooner.id(), usual.id());
    assertThat(first.getFirst().deliveryOptions())
        .isEqualTo(new DeliveryOptions("s3", "my-fox", 7));
    assertThat(claim(3)).extracting(Job::id).containsExactly(low.id());
  }

  @Test
  void aLeaseIsProlongedByItsHolder() {
    var job = claimed(accepted());

    ledger.leases().renew(List.of(job), LEASE_END.plusSeconds(30));

    assertThat(claim(neighbour, LEASE_END.plusSeconds(29))).isEmpty();
    assertThat(claim(neighbour, LEASE_END.plusSeconds(30))).hasSize(1);
  }

  @Test
  void onlyItsHolderRenewsALease() {
    var job = claimed(accepted());

    neighbour.leases().renew(List.of(job), LEASE_END.plusSeconds(30));

    assertThat(found(job)).isEqualTo(job);
  }

  @Test
  void aLeaseThatIsLostIsNotProlonged() {
    var job = claimed(accepted());
    var anew = claim(neighbour, LEASE_END).getFirst();

    ledger.leases().renew(List.of(job), LEASE_END.plusSeconds(30));

    assertThat(found(job)).isEqualTo(anew);
  }

  @Test
  void aLeaseThatHasEndedIsNotProlonged() {
    var job = claimed(accepted());
    var queued = moved(job, new Queued());
    ledger.records().commit(queued);

    ledger.leases().renew(List.of(job), LEASE_END.plusSeconds(30));

    assertThat(found(job)).isEqualTo(queued);
  }

  @Test
  void someAreProlongedThoughOthersAreLost() {
    var kept = claimed(accepted());
    var lost = claimed(accepted());
    ledger.expiry().cancel(lost.id(), UNWANTED, NOW);

    ledger.leases().renew(List.of(lost, kept), LEASE_END.plusSeconds(30));

    assertThat(found(kept).due()).isEqualTo(LEASE_END.plusSeconds(30));
    assertThat(found(lost).state()).isEqualTo(new Failed(null, UNWANTED));
  }

  @Test
  void otherProcessesLeasesAreReleasedAndNothingElse() {
    var mine = claimed(accepted());
    var free = dueAt(NOW.plusSeconds(500));
    var theirs = accepted();
    ledger.records().insert(List.of(free, theirs));
    assertThat(claim(neighbour, 1)).extracting(Job::id).containsExactly(theirs.id());

    assertThat(ledger.leases().releaseOthers(NOW.plusSeconds(1))).isEqualTo(1);

    assertThat(found(mine)).isEqualTo(mine);
    assertThat(found(free)).isEqualTo(free);
    assertThat(claim(ledger, NOW.plusSeconds(1))).extracting(Job::id).containsExactly(theirs.id());
    assertThat(neighbour.leases().releaseOthers(NOW)).isEqualTo(2);
  }

  @Test
  void anUnsentJobIsQueuedAnewOnceItsLeaseIsOver() {
    var job = placed(accepted());

    assertThat(ledger.leases().requeueUnsent(LEASE_END.minusMillis(1))).isEmpty();
    assertThat(neighbour.leases().requeueUnsent(LEASE_END)).containsExactly(job.id());

    var anew = found(job);
    assertThat(anew.state()).isEqualTo(new Queued());
    assertThat(anew.sent()).isNull();
    assertThat(anew.due()).isEqualTo(LEASE_END);
    assertThat(ledger.queries().countOpen("studio")).isZero();
    assertThatExceptionOfType(LeaseLost.class)
        .isThrownBy(() -> ledger.records().commitIntent(job.intended(LEASE_END)));
    assertThat(found(job)).isEqualTo(anew);
  }

  /** Its lease runs out after others were queued anew, and before the claim. */
  @Test
  void anUnsentJobIsNeverClaimedToBeLookedUp() {
    var job = placed(accepted());
    var sent = placed(accepted());
    ledger.records().commitIntent(sent.intended(NOW));

    assertThat(ledger.leases().requeueUnsent(LEASE_END.minusMillis(1))).isEmpty();
    assertThat(ids(claim(ledger, JobState.Name.SUBMITTING, LEASE_END))).containsExactly(sent.id());

    assertThat(ledger.leases().requeueUnsent(LEASE_END)).containsExactly(job.id());
  }

  @Test
  void whatWasReleasedAtAStartIsQueuedAnewAtOnce() {
    var unsent = placed(accepted());
    var sent = placed(accepted());
    ledger.records().commitIntent(sent.intended(NOW));

    neighbour.leases().releaseOthers(NOW);

    assertThat(neighbour.leases().requeueUnsent(NOW)).containsExactly(unsent.id());
    assertThat(Claims.of(neighbour, JobState.Name.SUBMITTING, 10, NOW, LEASE))
        .extracting(Job::id)
        .containsExactly(sent.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request = '{'",
        "request = ''",
        "request = '[]'",
        "request = 'null'",
        "sent = '{'"
      })
  void anUnreadableJobFailsAndTheOthersAreClaimed(String how) {
    var jobs = Stream.generate(LedgerFixture::accepted).limit(3).toList();
    ledger.records().insert(jobs);
    spoil(jobs.get(1), how);

    assertThat(ids(claim(10))).containsExactlyInAnyOrder(jobs.getFirst().id(), jobs.getLast().id());

    var ended = found(jobs.get(1));
    assertThat(ended.state()).isEqualTo(new Failed(null, JobRow.UNREADABLE));
    assertThat(ended.ended()).isEqualTo(NOW);
    assertThat(claim(ledger, LEASE_END)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request = replace(request, '{\"kind\"', '{\"lighting\":1,\"kind\"')",
        "request = replace(request, '\"video\"', '\"sound\"')",
        "request = replace(request, '{\"kind\"', '{\"roles\":[\"to_come\"],\"kind\"')",
        "sent = replace(request, '{\"kind\"', '{\"lighting\":1,\"kind\"')"
      })
  void aJobThatOnlyANewerVersionKnowsIsLeftToIt(String how) {
    var jobs = Stream.generate(LedgerFixture::accepted).limit(3).toList();
    ledger.records().insert(jobs);
    spoil(jobs.get(1), how);

    assertThat(ids(claim(10))).containsExactlyInAnyOrder(jobs.getFirst().id(), jobs.getLast().id());

    assertThat(found(jobs.get(1)).state()).isEqualTo(new Queued());
    assertThat(found(jobs.get(1)).history().newer()).isTrue();
    spoil(jobs.get(1), "sent = null, request = '" + JobRow.json(jobs.get(1).order()) + "'");
    assertThat(ids(claim(ledger, LEASE_END))).contains(jobs.get(1).id());
  }

  @Test
  void theSameUnknownOrderIsShownByEachJobAsItsOwnKind() {
    var image = new ImageOrder("m", "m", "a fox", "1024x1024", 1, "png", false, List.of());
    var jobs =
        Stream.of(order("a fox"), image, order("a fox"))
            .map(order -> Job.accepted(order, "ann", null, NOW, DEADLINE))
            .toList();
    ledger.records().insert(jobs);

    jobs.forEach(job -> spoil(job, "request = '{\"kind\":\"to_come\"}'"));

    assertThat(jobs)
        .allSatisfy(job -> assertThat(found(job).order()).hasSameClassAs(job.order()))
        .allSatisfy(job -> assertThat(found(job).history().newer()).isTrue());
  }

  @ParameterizedTest
  @FieldSource("OPEN_STATES")
  void aJobOfANewerVersionKeepsEachState(JobState state) {
    var job = inState(state);
    spoil(job, "request = replace(request, '{\"kind\"', '{\"lighting\":1,\"kind\"')");

    assertThat(claim(ledger, state.name(), LEASE_END)).isEmpty();
    assertThat(ledger.queue().claimAlong(TARGET, 10, LEASE_END)).isEmpty();

    assertThat(found(job).state()).isEqualTo(state);
    assertThat(found(job).order()).isEqualTo(job.order());
  }

  @Test
  void aStateThatOnlyANewerVersionKnowsIsNotClaimedOrShownAsFailed() {
    var job = inState(new Rendering(AT, 7));
    spoil(job, "state = 'a_state_to_come'");

    for (var state : OPEN_STATES) {
      assertThat(claim(ledger, state.name(), LEASE_END)).isEmpty();
    }

    assertThat(found(job).state()).isEqualTo(new Rendering(AT, 7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reserved = '{'", "reserved = '{}'", "charges = '{'"})
  void aJobWhoseAmountsCannotBeReadIsClaimedLikeAnyOther(String how) {
    var jobs = Stream.generate(LedgerFixture::accepted).limit(3).toList();
    ledger.records().insert(jobs);
    spoil(jobs.get(1), how);

    assertThat(claim(10)).hasSize(3);
  }

  @ParameterizedTest
  @FieldSource("OPEN_STATES")
  void anUnreadableJobEndsInEveryState(JobState state) {
    var job = inState(state);
    spoil(job, "request = '{'");

    assertThat(claim(ledger, state.name(), LEASE_END)).isEmpty();

    assertThat(((Failed) found(job).state()).why()).isEqualTo(JobRow.UNREADABLE);
    assertThat(claim(ledger, state.name(), LEASE_END.plusSeconds(3_600))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"task = null", "task = 'a b'", "links = '{'", "links = null"})
  void anUnreadableRenderEndsToo(String how) {
    var job = inState(new Rendered(AT, List.of()));
    spoil(job, how);

    assertThat(claim(ledger, JobState.Name.RENDERED, LEASE_END)).isEmpty();

    assertThat(found(job).state()).isInstanceOf(Failed.class);
  }

  @Test
  void eachLicenceGetsAsManyOfTheNextJobsAsAnyOther() {
    var many = IntStream.range(0, 30).mapToObj(n -> dueAt(NOW.minusSeconds(n))).toList();
    var bob = withLicence(accepted(), "bob");
    var cid = Stream.generate(() -> withLicence(accepted(), "cid")).limit(3).toList();
    ledger.records().insert(many);
    ledger.records().insert(List.of(bob));
    ledger.records().insert(cid);

    assertThat(claim(9))
        .extracting(Job::licence)
        .containsOnlyOnce("bob")
        .contains("cid", "cid", "cid");
    assertThat(claim(9)).extracting(Job::licence).containsOnly("ann");
  }

  @Test
  void aSingleJobGetsOneOfTheNextPlacesThoughPlacesComeOneByOne() {
    ledger
        .records()
        .insert(IntStream.range(0, 30).mapToObj(n -> dueAt(NOW.minusSeconds(n))).toList());
    assertThat(claim(1)).extracting(Job::licence).containsExactly("ann");
    ledger.records().insert(List.of(withLicence(accepted(), "bob")));

    assertThat(Stream.generate(() -> claim(1).getFirst()).limit(2).map(Job::licence))
        .containsExactlyInAnyOrder("ann", "bob");
  }

  @Test
  void renderedJobsAreClaimedOfEachLicenceInTurn() {
    for (int i = 0; i < 5; i++) {
      inState(withTask(new Rendered(AT, List.of("https://studio.example/" + i))));
    }
    var bob = claimed(withLicence(accepted(), "bob"));
    ledger.records().commit(moved(bob, withTask(new Rendered(AT, List.of()))));

    var claimed = Claims.of(ledger, JobState.Name.RENDERED, 2, LEASE_END, LEASE);

    assertThat(claimed).extracting(Job::licence).containsExactlyInAnyOrder("ann", "bob");
  }

  @Test
  void thePlacesOfRenderedJobsAreEachSinkOfEachUpstreamWithTheLicencesThere() {
    assertThat(ledger.queue().places(JobState.Name.RENDERED)).isEmpty();
    for (var upstream : List.of("studio", "other")) {
      for (var sink : Arrays.asList("s3", null, "file", null)) {
        for (var licence : List.of("bob", "ann")) {
          rendered(upstream, sink, licence);
        }
      }
    }
    rendered("zoo", "s3", "cid");

    var both = List.of("ann", "bob");
    assertThat(ledger.queue().places(JobState.Name.RENDERED))
        .containsExactly(
            new JobsAtPlace(new JobPlace("other", ""), both),
            new JobsAtPlace(new JobPlace("other", "file"), both),
            new JobsAtPlace(new JobPlace("other", "s3"), both),
            new JobsAtPlace(new JobPlace("studio", ""), both),
            new JobsAtPlace(new JobPlace("studio", "file"), both),
            new JobsAtPlace(new JobPlace("studio", "s3"), both),
            new JobsAtPlace(new JobPlace("zoo", "s3"), List.of("cid")));
  }

  private void rendered(String upstream, @Nullable String sink, String licence) {
    var job =
        claimed(withLicence(accepted(), licence).withOptions(new DeliveryOptions(sink, null, 0)));
    var task = new RenderTask(new Target(upstream, "key", "m"), job.id());
    ledger.records().commit(moved(job, new Rendered(task, List.of())));
  }

  @Test
  void jobsAreClaimedAtOneUpstreamOnly() {
    var here = inState(new Rendering(AT, 42));
    var there =
        inState(new Rendering(new RenderTask(new Target("other", "key", "m"), "task-1"), 0));

    var studio = new JobsAtPlace(JobPlace.at("studio"), List.of());
    assertThat(ledger.queue().places(JobState.Name.RENDERING))
        .containsExactly(new JobsAtPlace(JobPlace.at("other"), List.of()), studio);
    assertThat(ids(ledger.queue().claim(JobState.Name.RENDERING, studio, 9, LEASE_END, LEASE_END)))
        .containsExactly(here.id());
    assertThat(found(there)).isEqualTo(there);
  }

  @Test
  void aRenderThatIsNotLeasedCanBeHastened() {
    var render = inState(new Rendering(AT, 42));
    var another = inState(withTask(new Rendering(AT, 42)));

    assertThat(ledger.leases().makeDue(render.id(), NOW)).isTrue();

    assertThat(found(render)).isEqualTo(render.dueAt(NOW));
    assertThat(found(another)).isEqualTo(another);
    assertThat(ids(Claims.of(ledger, JobState.Name.RENDERING, 9, NOW, LEASE)))
        .containsExactly(render.id());
  }

  @Test
  void hasteNeverPutsARenderOff() {
    var render = inState(new Rendering(AT, 42));

    assertThat(ledger.leases().makeDue(render.id(), LEASE_END)).isFalse();
    assertThat(ledger.leases().makeDue(render.id(), LEASE_END.plusMillis(1))).isFalse();

    assertThat(found(render)).isEqualTo(render);
  }

  @Test
  void aLeasedRenderIsNotHastened() {
    inState(new Rendering(AT, 42));
    var held = Claims.of(ledger, JobState.Name.RENDERING, 1, LEASE_END, LEASE).getFirst();

    assertThat(ledger.leases().makeDue(held.id(), NOW)).isFalse();

    assertThat(found(held)).isEqualTo(held);
  }

  @ParameterizedTest
  @FieldSource("ALL_STATES")
  void onlyRendersAreHastened(JobState state) {
    var job = inState(state);

    assertThat(ledger.leases().makeDue(job.id(), NOW)).isEqualTo(state instanceof Rendering);
    assertThat(found(job).state()).isEqualTo(state);
  }
}
