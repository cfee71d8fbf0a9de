package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.reelway.SettableClock;
import dev.reelway.database.Database;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import dev.reelway.sink.AssetLocation;
import dev.reelway.sink.Sinks;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is to be removed is removed once, at some time, on any database. */
abstract class RemovalsContract {

  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Failure WHY = new Failure("cancelled", "Nobody wants it.");
  private static final Target TARGET = new Target("studio", "key", "model");

  private final SettableClock clock = new SettableClock();
  private final Instant start = clock.instant();
  private final AtomicInteger nudges = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final TestDatabase store;
  private final Database database;
  private final Removals removals;
  private final Removals neighbour;
  private final Ledger ledger;
  private final Remover remover;

  RemovalsContract(TestDatabase store) {
    this.store = store;
    this.database = store.database();
    this.removals = new Removals(database, "this-node");
    this.neighbour = new Removals(database, "another-node");
    this.ledger = new Ledger(database, "this-node", jobRemovals());
    var sinks = new Sinks("file", sink -> !sink.equals("gone"));
    this.remover = new Remover(removals, sinks, this::remove, nudges::incrementAndGet, clock);
  }

  private JobRemovals jobRemovals() {
    return new JobRemovals(
        removals, RemovalsContract::assetLocation, nudges::incrementAndGet, clock);
  }

  private static AssetLocation assetLocation(Job job) {
    return new AssetLocation("file", job.id() + ".json");
  }

  @AfterEach
  void close() {
    store.close();
  }

  // The table.

  @Test
  void aRemovalIsClaimedWhenDueAndDeletedWhenDone() {
    add("file", "a", start);
    add("file", "b", start.plusSeconds(1));

    assertThat(removals.dueSinks(start.minusMillis(1))).isEmpty();
    var claimed = claim(removals, 9);
    assertThat(claimed).extracting(Removal::key).containsExactly("a");
    assertThat(claim(removals, 9)).isEmpty();
    removals.done(claimed.getFirst());

    assertThat(keys()).containsExactly("b");
  }

  @Test
  void twoNodesNeverRemoveTheSameAtOnce() throws Exception {
    IntStream.range(0, 60).forEach(n -> add("file", "key-" + n, start));

    var claimed =
        Together.run(
            IntStream.range(0, 6)
                .<Callable<List<Removal>>>mapToObj(n -> () -> claim(node(n), 10))
                .toList());

    assertThat(claimed.stream().flatMap(List::stream).map(Removal::key))
        .hasSize(60)
        .doesNotHaveDuplicates();
  }

  private Removals node(int n) {
    return n % 2 == 0 ? removals : neighbour;
  }

  @Test
  void whatIsAskedForDuringItsRemovalIsRemovedOnceMore() {
    add("file", "a", start);
    var claimed = claim(removals, 1).getFirst();

    add("file", "a", start);
    removals.done(claimed);

    assertThat(claim(removals, 9)).extracting(Removal::key).containsExactly("a");
  }

  @Test
  void removalsOfADeadNodeAreClaimedAfterItsLease() {
    add("file", "a", start);
    claim(neighbour, 1);

    assertThat(claim(removals, 1)).isEmpty();
    clock.passes(LEASE);
    assertThat(claim(removals, 1)).hasSize(1);
  }

  @Test
  void aNewLifeOfTheOnlyNodeTakesUpWhatTheLastHasClaimed() {
    add("file", "a", start);
    claim(neighbour, 1);

    removals.release(clock.instant());

    assertThat(claim(removals, 1)).hasSize(1);
  }

  @Test
  void whatFailsWaitsAndIsCounted() {
    add("file", "a", start);
    add("s3", "b", start);
    add("s3", "c", start.plusSeconds(60));
    removals.failed(
        claim(removals, 1).getFirst(), "no\u0000 " + "x".repeat(900), start.plusSeconds(9));

    assertThat(claim(removals, 1)).isEmpty();
    assertThat(removals.waiting(start)).containsEntry("file", 1L).containsEntry("s3", 1L);
    clock.passes(Duration.ofSeconds(9));
    assertThat(claim(removals, 1)).extracting(Removal::attempts).containsExactly(1);
  }

  // What feeds it.

