package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.intake.DecidedLines.Refusal;
import dev.reelway.job.BatchLine;
import dev.reelway.job.Claims;
import dev.reelway.job.Job;
import dev.reelway.job.JobBuilder;
import dev.reelway.job.JobState;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.Ledger;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.Together;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.VideoOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ledger promises about dropped files, on every database alike. */
abstract class DroppedBatchesContract {

  private static final Instant NOW = Instant.parse("2026-11-03T10:15:30.123Z");

  private final TestDatabase store;
  private final DroppedBatches droppedBatches;
  private final Ledger ledger;

  DroppedBatchesContract(TestDatabase store) {
    this.store = store;
    this.droppedBatches = new DroppedBatches(store.database());
    this.ledger = new Ledger(store.database(), "this-node");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aBatchIsFoundUnchanged() {
    var droppedBatch = droppedBatch("b1", "Füchse 🦊 & 'more'.txt");

    droppedBatches.open(droppedBatch, "digest");

    assertThat(droppedBatches.find("b1")).contains(droppedBatch);
    assertThat(droppedBatches.find("b2")).isEmpty();
  }

  @Test
  void aNameInUseIsNumbered() {
    for (var id : List.of("b1", "b2", "b3")) {
      droppedBatches.open(droppedBatch(id, "my.prompts.txt"), "digest");
    }

    assertThat(List.of("b1", "b2", "b3"))
        .extracting(this::nameOf)
        .containsExactly("my.prompts.txt", "my.prompts-2.txt", "my.prompts-3.txt");
  }

  /** The names derived from it must fit into 255 bytes. */
  @Test
  void aVeryLongNameIsCutBetweenCharacters() {
    droppedBatches.open(droppedBatch("b1", "🦊".repeat(62) + "ab.txt"), "digest");
    droppedBatches.open(droppedBatch("b2", "🦊".repeat(62) + "ac.txt"), "digest");

    assertThat(nameOf("b1")).isEqualTo("🦊".repeat(45) + ".txt");
    assertThat(nameOf("b2")).isEqualTo("🦊".repeat(45) + "-2.txt");
  }

  @Test
  void aBatchThatExistsIsNotChanged() {
    var first = droppedBatch("b1", "prompts.txt");
    droppedBatches.open(first, "digest");

    droppedBatches.open(
        new DroppedBatch("b1", "ben", "else.txt", "else.txt", NOW.plusSeconds(1)), "digest");

    assertThat(droppedBatches.find("b1")).contains(first);
    droppedBatches.open(droppedBatch("b2", "else.txt"), "digest");
    assertThat(nameOf("b2")).isEqualTo("else.txt");
  }

  @Test
  void concurrentInsertsOfABatchCreateOne() throws Exception {
    Together.run(times(8, n -> "b1"));

    assertThat(nameOf("b1")).isEqualTo("prompts.txt");
    droppedBatches.open(droppedBatch("b2", "prompts.txt"), "digest");
    assertThat(nameOf("b2")).isEqualTo("prompts-2.txt");
  }

  @Test
  void concurrentBatchesOfOneNameGetDifferentNames() throws Exception {
    Together.run(times(8, n -> "b" + n));

    var names = IntStream.range(0, 8).mapToObj(n -> nameOf("b" + n)).toList();
    assertThat(names)
        .containsExactlyInAnyOrder(
            "prompts.txt",
            "prompts-2.txt",
            "prompts-3.txt",
            "prompts-4.txt",
            "prompts-5.txt",
            "prompts-6.txt",
            "prompts-7.txt",
            "prompts-8.txt");
  }

  @Test
  void refusedLinesAreListedInOrder() {
    droppedBatches.lines().refuse("b1", 12, new OrderRefused("size", "size must be 🦊"));
    droppedBatches.lines().refuse("b1", 2, new OrderRefused(null, "a line must be JSON"));
    droppedBatches.lines().refuse("b2", 1, new OrderRefused("model", "another file's line"));

    assertThat(droppedBatches.lines().refusals("b1", 0, 9))
        .containsExactly(
            new Refusal(2, null, "invalid_value", "a line must be JSON"),
            new Refusal(12, "size", "invalid_value", "size must be 🦊"));
  }

  /** A model may be switched off between two readings of a file. */
  @Test
  void aLineThatIsAJobAlreadyIsNotRefused() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    ledger.records().insert(List.of(line("b1", 2)));

    droppedBatches.lines().refuse("b1", 2, new OrderRefused("model", "it is switched off by now"));

    assertThat(droppedBatches.lines().refusals("b1", 0, 9)).isEmpty();
  }

