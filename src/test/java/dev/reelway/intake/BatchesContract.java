package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.intake.Batches.Refusal;
import dev.reelway.job.BatchLine;
import dev.reelway.job.Handling;
import dev.reelway.job.History;
import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.Ledger;
import dev.reelway.job.State;
import dev.reelway.job.State.Failure;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.Together;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.VideoOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ledger promises about dropped files, on every database alike. */
abstract class BatchesContract {

  private static final Instant NOW = Instant.parse("2026-11-03T10:15:30.123Z");

  private final TestDatabase store;
  private final Batches batches;
  private final Ledger ledger;

  BatchesContract(TestDatabase store) {
    this.store = store;
    this.batches = new Batches(store.database());
    this.ledger = new Ledger(store.database(), "this-node");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aBatchIsFoundUnchanged() {
    var batch = batch("b1", "Füchse 🦊 & 'more'.txt");

    batches.open(batch, "digest");

    assertThat(batches.find("b1")).contains(batch);
    assertThat(batches.find("b2")).isEmpty();
  }

  @Test
  void aNameThatIsTakenIsNumbered() {
    for (var id : List.of("b1", "b2", "b3")) {
      batches.open(batch(id, "my.prompts.txt"), "digest");
    }

    assertThat(List.of("b1", "b2", "b3"))
        .extracting(this::nameOf)
        .containsExactly("my.prompts.txt", "my.prompts-2.txt", "my.prompts-3.txt");
  }

  /** The names derived from it must fit into 255 bytes. */
  @Test
  void aVeryLongNameIsCutBetweenCharacters() {
    batches.open(batch("b1", "🦊".repeat(62) + "ab.txt"), "digest");
    batches.open(batch("b2", "🦊".repeat(62) + "ac.txt"), "digest");

    assertThat(nameOf("b1")).isEqualTo("🦊".repeat(45) + ".txt");
    assertThat(nameOf("b2")).isEqualTo("🦊".repeat(45) + "-2.txt");
  }

  @Test
  void aBatchThatExistsIsNotChanged() {
    var first = batch("b1", "prompts.txt");
    batches.open(first, "digest");

    batches.open(new Batch("b1", "ben", "else.txt", "else.txt", NOW.plusSeconds(1)), "digest");

    assertThat(batches.find("b1")).contains(first);
    batches.open(batch("b2", "else.txt"), "digest");
    assertThat(nameOf("b2")).isEqualTo("else.txt");
  }

  @Test
  void concurrentInsertsOfABatchCreateOne() throws Exception {
    Together.run(times(8, n -> "b1"));

    assertThat(nameOf("b1")).isEqualTo("prompts.txt");
    batches.open(batch("b2", "prompts.txt"), "digest");
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
    batches.refuse("b1", 12, new OrderRefused("size", "size must be 🦊"));
    batches.refuse("b1", 2, new OrderRefused(null, "a line must be JSON"));
    batches.refuse("b2", 1, new OrderRefused("model", "another file's line"));

    assertThat(batches.refusals("b1"))
        .containsExactly(
            new Refusal(2, null, "invalid_value", "a line must be JSON"),
            new Refusal(12, "size", "invalid_value", "size must be 🦊"));
  }

  /** A model may be switched off between two readings of a file. */
  @Test
  void aLineThatIsAJobAlreadyIsNotRefused() {
    batches.open(batch("b1", "prompts.txt"), "digest");
    ledger.records().insert(List.of(line("b1", 2)));

    batches.refuse("b1", 2, new OrderRefused("model", "it is switched off by now"));

    assertThat(batches.refusals("b1")).isEmpty();
  }

  @Test
  void aLineIsRefusedOnce() {
    batches.refuse("b1", 2, new OrderRefused("size", "the first word"));
    batches.refuse("b1", 2, new OrderRefused("size", "the second word"));

    assertThat(batches.refusals("b1"))
        .containsExactly(new Refusal(2, "size", "invalid_value", "the first word"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no\0thing", "half \ud83e of a fox"})
  void aRefusalMayContainUnusualCharacters(String odd) {
    batches.refuse("b1", 2, new OrderRefused("model", "there is no model " + odd));

    assertThat(batches.refusals("b1")).extracting(Refusal::line).containsExactly(2);
  }

  @Test
  void aBatchIsSealedWhenItsLastLineIsRead() {
    batches.open(batch("b1", "prompts.txt"), "digest");
    assertThat(batches.isSealed("b1")).isFalse();

    batches.seal("b1", 0);

    assertThat(batches.isSealed("b1")).isTrue();
    assertThat(batches.isSealed("b2")).isFalse();
  }

  @Test
  void aBatchIsFinishedWhenAllLinesAreReadAndAllJobsHaveEnded() {
    var batch = batch("b1", "prompts.txt");
    batches.open(batch, "digest");
    var one = line("b1", 1);
    var two = line("b1", 2);
    ledger.records().insert(List.of(one, two));
    assertThat(batches.finished()).isEmpty();

    end(one);
    assertThat(batches.finished()).isEmpty();
    batches.seal("b1", 2);
    assertThat(batches.finished()).isEmpty();
    end(two);

    assertThat(batches.finished()).containsExactly(batch);
  }

  @Test
  void aBatchIsNotFinishedBeforeItsLastLineIsRead() {
    batches.open(batch("b1", "prompts.txt"), "digest");
    var one = line("b1", 1);
    ledger.records().insert(List.of(one));

    end(one);

    assertThat(batches.finished()).isEmpty();
  }

  @Test
  void otherJobsDoNotKeepABatchOpen() {
    batches.open(batch("b1", "prompts.txt"), "digest");
    batches.seal("b1", 0);
    ledger.records().insert(List.of(line("b2", 1), line(null, 0)));

    assertThat(batches.finished()).extracting(Batch::id).containsExactly("b1");
  }

  @Test
  void theProgressOfABatchIsCounted() {
    batches.open(batch("b1", "prompts.txt"), "digest");
    assertThat(batches.tally("b1")).contains(new Tally(null, 0, 0, 0, 0, 0));
    var one = line("b1", 1);
    ledger.records().insert(List.of(one, line("b1", 2), line("b1", 3), line("b2", 4)));
    batches.refuse("b1", 4, new OrderRefused("size", "size must be less"));
    ledger.queue().claim(State.Name.QUEUED, 9, NOW, Duration.ofMinutes(1));
    end(one);

    assertThat(batches.tally("b1")).contains(new Tally(null, 0, 2, 0, 2, 0));
    batches.seal("b1", 4);
    assertThat(batches.tally("b1")).contains(new Tally(4, 0, 2, 0, 2, 0));
    assertThat(batches.close("b1", NOW)).isTrue();
    assertThat(batches.close("b1", NOW.plusSeconds(1))).isFalse();
    assertThat(batches.tally("b1")).isEmpty();
    assertThat(batches.underway()).isEmpty();
  }

  @Test
  void aClosedBatchIsNoLongerListedAsFinished() {
    batches.open(batch("b1", "prompts.txt"), "digest");
    batches.open(batch("b2", "prompts.txt"), "digest");
    batches.seal("b1", 0);
    batches.seal("b2", 0);

    batches.close("b1", NOW);

    assertThat(batches.finished()).extracting(Batch::id).containsExactly("b2");
    assertThat(batches.isSealed("b1")).isTrue();
  }

  private static Batch batch(String id, String source) {
    return new Batch(id, "ann", source, source, NOW);
  }

  private String nameOf(String id) {
    return batches.find(id).orElseThrow().name();
  }

  private static Job line(@Nullable String batch, int line) {
    var order =
        new VideoOrder("sora-2", "sora-2", "a fox", "720x1280", 4, false, false, false, null);
    return new Job(
        JobId.next("video", NOW.toEpochMilli()),
        "ann",
        batch == null ? null : new BatchLine(batch, line),
        order,
        null,
        new State.Queued(),
        0,
        NOW,
        0,
        NOW,
        NOW.plusSeconds(1800),
        null,
        Handling.USUAL,
        History.NONE);
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
                  batches.open(batch(ids.of(n), "prompts.txt"), "digest");
                  return ids.of(n);
                })
        .toList();
  }

  @Test
  void aFileWithTheSameContentIsFoundWhateverItsName() {
    batches.open(batch("b1", "prompts.txt"), "digest");
    batches.open(batch("b2", "copy.txt"), "digest");
    batches.open(batch("b3", "other.txt"), "other");

    assertThat(batches.sameAs("b1")).isEmpty();
    assertThat(batches.sameAs("b2").map(Batch::id)).contains("b1");
    assertThat(batches.sameAs("b3")).isEmpty();
  }

  @Test
  void aRefusedFileMayBeDroppedAgain() {
    batches.open(batch("b1", "prompts.txt"), "digest");
    batches.seal("b1", 0);
    batches.open(batch("b2", "prompts.txt"), "digest");

    assertThat(batches.sameAs("b2")).isEmpty();
  }

  @Test
  void namesAndContentsAreSeparatePerInbox() {
    var studio = new Batch("b2", "ann", "prompts.txt", "prompts.txt", NOW, "studio");
    batches.open(batch("b1", "prompts.txt"), "digest");
    batches.open(studio, "digest");
    batches.open(new Batch("b3", "ann", "prompts.txt", "", NOW, "studio"), "other");

    assertThat(batches.find("b2")).contains(studio);
    assertThat(nameOf("b3")).isEqualTo("prompts-2.txt");
    assertThat(batches.sameAs("b2")).isEmpty();
    assertThat(batches.cancel("studio", List.of("prompts-2.txt"), NOW)).containsExactly("b3");
    assertThat(batches.cancel("studio", List.of("prompts.txt"), NOW)).containsExactly("b2");
    assertThat(batches.cancel(Inbox.HOT_FOLDER, List.of("prompts.txt"), NOW)).containsExactly("b1");
  }

  @Test
  void theFileOfAnotherLicenceIsNotADuplicate() {
    batches.open(batch("b1", "prompts.txt"), "digest");
    batches.open(new Batch("b2", "ben", "prompts.txt", "prompts.txt", NOW), "digest");

    assertThat(batches.sameAs("b2")).isEmpty();
  }
}