  @ParameterizedTest
  @ValueSource(strings = {"rendering", "rendered"})
  void aJobThatEndsWithoutItsFilesLeavesNoneBehind(String state) {
    var at = new RenderTask(TARGET, "task-1");
    var job =
        claimed(state.equals("rendered") ? new Rendered(at, List.of()) : new Rendering(at, 3));

    ledger.expiry().cancel(job.id(), WHY, start);

    assertThat(keys()).containsExactly(job.id() + ".json");
    assertThat(nudges).hasValue(1);
  }

  @Test
  void aJobThatExpiresLeavesNoneBehind() {
    var job = claimed(new Rendered(new RenderTask(TARGET, "task-1"), List.of("kept:x")));

    ledger.expiry().expire(one -> WHY, job.deadline());

    assertThat(keys()).containsExactly(job.id() + ".json");
  }

  @Test
  void aJobThatFailsInItsStepLeavesNoneBehind() {
    var job = claimed(new Rendered(new RenderTask(TARGET, "task-1"), List.of()));

    ledger
        .records()
        .commit(
            Claims.of(ledger, JobState.Name.RENDERED, 1, start, LEASE)
                .getFirst()
                .failed(WHY, start));

    assertThat(keys()).containsExactly(job.id() + ".json");
  }

  @Test
  void whatNoUpstreamHasHeardOfHasNothingToRemove() {
    var job = accepted();
    ledger.records().insert(List.of(job));

    ledger.expiry().cancel(job.id(), WHY, start);

    assertThat(keys()).isEmpty();
  }

  @Test
  void aDeletedJobsFilesAreGivenUpWithIt() {
    var job = delivered(null);
    assertThat(keys()).isEmpty();

    ledger.retention().delete(job.id(), start);
    ledger.retention().delete(job.id(), start);

    assertThat(keys()).containsExactly(job.id() + ".json");
    assertThat(nudges).hasValue(1);
  }

  @Test
  void filesWhoseTimeIsOverAreGivenUpWithIt() {
    var job = delivered(start.plusSeconds(60));

    ledger.retention().retire(start.plusSeconds(59), 9);
    assertThat(keys()).isEmpty();
    ledger.retention().retire(start.plusSeconds(60), 9);

    assertThat(keys()).containsExactly(job.id() + ".json");
  }

  @Test
  void filesThatComeWhenTheirJobIsOverAreGivenUp() {
    var kept = delivered(null);
    var deleted = claimed(new Rendered(new RenderTask(TARGET, "task-1"), List.of()));
    ledger.expiry().cancel(deleted.id(), WHY, start);
    removals.done(claim(removals, 1).getFirst());

    assertThat(ledger.retention().discardLate(kept)).isFalse();
    assertThat(ledger.retention().discardLate(deleted)).isTrue();

    assertThat(keys()).containsExactly(deleted.id() + ".json");
  }

  @Test
  void whatIsRolledBackIsNotRemoved() {
    JobEndListener failing =
        new JobEndListener() {
          @Override
          public void ended(JdbcClient db, Job job) {
            throw new IllegalStateException("no");
          }

          @Override
          public void committed() {}
        };
    var job = claimed(new Rendered(new RenderTask(TARGET, "task-1"), List.of()));
    var other = new Ledger(database, "this-node", jobRemovals().and(failing));

    assertThatIllegalStateException().isThrownBy(() -> other.expiry().cancel(job.id(), WHY, start));

    assertThat(keys()).isEmpty();
    assertThat(ledger.queries().findAny(job.id()).orElseThrow().state())
        .isInstanceOf(Rendered.class);
  }

  // Who works it off.

  @Test
  void aSinkIsAskedForAFewAtATime() {
    IntStream.range(0, 20).forEach(n -> add("file", "key-" + n, start));

    var first = remover.claim();
    assertThat(first).hasSize(4);
    assertThat(remover.claim()).isEmpty();
    remover.done(first.getFirst());

    assertThat(remover.claim()).hasSize(1);
  }

  /** The route that removes is as one that ends without a word about every other removal. */
  private void remove(String route, String variable, Object removal) {
    asked.incrementAndGet();
    if (asked.get() % 2 == 0) {
      remover.done((Removal) removal);
    }
  }

