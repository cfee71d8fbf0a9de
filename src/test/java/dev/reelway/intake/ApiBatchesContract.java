package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.cost.Amount;
import dev.reelway.intake.ApiBatch.Fault;
import dev.reelway.intake.ApiBatch.Progress;
import dev.reelway.intake.ApiBatchOutputs.Output;
import dev.reelway.job.BatchLine;
import dev.reelway.job.Job;
import dev.reelway.job.JobBuilder;
import dev.reelway.job.JobEndListener;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.Ledger;
import dev.reelway.job.Removals;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.Together;
import dev.reelway.library.ContentStore;
import dev.reelway.library.StoredContent;
import dev.reelway.library.StoredFile;
import dev.reelway.media.SpoolFolder;
import dev.reelway.order.OrderRefused;
import dev.reelway.sink.AssetLocation;
import dev.reelway.sink.Sinks;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the ledger promises about batches over HTTP, on every database alike. */
abstract class ApiBatchesContract {

  private static final Instant NOW = Instant.parse("2026-11-03T10:15:30.123Z");
  private static final Duration LEASE = Duration.ofMinutes(5);

  private final TestDatabase store;
  private final ContentStore contentStore;
  private final DroppedBatches droppedBatches;
  private final ApiBatches calls;
  private final Ledger ledger;

