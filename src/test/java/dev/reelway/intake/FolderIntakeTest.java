package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.intake.DecidedLines.Refusal;
import dev.reelway.intake.format.OrderEntry;
import dev.reelway.intake.format.PromptFileRefused;
import dev.reelway.job.Job;
import dev.reelway.job.JobDesk;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobSettings;
import dev.reelway.job.Ledger;
import dev.reelway.job.LimitedDesk;
import dev.reelway.job.StepTrigger;
import dev.reelway.job.TargetPlanner;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.TestJobSettings;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.LicenceLimits.Quota;
import dev.reelway.order.Models;
import dev.reelway.order.Orders;
import dev.reelway.quota.TooManyJobs;
import dev.reelway.sink.DiskSyncs;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** A claimed file has one reader at a time, until one has read all of it. */
@ExtendWith(LogCapture.class)
class FolderIntakeTest {

  private static final String WITH_IMAGE =
      "{\"prompt\": \"a\", \"image\": \"https://images.example/1.png\"}\n";

  private final Path folder;
  private final TestDatabase store;
  private final DroppedBatches droppedBatches;
  private final SettableClock clock = new SettableClock();
  private final Inboxes inboxes;
  private final FolderIntake folderIntake;
  private final FolderResults folderResults;
  private DroppedFile file;
  private boolean inForce = true;

  FolderIntakeTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    store = TestDatabase.sqlite(folder);
    droppedBatches = new DroppedBatches(store.database());
    var orderDefaults = OrderDefaults.of("tiny");
    inboxes =
        new Inboxes(
                List.of(
                    new Inbox(
                        Inbox.HOT_FOLDER,
                        folder,
                        "demo",
                        orderDefaults,
                        null,
                        null,
                        Duration.ZERO)))
            .withOwners((licence, inbox) -> inForce, licence -> false);
    var ledger = new Ledger(store.database(), "this-node");
    folderIntake = folderIntake(desk(ledger));
    var assetLinks = new AssetLinks(folder, asset -> "http://videos.example");
    var reportPages = new ReportPages(inboxes, droppedBatches, ledger.queries(), assetLinks, clock);
    folderResults =
        new FolderResults(
            inboxes, droppedBatches, ledger.queries(), job -> job, reportPages, clock);
    file = DroppedFile.at(folder.resolve("working/batch_1/a.txt"));
  }

  private JobDesk desk(Ledger ledger) {
    return new JobDesk(
        ledger,
        targetPlanner(ledger.queries()),
        settings(),
        StoragePolicy.FOREVER,
        StepTrigger.NONE,
        clock);
  }

  private static Upstreams upstreams() {
    var upstream = new Upstream("studio", "sora", "http://127.0.0.1:1", "key", "k", false);
    var targets = Map.of("tiny", List.of(new Target("studio", "key", "m")));
    return new Upstreams(Map.of("studio", upstream), targets);
  }

  private TargetPlanner targetPlanner(JobQueries queries) {
    return new TargetPlanner(
        upstreams(),
        queries,
        (dialect, verb) -> true,
        job -> Optional.empty(),
        (file, since) -> Optional.empty(),
        clock);
  }

  private FolderIntake folderIntake(JobDesk desk) {
    return folderIntake(inboxes, desk);
  }

  private FolderIntake folderIntake(Inboxes inboxes, JobDesk desk) {
    var orders = new Orders(new Models(upstreams().models(), Map.of(), clock));
    var leases = new ReadingLeases(store.database(), clock);
    return new FolderIntake(inboxes, droppedBatches, leases, orders, desk.intake(), clock);
  }

  private JobDesk limited(LicenceLimits limits) {
    return LimitedDesk.of(store.database(), limits, this::targetPlanner, settings(), clock);
  }

  @BeforeEach
  void drop() throws IOException {
    Files.createDirectories(folder.resolve("working/batch_1"));
    Files.writeString(file.file(), "one\ntwo\n");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aFileHasOneReaderUntilItsExchangeIsOver() throws IOException {
    var first = exchange();
    var second = exchange();

    assertThat(folderIntake.open(file, first)).isTrue();
    assertThat(folderIntake.open(file, second)).isFalse();
    end(second);
    assertThat(folderIntake.open(file, exchange())).isFalse();
    assertThat(folderIntake.unfinished()).isEmpty();

    end(first);
    assertThat(folderIntake.unfinished()).containsExactly(file);
    assertThat(folderIntake.open(file, exchange())).isTrue();
  }

  @Test
  void aFileThatAnotherReaderHasReadIsNotReadAgain() throws IOException {
    var first = exchange();
    folderIntake.open(file, first);
    folderIntake.readComplete(file, read());
    end(first);

    assertThat(folderIntake.open(file, exchange())).isFalse();
  }

  @Test
  void aFileThatAnotherProcessReadsIsNotRead() throws IOException {
    var other = folderIntake(desk(new Ledger(store.database(), "other-node")));
    var first = exchange();
    assertThat(folderIntake.open(file, first)).isTrue();

    var second = exchange();
    assertThat(other.open(file, second)).isFalse();
    end(second);
    clock.passes(Duration.ofSeconds(15));
    folderIntake.renew();
    clock.passes(Duration.ofSeconds(15));
    var third = exchange();
    assertThat(other.open(file, third)).isFalse();
    end(third);

    end(first);
    assertThat(other.unfinished()).containsExactly(file);
    assertThat(other.open(file, exchange())).isTrue();
  }

  /** Programs leave files beside one that they have open. */
  @Test
  void onlyTheClaimedFileIsRead() throws IOException {
    for (var name : List.of("~$a.txt", ".~lock.a.txt#", ".DS_Store", "Thumbs.db", "A copy.txt")) {
      Files.writeString(file.file().resolveSibling(name), "not this one\n");
    }
    end(opened());
    assertThat(folderIntake.unfinished()).containsExactly(file);

    Files.delete(file.file());
    assertThat(folderIntake.unfinished()).isEmpty();
  }

  @Test
  void aFileThatWasClaimedOnlyIsFoundBesideOthers() throws IOException {
    Files.writeString(file.file().resolveSibling("~$a.txt"), "not this one\n");

    assertThat(folderIntake.unfinished()).containsExactly(file);
  }

  private Exchange opened() throws IOException {
    var exchange = exchange();
    assertThat(folderIntake.open(file, exchange)).isTrue();
    return exchange;
  }

  /** Its jobs are paid, and need their results. */
  @Test
  void aFileWithJobsIsNotPutAside() throws IOException {
    opened();
    assertThat(folderIntake.read(file).hasNext()).isFalse();
    var why = new PromptFileRefused("Line 3 is not JSON");

    assertThatIOException()
        .isThrownBy(() -> folderResults.reject(file, why))
        .withMessageEndingWith("was changed while it was read: Line 3 is not JSON");

    assertThat(file.file()).exists();
    assertThat(droppedBatches.unread()).hasSize(1);
  }

  /** Each order that has not been accepted yet is refused by itself. */
  @Test
  void aFileWithJobsIsReadToTheEndAfterItsLicenceHasEnded() throws IOException {
    opened();
    assertThat(folderIntake.read(file).hasNext()).isFalse();
    inForce = false;

    folderIntake.readComplete(file, read());

    assertThat(droppedBatches.isSealed("batch_1")).isTrue();
    var other = DroppedFile.at(folder.resolve("working/batch_2/b.txt"));
    Files.createDirectories(folder.resolve("working/batch_2"));
    Files.writeString(other.file(), "three");
    folderIntake.open(other, exchange());
    assertThatThrownBy(() -> folderIntake.read(other)).isInstanceOf(PromptFileRefused.class);
  }

  /** Whichever node reads it, and also after a restart. */
  @Test
  void aFileKeepsTheLicenceThatItsInboxHadWhenItWasClaimed() throws IOException {
    drop("{\"prompt\": \"one\"}\n" + WITH_IMAGE);
    end(opened());
    var other = of("agency", licence -> false);
    other.open(file, exchange());

    var reader = other.read(file);
    accept(other, reader, reader.next());

    assertThat(jobs()).hasSize(2).extracting(Job::licence).containsOnly("demo");
    assertThat(other.licence(reader).name()).isEqualTo("demo");
  }

  /** A file may have 50,000 lines, and the database be on another machine. */
  @Test
  void theLedgerIsNotAskedAgainForTheLicenceOfEachLine() throws IOException {
    drop(WITH_IMAGE);
    opened();
    var reader = folderIntake.read(file);
    store.database().write(db -> db.sql("update batch set licence = 'agency'").update());

    assertThat(folderIntake.licence(reader).name()).isEqualTo("demo");
    accept(folderIntake, reader, reader.next());

    assertThat(jobs()).extracting(Job::licence).containsExactly("demo");
  }

  @Test
  void aFileOfALicenceThatIsNotKnownHereIsLeftToANodeThatKnowsIt(CapturedOutput log)
      throws IOException {
    end(opened());
    var other = of("agency", "demo"::equals);

    var left = exchange();
    assertThat(other.open(file, left)).isFalse();
    end(left);

    assertThat(other.unfinished()).isEmpty();
    assertThat(folderIntake.unfinished()).containsExactly(file);
    assertThat(log)
        .contains(
            "batch_1 (a.txt) is left to a node that knows its licence demo: looking again in 5 s.");
  }

  /** Its wait may be ten minutes long by then. */
  @Test
  void aFileThatIsLeftToOtherNodesEndsAsSoonAsItIsCancelled() throws IOException {
    end(opened());
    var other = of("agency", "demo"::equals);
    var left = exchange();
    other.open(file, left);
    end(left);

    droppedBatches.cancel("batch_1", clock.instant());

    assertThat(other.unfinished()).containsExactly(file);
    var ending = exchange();
    assertThat(other.open(file, ending)).isTrue();
    other.retryLater(file, new IOException("No disk"));
    end(ending);
    assertThat(other.unfinished()).isEmpty();
  }

  private FolderIntake of(String licence, Predicate<String> elsewhere) {
    var inbox =
        new Inbox(
            Inbox.HOT_FOLDER, folder, licence, OrderDefaults.of("tiny"), null, null, Duration.ZERO);
    var ofOthers = new Inboxes(List.of(inbox)).withOwners((one, name) -> true, elsewhere);
    return folderIntake(ofOthers, desk(new Ledger(store.database(), "other-node")));
  }

  @Test
  void aLineThatIsAJobIsNotReadAgain() throws IOException {
    drop("{\"prompt\": \"one\"}\n" + WITH_IMAGE);
    opened();
    var reader = folderIntake.read(file);
    accept(folderIntake, reader, reader.next());

    assertThat(folderIntake.read(file).hasNext()).isFalse();
    assertThat(jobs()).hasSize(2);
  }

  /** A sink that is away fails all other orders too; any other failure may be of one alone. */
  @Test
  void readingStopsAtAFailureOfAllOrders() throws IOException {
    drop(WITH_IMAGE.repeat(20));
    opened();
    var reader = folderIntake.read(file);
    int read = 0;
    for (; reader.hasNext(); read++) {
      reader.next();
      if (read > 2) {
        var failure =
            read == 15
                ? new SinkUnavailable("away", new IOException())
                : new IOException("not permitted");
        folderIntake.failed(reader, new IllegalStateException(failure));
      }
    }

    assertThat(read).isEqualTo(16);
    assertThatIOException().isThrownBy(() -> folderIntake.readComplete(file, reader));
  }

  /** Images are not fetched for orders that have to wait. */
  @Test
  void readingStopsWhereTheLicenceMayHaveNoMoreJobs() throws IOException {
    drop(WITH_IMAGE.repeat(3));
    var desk = limited(new LicenceLimits(null, 1, Quota.NONE, Quota.NONE));
    var limited = folderIntake(desk);
    limited.open(file, exchange());
    var reader = limited.read(file);
    accept(limited, reader, reader.next());
    var stopped = catchThrowable(() -> accept(limited, reader, reader.next()));
    limited.failed(reader, stopped);

    assertThat(reader.hasNext()).isFalse();
    limited.retryLater(file, stopped);
    clock.passes(Duration.ofSeconds(5));
    assertThatThrownBy(() -> limited.read(file)).isInstanceOf(TooManyJobs.class);

    desk.endings().cancel(jobs().getFirst());
    assertThat(limited.read(file).next().line()).isEqualTo(2);
  }

  /** It may lead to a claimed file of another licence. */
  @Test
  void aClaimThatWasReplacedByALinkIsNotRead(@TempDir Path other) throws IOException {
    for (var name : List.of("working/batch_1", "working")) {
      var moved = other.resolve(name.replace('/', '-'));
      Files.move(folder.resolve(name), moved);
      Files.createSymbolicLink(folder.resolve(name), moved);

      var refused = exchange();
      assertThat(folderIntake.unfinished()).as(name).isEmpty();
      assertThatIOException()
          .isThrownBy(() -> folderIntake.open(file, refused))
          .withMessageContaining("is a link that was not there when the service started");
      end(refused);
      Files.delete(folder.resolve(name));
      Files.move(moved, folder.resolve(name));
      assertThat(folderIntake.unfinished()).as(name).containsExactly(file);
    }
  }

  /** The licence of the inbox would own the jobs of a file that another licence dropped. */
  @Test
  void aBatchThatLiesInAnotherInboxIsNotReadThere() throws IOException {
    droppedBatches.open(
        new DroppedBatch("batch_1", "studio", "a.txt", "a.txt", clock.instant(), "studio"),
        "digest",
        name -> false);

    assertThat(folderIntake.unfinished()).isEmpty();
    assertThatIOException()
        .isThrownBy(() -> folderIntake.open(file, exchange()))
        .withMessageEndingWith("a.txt is a file of another inbox");
  }

  @Test
  void nothingIsMovedIntoAFolderThatWasReplacedByALink(@TempDir Path other) throws IOException {
    opened();
    Files.createSymbolicLink(folder.resolve("failed"), other);

    assertThatIOException()
        .isThrownBy(() -> folderResults.reject(file, new PromptFileRefused("Duplicate file.")))
        .withMessageContaining("is a link that was not there when the service started");

    assertThat(other).isEmptyDirectory();
    assertThat(file.file()).exists();
  }

  private void drop(String lines) throws IOException {
    Files.delete(file.file());
    file = DroppedFile.at(folder.resolve("working/batch_1/a.jsonl"));
    Files.writeString(file.file(), lines);
  }

  private static void accept(FolderIntake intake, BatchReader reader, PendingOrder pending) {
    intake.accept(reader, pending, pending.orderDraft().order());
  }

  @Test
  void aReaderThatFailedOnAnOrderDoesNotSealTheFile() throws IOException {
    folderIntake.open(file, exchange());
    var first = folderIntake.read(file);
    var second = folderIntake.read(file);
    folderIntake.failed(first, new IllegalStateException("No disk"));
    folderIntake.failed(second, new IllegalStateException("No disk"));

    assertThatIOException().isThrownBy(() -> folderIntake.readComplete(file, first));
    assertThatIOException().isThrownBy(() -> folderIntake.readComplete(file, second));
    assertThat(droppedBatches.isSealed("batch_1")).isFalse();
  }

  /** Thousands of files may be under way. */
  @ParameterizedTest
  @CsvSource({
    "'models: [tiny, small]', 4",
    "models: tiny|small|mini, 6",
    "model: tiny, 2",
    "'models: ', 2",
  })
  void optionsMayNameSeveralModels(String options, int orders) throws IOException {
    Files.writeString(file.options(), options);

    assertThat(folderIntake.read(file).total()).isEqualTo(orders);
    try (var entries = DroppedFile.open(file.file())) {
      assertThat(entries.next())
          .isNotNull()
          .extracting(OrderEntry::customId)
          .isEqualTo(orders == 2 ? null : "line-1:tiny");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'models: [tiny, tiny]', 'models must name 1 to 10 different models'",
    "'models: [tiny]\nmodel-id: tiny', models and model are the same parameter",
    "'models: [tiny', Invalid YAML at line ",
    "'- tiny', it must be a mapping of names to values.",
  })
  void optionsThatNameModelsWronglyAreRefused(String options, String why) throws IOException {
    Files.writeString(file.options(), options.replace("\\n", "\n"));

    assertThatThrownBy(() -> folderIntake.read(file))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessageStartingWith("Options file: " + why);
  }

  /** On some disks those of A.txt have the names of those of a.txt, and the ledger does not. */
  @ParameterizedTest
  @ValueSource(strings = {".report.html", ".results.jsonl", ".errors.jsonl"})
  void resultsOfAnotherFileAreNotReplaced(String ending) throws IOException {
    Files.createDirectories(folder.resolve("results"));
    Files.writeString(folder.resolve("results/a.txt" + ending), "the results of another file");

    folderIntake.open(file, exchange());

    assertThat(droppedBatches.find("batch_1").orElseThrow().name()).isEqualTo("a-2.txt");
    assertThat(droppedBatches.find("batch_1").orElseThrow().source()).isEqualTo("a.txt");
  }

  @Test
  void theLedgerIsAskedOnceAboutAFileThatHasBeenRead() throws IOException {
    folderIntake.open(file, exchange());
    droppedBatches.seal("batch_1", 1);
    var sealedBatches = new SealedBatches(droppedBatches);
    assertThat(sealedBatches.unsealed(List.of("batch_1", "batch_2"))).containsExactly("batch_2");

    store.database().write(db -> db.sql("update batch set total = null").update());

    assertThat(sealedBatches.unsealed(List.of("batch_1"))).isEmpty();
    assertThat(sealedBatches.unsealed(List.of("batch_2"))).containsExactly("batch_2");
    assertThat(sealedBatches.unsealed(List.of("batch_1"))).containsExactly("batch_1");
  }

  @Test
  void aFileThatCannotBeMovedIsRetriedLater() throws IOException {
    var exchange = exchange();
    folderIntake.open(file, exchange);
    exchange.setException(new IOException("No disk"));

    end(exchange);

    assertThat(folderIntake.unfinished()).isEmpty();
    clock.passes(Duration.ofSeconds(6));
    assertThat(folderIntake.unfinished()).containsExactly(file);
  }

  /** The database failed after the move, or the process was killed. */
  @Test
  void aFileInFailedWithAnOpenBatchIsClosedLater() throws IOException {
    folderIntake.open(file, exchange());
    assertThat(folderResults.finished()).isEmpty();
    assertThat(droppedBatches.unread()).hasSize(1);
    Files.createDirectories(folder.resolve("failed"));
    Files.move(file.file(), folder.resolve("failed/a.txt"));

    folderResults.finished();

    assertThat(droppedBatches.openBatches()).isEmpty();
  }

  /** Its drive may be away temporarily. */
  @Test
  void aMissingFileKeepsItsBatchOpen() throws IOException {
    folderIntake.open(file, exchange());
    Files.delete(file.file());

    folderResults.finished();

    assertThat(droppedBatches.openBatches()).hasSize(1);
  }

  /** A closed batch is not looked at again: after a loss of power its files must be there. */
  @Test
  void theFilesOfABatchAreOnTheDiskBeforeItIsClosed() throws Exception {
    readRefused();
    var created = droppedBatches.find("batch_1").orElseThrow().created();
    var done = folder.resolve("done/" + LocalDate.ofInstant(created, ZoneOffset.UTC));

    var synced = DiskSyncs.during(() -> folderResults.write("batch_1"), folder);

    assertThat(droppedBatches.openBatches()).isEmpty();
    assertThat(synced)
        .anyMatch(path -> path.contains(".a.txt.errors.jsonl."))
        .anyMatch(path -> path.contains(".a.txt.results.jsonl."))
        .anyMatch(path -> path.contains(".a.txt.report.html."))
        .containsSubsequence(
            folder.resolve("results").toString(), folder.toString(), done.toString());
  }

  @Test
  void theReasonOfARefusedFileIsOnTheDiskBeforeItsBatchIsClosed() throws Exception {
    folderIntake.open(file, exchange());
    var why = new PromptFileRefused("Line 3 is not JSON");

    var synced = DiskSyncs.during(() -> folderResults.reject(file, why), folder);

    assertThat(droppedBatches.openBatches()).isEmpty();
    assertThat(synced)
        .containsSubsequence(
            folder.resolve("failed/a.txt.reason.txt").toString(),
            folder.resolve("failed").toString());
  }

  /** Whoever dropped a file looks for its name, not for an id. */
  @Test
  void theLogNamesAFileThatIsRefusedAndSaysWhy(CapturedOutput log) throws IOException {
    folderIntake.open(file, exchange());

    folderResults.reject(file, new PromptFileRefused("Invalid YAML at line 3."));

    assertThat(LogCapture.own(log))
        .contains(
            "WARN  reelway.intake batch_1 (a.txt) was moved to failed/: Invalid YAML at line 3.");
  }

  @Test
  void aNameInTheLogIsOneLine() {
    var named = DroppedBatch.forLog("batch_1", "a\nbatch_2 completed.txt");

    assertThat(named).isEqualTo("batch_1 (a batch_2 completed.txt)");
  }

  /** As with a disk that is full for a while. */
  @Test
  void resultsThatCannotBeWrittenAreWrittenLater() throws IOException {
    readRefused();
    var inTheWay = Files.writeString(folder.resolve("results"), "no folder");

    folderResults.write("batch_1");

    assertThat(file.file()).exists();
    assertThat(folderResults.finished()).isEmpty();

    Files.delete(inTheWay);
    clock.passes(Duration.ofSeconds(6));
    assertThat(folderResults.finished()).containsExactly("batch_1");
    folderResults.write("batch_1");

    assertThat(folder.resolve("results/a.txt.errors.jsonl")).content().hasLineCount(1);
    assertThat(file.file()).doesNotExist();
    assertThat(droppedBatches.openBatches()).isEmpty();
  }

  /** Its drive may be away temporarily, or somebody has moved the file. */
  @Test
  void aFileThatIsMissingAtItsEndHasItsResultsOnceItIsBack() throws IOException {
    var away = folder.resolve("away");
    readRefused();
    Files.move(folder.resolve("working"), away);

    folderResults.write("batch_1");

    assertThat(droppedBatches.openBatches()).hasSize(1);
    assertThat(folderResults.finished()).as("while it waits for its retry").isEmpty();
    assertThat(folder.resolve("results")).doesNotExist();

    Files.move(away, folder.resolve("working"));
    clock.passes(Duration.ofSeconds(6));
    folderResults.finished().forEach(folderResults::write);

    assertThat(folder.resolve("results/a.txt.errors.jsonl")).content().hasLineCount(1);
    assertThat(droppedBatches.openBatches()).isEmpty();
  }

  /** It would be open for ever; nobody else can end it. */
  @Test
  void aMissingFileEndsOnceItIsCancelled() throws IOException {
    readRefused();
    Files.delete(file.file());
    folderResults.write("batch_1");
    assertThat(droppedBatches.openBatches()).hasSize(1);

    droppedBatches.cancel("batch_1", clock.instant());
    clock.passes(Duration.ofSeconds(6));
    folderResults.finished().forEach(folderResults::write);

    assertThat(droppedBatches.openBatches()).isEmpty();
    assertThat(folder.resolve("results/a.txt.errors.jsonl"))
        .content()
        .hasLineCount(1)
        .contains("\"custom_id\":\"line-1\"");
  }

  @Test
  void aFileThatIsMissingBeforeItIsReadIsReportedUntilItIsCancelled(CapturedOutput log)
      throws IOException {
    folderIntake.open(file, exchange());
    Files.delete(file.file());

    assertThat(folderResults.finished()).isEmpty();
    assertThat(folderResults.finished()).isEmpty();
    assertThat(log.getOut())
        .containsOnlyOnce("batch_1: " + file.path() + " is missing. Put it back, mount the folder")
        .contains("or drop a.txt.cancel to end it without the file.");

    droppedBatches.cancel("batch_1", clock.instant());
    clock.passes(Duration.ofSeconds(6));
    folderResults.finished().forEach(folderResults::write);

    assertThat(droppedBatches.openBatches()).isEmpty();
    assertThat(log.getOut()).containsOnlyOnce(" is missing.");
  }

  /** The database failed after the move, or the process was killed. */
  @Test
  void aFileInDoneWithAnOpenBatchIsClosedLater() throws IOException {
    readRefused();
    var created = droppedBatches.find("batch_1").orElseThrow().created();
    var done = folder.resolve("done/" + LocalDate.ofInstant(created, ZoneOffset.UTC));
    Files.createDirectories(done);
    Files.move(file.file(), done.resolve("a.txt"));

    folderResults.write("batch_1");

    assertThat(droppedBatches.openBatches()).isEmpty();
  }

  /** The process was killed between the end of the reading and the end of the batch. */
  @Test
  void aRefusedFileWithoutOrdersIsClosedLater() throws IOException {
    folderIntake.open(file, exchange());
    droppedBatches.seal("batch_1", 0);
    Files.createDirectories(folder.resolve("failed"));
    Files.move(file.file(), folder.resolve("failed/a.txt"));

    folderResults.write("batch_1");

    assertThat(droppedBatches.openBatches()).isEmpty();
  }

  /** Reads a file whose only line is refused, so that all its orders have ended. */
  private void readRefused() throws IOException {
    Files.writeString(file.file(), "x".repeat(32_001));
    folderIntake.open(file, exchange());
    folderIntake.readComplete(file, read());
  }

  @Test
  void aFileWaitsWhileItsLicenceHasTooManyJobs() throws IOException {
    var desk = limited(new LicenceLimits(null, 1, Quota.NONE, Quota.NONE));
    var limited = folderIntake(desk);
    var exchange = exchange();
    limited.open(file, exchange);
    var reader = limited.read(file);
    var stopped = catchThrowable(reader::hasNext);
    assertThat(stopped).isInstanceOf(TooManyJobs.class);
    limited.retryLater(file, stopped);
    limited.retryLater(file, stopped);
    end(exchange);
    assertThat(limited.unfinished()).isEmpty();

    var first = jobs().getFirst();
    desk.endings().cancel(first);
    clock.passes(Duration.ofMillis(4_900)); // by then, files are looked for again

    assertThat(limited.unfinished()).containsExactly(file);
    assertThat(limited.read(file).hasNext()).isFalse();
    assertThat(jobs()).hasSize(2).extracting(Job::id).contains(first.id());
  }

  @Test
  void aLineOverTheQuotaIsRefusedAndStaysSo() throws IOException {
    var day = new Quota(1, null, null);
    var limited = folderIntake(limited(new LicenceLimits(null, null, day, Quota.NONE)));
    limited.open(file, exchange());
    assertThat(limited.read(file).hasNext()).isFalse();

    clock.passes(Duration.ofDays(1));
    assertThat(limited.read(file).hasNext()).isFalse();

    assertThat(jobs()).hasSize(1);
    assertThat(droppedBatches.lines().refusals("batch_1", 0, 9))
        .extracting(Refusal::line, Refusal::code, Refusal::message)
        .containsExactly(
            tuple(
                2,
                "insufficient_quota",
                "The licence's quota of 1 jobs a day does not suffice for this order: 0 jobs are"
                    + " left until 2026-11-23T00:00:00Z."));
  }

  private List<Job> jobs() {
    return new Ledger(store.database(), "reader").queries().ofBatch("batch_1", 0, 10);
  }

  private BatchReader read() throws IOException {
    var batchReader = folderIntake.read(file);
    assertThat(batchReader.hasNext()).isFalse();
    return batchReader;
  }

  private static Exchange exchange() {
    return new DefaultExchange(new DefaultCamelContext());
  }

  private static void end(Exchange exchange) {
    var completions = exchange.getExchangeExtension().handoverCompletions();
    for (var first : completions == null ? List.<Synchronization>of() : completions) {
      if (exchange.getException() == null) {
        first.onComplete(exchange);
      } else {
        first.onFailure(exchange);
      }
    }
  }

  private static JobSettings settings() {
    return new TestJobSettings().lease(Duration.ofMinutes(1)).build();
  }
}