  @Test
  void everyStartedRemovalFreesItsWorkerHoweverItEnds() {
    IntStream.range(0, 12).forEach(n -> add("file", "key-" + n, start));

    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              remover.start();
              clock.passes(Duration.ofSeconds(5));
              return keys().isEmpty();
            });

    assertThat(nudges.get()).isGreaterThan(12);
  }

  @Test
  void anUnavailableSinkIsTriedSeldomAndDelaysNoOther(CapturedOutput output) {
    IntStream.range(0, 500).forEach(n -> add("s3", "far-" + n, start));
    IntStream.range(0, 40).forEach(n -> add("file", "near-" + n, start));

    int asked = 0;
    for (int second = 0; second < 3_600; second++) {
      for (var removal : remover.claim()) {
        if (removal.sink().equals("s3")) {
          asked++;
          remover.failed(removal, new IOException("The bucket is away."));
        } else {
          remover.done(removal);
        }
      }
      clock.passes(Duration.ofSeconds(1));
    }

    assertThat(asked).isBetween(10, 30);
    assertThat(remover.waiting()).containsOnlyKeys("s3").containsValue(500L);
    assertThat(output.getOut().split("The sink s3 does not remove files, 500 wait", -1)).hasSize(2);
    assertThat(output.getOut()).contains("The bucket is away.");
  }

  @Test
  void aSinkThatIsBackIsWorkedOff() {
    IntStream.range(0, 10).forEach(n -> add("s3", "far-" + n, start));
    remover.claim().forEach(one -> remover.failed(one, new IOException("away")));

    for (int second = 0; second < 60; second++) {
      remover.claim().forEach(remover::done);
      clock.passes(Duration.ofSeconds(1));
    }

    assertThat(remover.waiting()).isEmpty();
  }

  @Test
  void aFileThatCanNeverBeRemovedDelaysNoOther(CapturedOutput output) {
    add("file", "bad", start);
    IntStream.range(0, 10).forEach(n -> add("file", "good-" + n, start.plusMillis(1)));

    for (int second = 0; second < 60; second++) {
      for (var removal : remover.claim()) {
        if (removal.key().equals("bad")) {
          remover.failed(removal, new IllegalArgumentException("never"));
        } else {
          remover.done(removal);
        }
      }
      clock.passes(Duration.ofSeconds(1));
    }

    assertThat(keys()).containsExactly("bad");
    assertThat(output.getOut().split("does not remove files", -1)).hasSize(2);
  }

  @Test
  void aSinkThatIsNotConfiguredIsNotAsked(CapturedOutput output) {
    add("gone", "a", start);

    for (int minute = 0; minute < 60; minute++) {
      assertThat(remover.claim()).isEmpty();
      clock.passes(Duration.ofMinutes(1));
    }

    assertThat(output.getOut().split("The sink gone does not remove files, 1 wait", -1)).hasSize(2);
    assertThat(remover.waiting()).containsEntry("gone", 1L);
  }

  @Test
  void noMoreThanTenThousandOfASinkAreCounted() {
    var many =
        """
        with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
        insert into removal (sink, key, due, attempts, fence) select 's3', 'k' || i, 0, 0, 0 from n
        """;
    database.write(db -> db.sql(many).param(Removals.MOST_COUNTED + 5).update());
    add("file", "a", start);
    add("sftp", "being-stored", start.plusSeconds(1));

    assertThat(remover.waiting())
        .containsExactly(Map.entry("file", 1L), Map.entry("s3", (long) Removals.MOST_COUNTED));
  }

  // Words of these facts.

  private void add(String sink, String key, Instant due) {
    database.write(
        db -> {
          removals.add(db, new AssetLocation(sink, key), due);
          return key;
        });
  }

  private List<Removal> claim(Removals by, int limit) {
    return by.claim("file", limit, clock.instant(), LEASE);
  }

  private List<String> keys() {
    return database.reader().sql("select key from removal").query(String.class).list();
  }

  private Job accepted() {
    var order = new VideoOrder("m", "m", "a fox", "720x1280", 4, false, false, false, null);
    return Job.accepted(order, "ann", null, start, start.plusSeconds(1_800));
  }

  private Job delivered(@Nullable Instant expires) {
    var video = new Asset("file", "f.mp4", "video/mp4", 7, "ab".repeat(32), null);
    return claimed(new Delivered(new RenderTask(TARGET, "task-0"), List.of(video), expires));
  }

  private Job claimed(JobState state) {
    var before = new ArrayList<Job>(List.of(accepted()));
    ledger.records().insert(before);
    var job = Claims.of(ledger, JobState.Name.QUEUED, 1, start, LEASE).getFirst();
    var next =
        JobBuilder.like(job)
            .state(state)
            .due(start)
            .ended(state.isFinal() && !(state instanceof Failed) ? start : null)
            .build();
    ledger.records().commit(next);
    return next;
  }
}