  ApiBatchesContract(TestDatabase store) {
    this.store = store;
    this.contentStore =
        new ContentStore(
            store.database(),
            new Removals(store.database(), "this-node"),
            new Sinks("file", sink -> true),
            Duration.ofDays(1));
    this.droppedBatches = new DroppedBatches(store.database());
    this.calls = new ApiBatches(store.database(), contentStore);
    this.ledger =
        new Ledger(store.database(), "this-node", new BatchCounts(store.database().skipLocked()));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aBatchIsFoundUnchangedByItsLicenceOnly() {
    var call = call("batch_1");

    calls.open(call, null);

    assertThat(calls.find("batch_1", "ann")).contains(call);
    assertThat(calls.find("batch_1", "ben")).isEmpty();
    assertThat(calls.find("batch_1")).contains(call);
  }

  @Test
  void aBatchFromBeforeItsFileHadANameIsOneOfJsonLines() {
    calls.open(call("batch_1"), null);
    store
        .database()
        .write(db -> db.sql("update api_batch set input_name = null, defaults = null").update());

    var call = calls.find("batch_1").orElseThrow();

    assertThat(call.inputName()).isEmpty();
    assertThat(call.defaults()).isEmpty();
  }

  @Test
  void theTallyOfABatchIsThereAfterItsEnd() {
    calls.open(call("batch_1"), null);
    var first = line(1);
    ledger.records().insert(List.of(first, line(2)));
    droppedBatches.lines().refuse("batch_1", 3, new OrderRefused("size", "size must be smaller"));
    calls.seal("batch_1", 3, NOW);
    end(first);
    calls.close(call("batch_1"), new ApiBatchOutputs(null, null, 0, 3), NOW);

    assertThat(droppedBatches.progress("batch_1")).isEmpty();
    assertThat(droppedBatches.tally("batch_1"))
        .isEqualTo(new BatchProgress(3, 0, 2, 0, 1, 0, null));
  }

  @Test
  void oneLicencesBatchesAreListedNewestFirst() {
    IntStream.range(1, 5).forEach(n -> calls.open(call("batch_" + n), null));

    assertThat(ids(calls.list("ann", null, 2))).containsExactly("batch_4", "batch_3");
    assertThat(ids(calls.list("ann", "batch_3", 9))).containsExactly("batch_2", "batch_1");
    assertThat(calls.list("ben", null, 9)).isEmpty();
  }

  @Test
  void anUnreadBatchHasOneReaderUntilItsLeaseEnds() throws Exception {
    IntStream.range(0, 8).forEach(n -> calls.open(call("batch_" + n), null));

    var claimed =
        Together.run(
            IntStream.range(0, 8)
                .<Callable<List<ApiBatch>>>mapToObj(
                    n -> () -> calls.claimUnread("ann", 2, NOW, LEASE))
                .toList());

    assertThat(claimed.stream().flatMap(List::stream).map(ApiBatch::id)).doesNotHaveDuplicates();
    calls.claimUnread("ann", 8, NOW, LEASE);
    assertThat(calls.claimUnread("ann", 8, NOW, LEASE)).isEmpty();
    assertThat(calls.claimUnread("ann", 9, NOW.plus(LEASE).plusMillis(1), LEASE)).hasSize(8);
  }

  @Test
  void theLicencesOfUnreadBatchesAreFound() {
    assertThat(calls.unreadLicences()).isEmpty();
    calls.open(call("batch_1"), null);
    calls.open(call("batch_2"), null);
    calls.open(call("batch_3", "ben"), null);
    calls.claimUnread("ben", 1, NOW, LEASE);
    assertThat(calls.unreadLicences()).containsExactly("ann", "ben");

    calls.seal("batch_3", 1, NOW);

    assertThat(calls.unreadLicences()).containsExactly("ann");
  }

  @Test
  void aRenewalDoesNotShortenAPause() {
    calls.open(call("batch_1"), null);
    calls.claimUnread("ann", 1, NOW, LEASE);
    calls.release("batch_1", NOW.plusSeconds(600));

    calls.renew(List.of("batch_1"), NOW.plusSeconds(20));

    assertThat(calls.claimUnread("ann", 1, NOW.plusSeconds(599), LEASE)).isEmpty();
  }

  @Test
  void aRenewedLeaseHoldsAndARestartReleasesAll() {
    IntStream.range(0, 3).forEach(n -> calls.open(call("batch_" + n), null));
    calls.claimUnread("ann", 3, NOW, LEASE);

    calls.renew(List.of("batch_1"), NOW.plus(LEASE.multipliedBy(2)));
    calls.renew(List.of(), NOW);

    assertThat(ids(calls.claimUnread("ann", 9, NOW.plus(LEASE).plusMillis(1), LEASE)))
        .containsExactlyInAnyOrder("batch_0", "batch_2");
    assertThat(calls.release()).isEqualTo(3);
    assertThat(calls.claimUnread("ann", 9, NOW, LEASE)).hasSize(3);
  }

  @Test
  void aBatchWhoseReaderFailedIsReadAgain() {
    calls.open(call("batch_1"), null);
    calls.claimUnread("ann", 1, NOW, LEASE);

    calls.release("batch_1", NOW.plusSeconds(10));

    assertThat(calls.claimUnread("ann", 1, NOW.plusSeconds(9), LEASE)).isEmpty();
    assertThat(calls.claimUnread("ann", 1, NOW.plusSeconds(11), LEASE)).hasSize(1);
  }

  @Test
  void theOrdersOfAnOpenBatchAreCounted() {
    calls.open(call("batch_1"), null);
    var first = line(1);
    ledger.records().insert(List.of(first, line(2), line(3)));
    droppedBatches.lines().refuse("batch_1", 4, new OrderRefused("size", "size must be smaller"));
    calls.seal("batch_1", 4, NOW);
    end(first);

    var progress = calls.find("batch_1", "ann").orElseThrow().progress();

    assertThat(progress.total()).isEqualTo(4);
    assertThat(progress.failed()).isEqualTo(2);
    assertThat(progress.read()).isEqualTo(NOW);
  }

  @Test
  void concurrentEndsAreAllCounted() throws Exception {
    calls.open(call("batch_1"), null);
    var jobs = IntStream.range(0, 64).mapToObj(ApiBatchesContract::line).toList();
    ledger.records().insert(jobs);
    calls.seal("batch_1", 64, NOW);

    Together.run(
        jobs.stream()
            .<Callable<Integer>>map(
                job ->
                    () -> {
                      end(job);
                      end(job);
                      return 1;
                    })
            .toList());

    assertThat(calls.list("ann", null, 1).getFirst().progress().failed()).isEqualTo(64);
    assertThat(counters()).isLessThan(64);
  }

  @Test
  void anEndThatIsRolledBackIsNotCounted() {
    calls.open(call("batch_1"), null);
    ledger.records().insert(List.of(line(1)));
    var broken = new Ledger(store.database(), "this-node", countsAnd(new Broken()));

    broken.expiry().expire(job -> new Failure("timed_out", "Too late."), NOW.plusSeconds(9_999));

    assertThat(calls.find("batch_1", "ann").orElseThrow().progress().failed()).isZero();
    ledger.expiry().expire(job -> new Failure("timed_out", "Too late."), NOW.plusSeconds(9_999));
    assertThat(calls.find("batch_1", "ann").orElseThrow().progress().failed()).isEqualTo(1);
  }

  /** Fails in the transaction of the end. */
  private static final class Broken implements JobEndListener {

    @Override
    public void ended(JdbcClient db, Job job) {
      throw new IllegalStateException("the event cannot be written");
    }

    @Override
    public void committed() {}
  }

  @Test
  void onlyOpenBatchesOverHttpHaveCounters() {
    calls.open(call("batch_2"), null);
    droppedBatches.open(new DroppedBatch("batch_1", "ann", "a.txt", "a.txt", NOW), "digest");
    var dropped = line(1);
    ledger.records().insert(List.of(dropped));
    droppedBatches.lines().refuse("batch_1", 2, new OrderRefused("size", "size must be smaller"));
    end(dropped);
    assertThat(counters()).isZero();

    droppedBatches.lines().refuse("batch_2", 2, new OrderRefused("size", "size must be smaller"));
    assertThat(counters()).isEqualTo(1);
    calls.close(call("batch_2"), new ApiBatchOutputs(null, null, 0, 1), NOW);
    assertThat(counters()).isZero();
  }

  private int counters() {
    return store
        .database()
        .reader()
        .sql("select count(*) from batch_count")
        .query(Integer.class)
        .single();
  }

  private JobEndListener countsAnd(JobEndListener other) {
    return new BatchCounts(store.database().skipLocked()).and(other);
  }

  @Test
  void aBatchIsFinishedOnceAllItsJobsHaveEnded() {
    calls.open(call("batch_1"), null);
    var job = line(1);
    ledger.records().insert(List.of(job));
    assertThat(calls.finished()).isEmpty();

    calls.seal("batch_1", 1, NOW);
    assertThat(calls.finished()).isEmpty();

    end(job);
    assertThat(ids(calls.finished())).containsExactly("batch_1");
    assertThat(droppedBatches.finished()).isEmpty();
  }

  @Test
  void aBatchIsClosedOnceByConcurrentWriters() throws Exception {
    var call = call("batch_1");
    calls.open(call, null);
    calls.seal("batch_1", 3, NOW);

    Together.run(
        IntStream.range(0, 8)
            .<Callable<Integer>>mapToObj(
                n ->
                    () -> {
                      calls.close(call, outputs("file-" + n), NOW.plusSeconds(n));
                      return n;
                    })
            .toList());

    var progress = calls.find("batch_1", "ann").orElseThrow().progress();
    var kept =
        contentStore.files("ann", "batch_output", new ContentStore.FilePage(null, true, 9), NOW);
    assertThat(kept).hasSize(1);
    assertThat(progress.outputFile()).isEqualTo(kept.getFirst().id());
    assertThat(progress.errorFile()).isNull();
    assertThat(progress.completed()).isEqualTo(2);
    assertThat(progress.failed()).isEqualTo(1);
    assertThat(calls.finished()).isEmpty();
  }

  @Test
  void aClosedBatchHasTheCostsOfItsJobs() {
    calls.open(call("batch_1"), null);
    var jobs = IntStream.rangeClosed(1, 4).mapToObj(ApiBatchesContract::line).toList();
    ledger.records().insert(jobs);
    charge(jobs.get(0), 300_000, "USD");
    charge(jobs.get(1), 200_000, "USD");
    charge(jobs.get(2), 7_000_000, "EUR");
    assertThat(progress("batch_1").costs()).isEmpty();

    calls.close(call("batch_1"), new ApiBatchOutputs(null, null, 4, 0), NOW);

    assertThat(progress("batch_1").costs())
        .containsExactly(
            new Amount(new BigDecimal("7"), "EUR"), new Amount(new BigDecimal("0.5"), "USD"));
  }

  private ApiBatch.Progress progress(String id) {
    return calls.find(id, "ann").orElseThrow().progress();
  }

  private void charge(Job job, long micros, String currency) {
    store
        .database()
        .write(
            db ->
                db.sql("update job set cost = ?, cost_currency = ? where id = ?")
                    .param(micros)
                    .param(currency)
                    .param(job.id())
                    .update());
  }

  @Test
  void aFailedBatchHasEnded() {
    var faults = List.of(new Fault("invalid_value", "url must be 🦊", "url", 7));
    calls.open(call("batch_1"), null);

    calls.fail("batch_1", faults, NOW);

    var progress = calls.find("batch_1", "ann").orElseThrow().progress();
    assertThat(progress.faults()).isEqualTo(faults);
    assertThat(progress.closed()).isEqualTo(NOW);
    assertThat(calls.finished()).isEmpty();
    assertThat(calls.claimUnread("ann", 1, NOW.plus(LEASE), LEASE)).isEmpty();
  }

  @Test
  void whatANewerVersionSaysOfAFaultKeepsNoBatchFromBeingRead() {
    calls.open(call("batch_1"), null);
    calls.fail("batch_1", List.of(new Fault("invalid_value", "url is odd", "url", 7)), NOW);
    store
        .database()
        .write(
            db ->
                db.sql("update api_batch set errors = replace(errors, '{', '{\"hint\": 1, ')")
                    .update());

    var progress = calls.find("batch_1", "ann").orElseThrow().progress();

    assertThat(progress.faults())
        .containsExactly(new Fault("invalid_value", "url is odd", "url", 7));
  }

  /**
   * Its jobs are paid for, so that the failure of another reader must not discard their results.
   */
  @Test
  void aBatchWhoseOrdersAreJobsCannotFailAsAWhole() {
    calls.open(call("batch_1"), null);
    calls.seal("batch_1", 3, NOW);

    var failed = calls.fail("batch_1", List.of(new Fault("file_not_found", "Gone.", null, 0)), NOW);

    assertThat(failed).isFalse();
    assertThat(ids(calls.finished())).containsExactly("batch_1");
    assertThat(calls.find("batch_1", "ann").orElseThrow().progress().faults()).isEmpty();
  }

  @Test
  void theInputFileIsKeptUntilTheBatchEnds() {
    var input = new StoredContent("00ff", "application/octet-stream", 5, null, null);
    contentStore.recordStored(input, contentStore.reserve(input, NOW).assetLocation(), NOW);
    calls.open(call("batch_1"), null);
    var later = NOW.plus(Duration.ofDays(30));

    assertThat(contentStore.sweep(later)).isZero();
    assertThat(contentStore.content("00ff")).isPresent();

    calls.close(call("batch_1"), new ApiBatchOutputs(null, null, 0, 0), later);
    assertThat(contentStore.sweep(later)).isEqualTo(1);
  }

  @Test
  void onlyAnOpenBatchIsCancelled() {
    calls.open(call("batch_1"), null);
    calls.open(call("batch_2"), null);
    calls.fail("batch_2", List.of(new Fault("empty_file", "Nothing.", null, 0)), NOW);

    calls.cancel("batch_1", NOW);
    calls.cancel("batch_2", NOW);

    assertThat(cancelled("batch_1")).isEqualTo(NOW);
    assertThat(cancelled("batch_2")).isNull();
    assertThat(List.of("batch_1", "batch_2")).allMatch(droppedBatches::isOver);
  }

  private @Nullable Instant cancelled(String id) {
    return calls.find(id).orElseThrow().progress().cancelled();
  }

  private static List<String> ids(List<ApiBatch> calls) {
    return calls.stream().map(ApiBatch::id).toList();
  }

  private static ApiBatch call(String id) {
    return call(id, "ann");
  }

  private static ApiBatch call(String id, String licence) {
    return new ApiBatch(
        id,
        licence,
        "file-in",
        "00ff",
        "shots 🦊.csv",
        "/v1/videos",
        "24h",
        Map.of("night", "run 🦊"),
        Map.of("model", TextNode.valueOf("tiny 🦊"), "seconds", IntNode.valueOf(8)),
        "https://videos.example/sora",
        Duration.ofHours(2),
        NOW,
        NOW.plus(Duration.ofHours(24)),
        Progress.NONE);
  }

  private static ApiBatchOutputs outputs(String id) {
    var storedContent = new StoredContent("00aa", "application/octet-stream", 5, null, null);
    var file =
        new StoredFile(
            id, "ann", "output.jsonl", "batch_output", "00aa", storedContent.type(), 5, NOW, null);
    var bytes = new SpoolFolder.SpoolFile(Path.of("output"), "00aa", 5);
    var reservedLocation =
        new ContentStore.ReservedLocation(new AssetLocation("file", "a.jsonl"), true);
    var output = new Output(file, storedContent, bytes, reservedLocation);
    return new ApiBatchOutputs(output, null, 2, 1);
  }

  private static Job line(int line) {
    return JobBuilder.queuedVideo(NOW).batch(new BatchLine("batch_1", line)).build();
  }

  private void end(Job job) {
    ledger
        .expiry()
        .cancel(job.id(), new Failure("cancelled", "The job was cancelled by its owner."), NOW);
  }
}