  /** A reader that was stopped for a while has lost its lease. */
  @Test
  void whatOneReaderHasDecidedAnotherDoesNotChange() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    droppedBatches.lines().refuse("b1", 2, new OrderRefused("size", "size must be less"));

    ledger.records().insert(List.of(line("b1", 1), line("b1", 2)));
    assertThat(linesWithJobs()).containsExactly(1);
    assertThat(droppedBatches.lines().of("b1")).containsExactlyInAnyOrder(1, 2);

    droppedBatches.seal("b1", 4);
    droppedBatches.seal("b1", 0);
    ledger.records().insert(List.of(line("b1", 3)));
    droppedBatches.lines().refuse("b1", 4, new OrderRefused("size", "size must be less"));

    assertThat(linesWithJobs()).containsExactly(1);
    assertThat(droppedBatches.lines().refusals("b1", 0, 9))
        .extracting(Refusal::line)
        .containsExactly(2);
    assertThat(droppedBatches.tally("b1").total()).isEqualTo(4);
  }

  private List<Integer> linesWithJobs() {
    return ledger.queries().ofBatch("b1", 0, 10).stream()
        .map(job -> Objects.requireNonNull(job.batch()).line())
        .toList();
  }

  @Test
  void ordersThatNobodyHasReadSayWhy() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    droppedBatches.seal("b1", 1);
    assertThat(droppedBatches.lines().unread("b1").code()).isEqualTo("file_changed");

    droppedBatches.cancel("b1", NOW);
    assertThat(droppedBatches.lines().unread("b1").code()).isEqualTo("cancelled");
  }

  @Test
  void aFileIsLeasedToOneReader() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    var clock = new SettableClock();
    var mine = new ReadingLeases(store.database(), clock);
    var others = new ReadingLeases(store.database(), clock);
    assertThat(mine.take("b1")).isTrue();
    assertThat(others.take("b1")).isFalse();

    clock.passes(Duration.ofSeconds(15));
    mine.renew();
    clock.passes(Duration.ofSeconds(15));
    assertThat(others.take("b1")).isFalse();

    clock.passes(Duration.ofSeconds(6));
    assertThat(others.take("b1")).isTrue();
    mine.renew();
    mine.end("b1");
    assertThat(mine.take("b1")).isFalse();

    others.pause("b1", Duration.ofSeconds(4));
    assertThat(mine.take("b1")).isFalse();
    clock.passes(Duration.ofSeconds(4));
    assertThat(mine.take("b1")).isTrue();

    mine.end("b1");
    droppedBatches.seal("b1", 1);
    assertThat(others.take("b1")).isFalse();
  }

  @Test
  void aLineIsRefusedOnce() {
    droppedBatches.lines().refuse("b1", 2, new OrderRefused("size", "the first word"));
    droppedBatches.lines().refuse("b1", 2, new OrderRefused("size", "the second word"));

    assertThat(droppedBatches.lines().refusals("b1", 0, 9))
        .containsExactly(new Refusal(2, "size", "invalid_value", "the first word"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no\0thing", "half \ud83e of a fox"})
  void aRefusalMayContainUnusualCharacters(String odd) {
    droppedBatches.lines().refuse("b1", 2, new OrderRefused("model", "there is no model " + odd));

    assertThat(droppedBatches.lines().refusals("b1", 0, 9))
        .extracting(Refusal::line)
        .containsExactly(2);
  }

  @Test
  void aBatchIsSealedWhenItsLastLineIsRead() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    assertThat(droppedBatches.isSealed("b1")).isFalse();

    droppedBatches.seal("b1", 0);

    assertThat(droppedBatches.isSealed("b1")).isTrue();
    assertThat(droppedBatches.isSealed("b2")).isFalse();
  }

  @Test
  void aBatchIsFinishedWhenAllLinesAreReadAndAllJobsHaveEnded() {
    var droppedBatch = droppedBatch("b1", "prompts.txt");
    droppedBatches.open(droppedBatch, "digest");
    var one = line("b1", 1);
    var two = line("b1", 2);
    ledger.records().insert(List.of(one, two));
    assertThat(droppedBatches.finished()).isEmpty();

    end(one);
    assertThat(droppedBatches.finished()).isEmpty();
    droppedBatches.seal("b1", 2);
    assertThat(droppedBatches.finished()).isEmpty();
    end(two);

    assertThat(droppedBatches.finished()).containsExactly(droppedBatch);
  }

  @Test
  void aBatchIsNotFinishedBeforeItsLastLineIsRead() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    var one = line("b1", 1);
    ledger.records().insert(List.of(one));

    end(one);

    assertThat(droppedBatches.finished()).isEmpty();
  }

  @Test
  void otherJobsDoNotKeepABatchOpen() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    droppedBatches.seal("b1", 0);
    ledger.records().insert(List.of(line("b2", 1)));
    ledger.records().insert(List.of(line(null, 0)));

    assertThat(droppedBatches.finished()).extracting(DroppedBatch::id).containsExactly("b1");
  }

  @Test
  void theProgressOfABatchIsCounted() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    assertThat(droppedBatches.progress("b1"))
        .contains(new BatchProgress(null, 0, 0, 0, 0, 0, null));
    var one = line("b1", 1);
    ledger.records().insert(List.of(one, line("b1", 2), line("b1", 3), line("b2", 4)));
    droppedBatches.lines().refuse("b1", 4, new OrderRefused("size", "size must be less"));
    Claims.of(ledger, JobState.Name.QUEUED, 9, NOW, Duration.ofMinutes(1));
    end(one);

    assertThat(droppedBatches.progress("b1"))
        .contains(new BatchProgress(null, 0, 2, 0, 2, 0, null));
    droppedBatches.seal("b1", 4);
    assertThat(droppedBatches.progress("b1")).contains(new BatchProgress(4, 0, 2, 0, 2, 0, null));
    assertThat(droppedBatches.close("b1", NOW)).isTrue();
    assertThat(droppedBatches.close("b1", NOW.plusSeconds(1))).isFalse();
    assertThat(droppedBatches.progress("b1")).isEmpty();
    assertThat(droppedBatches.openBatches()).isEmpty();
  }

  @Test
  void aClosedBatchIsNoLongerListedAsFinished() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    droppedBatches.open(droppedBatch("b2", "prompts.txt"), "digest");
    droppedBatches.seal("b1", 0);
    droppedBatches.seal("b2", 0);

    droppedBatches.close("b1", NOW);

    assertThat(droppedBatches.finished()).extracting(DroppedBatch::id).containsExactly("b2");
    assertThat(droppedBatches.isSealed("b1")).isTrue();
  }

  private static DroppedBatch droppedBatch(String id, String source) {
    return new DroppedBatch(id, "ann", source, source, NOW);
  }

  private String nameOf(String id) {
    return droppedBatches.find(id).orElseThrow().name();
  }

  private static Job line(@Nullable String batch, int line) {
    var order =
        new VideoOrder("sora-2", "sora-2", "a fox", "720x1280", 4, false, false, false, null);
    return JobBuilder.queued(order, NOW)
        .batch(batch == null ? null : new BatchLine(batch, line))
        .build();
  }

  private void end(Job job) {
    ledger.expiry().cancel(job.id(), new Failure("cancelled", "The video was deleted."), NOW);
  }

  private interface Naming {
    String of(int worker);
  }

  private List<Callable<String>> times(int workers, Naming ids) {
    return IntStream.range(0, workers)
        .<Callable<String>>mapToObj(
            n ->
                () -> {
                  droppedBatches.open(droppedBatch(ids.of(n), "prompts.txt"), "digest");
                  return ids.of(n);
                })
        .toList();
  }

  @Test
  void aFileWithTheSameContentIsFoundWhateverItsName() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    droppedBatches.open(droppedBatch("b2", "copy.txt"), "digest");
    droppedBatches.open(droppedBatch("b3", "other.txt"), "other");

    assertThat(droppedBatches.sameAs("b1")).isEmpty();
    assertThat(droppedBatches.sameAs("b2").map(DroppedBatch::id)).contains("b1");
    assertThat(droppedBatches.sameAs("b3")).isEmpty();
  }

  @Test
  void aFileThatAClockAheadHasBegunIsADuplicateToo() {
    droppedBatches.open(droppedBatch("b2", "first.txt"), "digest");
    droppedBatches.open(droppedBatch("b1", "second.txt"), "digest");
    assertThat(droppedBatches.sameAs("b1")).isEmpty();

    ledger.records().insert(List.of(line("b2", 1)));

    assertThat(droppedBatches.sameAs("b1").map(DroppedBatch::id)).contains("b2");
  }

  @Test
  void aRefusedFileMayBeDroppedAgain() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    droppedBatches.seal("b1", 0);
    droppedBatches.open(droppedBatch("b2", "prompts.txt"), "digest");

    assertThat(droppedBatches.sameAs("b2")).isEmpty();
  }

  @Test
  void namesAndContentsAreSeparatePerInbox() {
    var studio = new DroppedBatch("b2", "ann", "prompts.txt", "prompts.txt", NOW, "studio");
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    droppedBatches.open(studio, "digest");
    droppedBatches.open(new DroppedBatch("b3", "ann", "prompts.txt", "", NOW, "studio"), "other");

    assertThat(droppedBatches.find("b2")).contains(studio);
    assertThat(nameOf("b3")).isEqualTo("prompts-2.txt");
    assertThat(droppedBatches.sameAs("b2")).isEmpty();
  }

  @Test
  void aFileIsCancelledOnceAndOpenUntilItHasResults() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    assertThat(droppedBatches.uncancelled()).extracting(DroppedBatch::id).containsExactly("b1");

    assertThat(droppedBatches.cancel("b1", NOW)).isTrue();
    assertThat(droppedBatches.cancel("b1", NOW)).isFalse();

    assertThat(droppedBatches.uncancelled()).isEmpty();
    assertThat(droppedBatches.openBatches()).extracting(DroppedBatch::id).containsExactly("b1");
  }

  /** Its name is its id, and it is in no inbox. */
  @Test
  void aBatchOverHttpIsNoFileThatCanBeCancelled() {
    droppedBatches.open(droppedBatch("batch_1", "batch_1"), "digest");

    assertThat(droppedBatches.uncancelled()).isEmpty();
    assertThat(droppedBatches.openBatches()).isEmpty();
  }

  @Test
  void theFileOfAnotherLicenceIsNotADuplicate() {
    droppedBatches.open(droppedBatch("b1", "prompts.txt"), "digest");
    droppedBatches.open(new DroppedBatch("b2", "ben", "prompts.txt", "prompts.txt", NOW), "digest");

    assertThat(droppedBatches.sameAs("b2")).isEmpty();
  }
}
