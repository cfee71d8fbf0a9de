package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.SettableClock;
import dev.reelway.intake.ApiBatch.Progress;
import dev.reelway.job.JobDesk;
import dev.reelway.job.JobSettings;
import dev.reelway.job.Ledger;
import dev.reelway.job.Removals;
import dev.reelway.job.StepTrigger;
import dev.reelway.job.TargetPlanner;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.TestJobSettings;
import dev.reelway.library.ContentStore;
import dev.reelway.media.SpoolFolder;
import dev.reelway.order.Models;
import dev.reelway.order.Orders;
import dev.reelway.sink.SinkNotConfigured;
import dev.reelway.sink.Sinks;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ByteArrayResource;

/** A batch without its input file fails only until its orders are jobs. */
class ApiBatchIntakeTest {

  private final TestDatabase store;
  private final ApiBatches calls;
  private final SettableClock clock = new SettableClock();
  private final ApiBatchIntake desk;
  private boolean isAlone = true;

  ApiBatchIntakeTest(@TempDir Path folder) throws IOException {
    store = TestDatabase.sqlite(folder);
    var removals = new Removals(store.database(), "this-node");
    var sinks = new Sinks("file", sink -> !sink.equals("new"));
    var contentStore = new ContentStore(store.database(), removals, sinks, Duration.ofDays(1));
    calls = new ApiBatches(store.database(), contentStore);
    desk = desk(contentStore, new SpoolFolder(folder.resolve("incoming")), sinks);
  }

  private ApiBatchIntake desk(ContentStore contentStore, SpoolFolder spoolFolder, Sinks sinks) {
    var upstream = new Upstream("studio", "sora", "http://127.0.0.1:1", "key", "k", false);
    var targets = Map.of("tiny", List.of(new Target("studio", "key", "m")));
    var upstreams = new Upstreams(Map.of("studio", upstream), targets);
    var ledger = new Ledger(store.database(), "this-node");
    var targetPlanner =
        new TargetPlanner(
            upstreams,
            ledger.queries(),
            (dialect, verb) -> true,
            job -> Optional.empty(),
            (file, since) -> Optional.empty(),
            clock);
    var jobs =
        new JobDesk(
            ledger, targetPlanner, settings(), StoragePolicy.FOREVER, StepTrigger.NONE, clock);
    var orders = new Orders(new Models(upstreams.models(), Map.of(), clock));
    var droppedBatches = new DroppedBatches(store.database());
    var configured = new ApiBatchReaders.Configured(any -> true, () -> isAlone);
    var readers =
        new ApiBatchReaders(calls, configured, (route, name, batch) -> {}, () -> {}, clock);
    return new ApiBatchIntake(
        calls,
        readers,
        droppedBatches,
        orders,
        jobs.intake(),
        contentStore,
        spoolFolder,
        sinks,
        clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aBatchWithoutItsFileFailsBeforeItIsRead() {
    var call = desk.open(call(), null);

    desk.reject(call, fault(call));

    assertThat(progress().closed()).isNotNull();
    assertThat(progress().faults()).hasSize(1);
  }

  @Test
  void theResultsOfABatchThatHasBeenReadAreRetried() {
    var unread = desk.open(call(), null);
    calls.seal("batch_1", 3, clock.instant());
    var call = desk.finished().getFirst();
    assertThat(desk.input(call)).as("which is no fault now").isNull();

    desk.reject(call, fault(unread));

    assertThat(progress().closed()).isNull();
    assertThat(progress().faults()).isEmpty();
    assertThat(desk.finished()).isEmpty();
    clock.passes(Duration.ofSeconds(6));
    assertThat(desk.finished()).hasSize(1);
  }

  /** Another node has read the file. */
  @Test
  void aLateReaderDoesNotFailTheBatch() {
    var call = desk.open(call(), null);
    calls.seal("batch_1", 3, clock.instant());

    desk.reject(call, fault(call));

    assertThat(progress().closed()).isNull();
    assertThat(desk.finished()).hasSize(1);
  }

  /** While a new configuration is rolled out, a node with the earlier one has no such sink. */
  @Test
  void aBatchWhoseFileAnotherNodeCanReadIsLeftToThatNode() {
    var call = desk.open(call(), null);
    store
        .database()
        .write(
            db ->
                db.sql(
                        """
                        insert into media (sha256, type, bytes, used_at, sink, key)
                        values ('00ff', 'application/jsonl', 9, 1, 'new', 'in.jsonl')
                        """)
                    .update());

    isAlone = false;
    assertThatThrownBy(() -> desk.input(call)).isInstanceOf(SinkNotConfigured.class);
    isAlone = true;
    assertThatThrownBy(() -> desk.input(call)).isInstanceOf(BatchRefused.class);

    isAlone = false;
    clock.passes(Duration.ofHours(24));
    assertThatThrownBy(() -> desk.input(call)).isInstanceOf(BatchRefused.class);
  }

  /** Its jobs are paid, and need their results. */
  @Test
  void aBatchWithJobsIsNotFailed() throws IOException {
    desk.open(call(), null);
    var call = desk.find("batch_1", "ann").orElseThrow();
    read(call, "{\"prompt\": \"one\"}\n{\"prompt\": \"two\"}\n");
    assertThat(progress().checked()).isEqualTo(clock.instant());
    assertThat(progress().total()).isEqualTo(2);
    assertThat(progress().read()).isNull();

    desk.reject(call, fault(call));

    assertThat(progress().faults()).isEmpty();
    assertThat(progress().closed()).isNull();
  }

  /** All its jobs would be too late. */
  @Test
  void afterItsWindowABatchIsNotRead() throws IOException {
    var call = desk.open(call(), null);
    clock.passes(Duration.ofHours(24));

    desk.readComplete(call, read(call, "{\"prompt\": \"one\"}\n"));

    assertThat(progress().read()).isEqualTo(clock.instant());
    assertThat(progress().total()).isEqualTo(1);
    assertThat(new Ledger(store.database(), "reader").queries().ofBatch("batch_1", 0, 10))
        .isEmpty();
    assertThat(new DroppedBatches(store.database()).lines().unread("batch_1").code())
        .isEqualTo("batch_expired");
  }

  private BatchReader read(ApiBatch call, String lines) throws IOException {
    var input = new ByteArrayResource(lines.getBytes(StandardCharsets.UTF_8));
    var reader = desk.read(call, input, new DefaultExchange(new DefaultCamelContext()));
    assertThat(reader.hasNext()).isFalse();
    return reader;
  }

  private BatchRefused fault(ApiBatch call) {
    try {
      throw new AssertionError(desk.input(call));
    } catch (BatchRefused gone) {
      return gone;
    }
  }

  private Progress progress() {
    return desk.find("batch_1", "ann").orElseThrow().progress();
  }

  private ApiBatch call() {
    return BatchCalls.batch("batch_1", "ann", clock.instant());
  }

  private static JobSettings settings() {
    return new TestJobSettings().lease(Duration.ofMinutes(1)).build();
  }
}
