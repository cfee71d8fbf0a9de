package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.intake.DroppedFile;
import dev.reelway.intake.PendingOrder;
import dev.reelway.intake.format.SheetFiles;
import dev.reelway.order.OrderRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The routes of {@code routes/intake} that claim dropped files, and read them. */
class FolderRoutesTest extends FolderTest {

  // claim

  @Test
  void eachLineOfADroppedFileBecomesAJob() throws Exception {
    var name = drop("txt", "a fox\na hare\n");

    assertThat(prompts()).containsExactlyInAnyOrder("a fox", "a hare");
    assertThat(jobs()).allSatisfy(job -> assertThat(job.licence()).isEqualTo(LICENCE));
    assertThat(total(name)).isEqualTo("2");
    assertThat(inbox(name)).doesNotExist();
  }

  @Test
  void eachRowOfADroppedSpreadsheetBecomesAJob() throws Exception {
    var cell = "<c t='inlineStr'><is><t>%s</t></is></c>";
    var rows = "<row>%1$s</row><row/><row>%2$s</row>";
    var done = done("inbox-claim-hot-folder");
    SheetFiles.excel(inbox("drop.xlsx"), rows.formatted(cell, cell).formatted("prompt", "a fox"));

    whileStarted("inbox-claim-hot-folder", () -> await(done));

    assertThat(prompts()).containsExactly("a fox");
    assertThat(total("drop.xlsx")).isEqualTo("1");
  }

  @Test
  void aFileThatIsNoPromptFileIsPutAsideWithTheReason() throws Exception {
    var name = drop("txt", "\n\n");

    assertThat(inbox("failed", name)).exists();
    assertThat(inbox("failed", name + ".reason.txt"))
        .content()
        .startsWith("The file contains no prompts.");
    assertThat(cell("select closed_at from batch where source = ?", name)).isNotNull();
    assertThat(folderIntake.unfinished()).isEmpty();
  }

  @Test
  void aFileWhoseReadingFailsStaysClaimed() throws Exception {
    var failed = failed("inbox-claim-hot-folder");
    fail(advice.mock("prompts-read"), new IOException("the disk is full"));

    var name = drop("txt", "a fox to be read later\n");

    assertThat(failed.matches()).as("an error that the policy does not handle").isFalse();
    assertThat(total(name)).isNull();
    assertThat(working(name)).exists();
    assertThat(inbox("failed", name)).doesNotExist();
    assertThat(folderIntake.unfinished()).as("while it waits for its retry").isEmpty();
  }

  @Test
  void theNextFileHasNothingOfTheFirst() throws Exception {
    var read = advice.mock("prompts-read");

    var names = List.of(drop("txt", "the first\n"), drop("csv", "prompt\nthe second\n"));

    assertThat(read.getReceivedExchanges())
        .allSatisfy(exchange -> assertThat(exchange.getVariables()).containsOnlyKeys("dropped"));
    assertThat(read.getReceivedExchanges())
        .extracting(exchange -> exchange.getVariable("dropped", DroppedFile.class).path())
        .containsExactly(working(names.get(0)).toString(), working(names.get(1)).toString());
  }

  // read

  @Test
  void aLineWhoseImageIsRefusedIsRefusedAlone() throws Exception {
    var refused = new OrderRefused("input_reference", "The image is not readable.");
    failOnce(advice.mock("references-keep"), refused, video("fox", "the second line"));
    var file = claimed("jsonl", withImage("the first line") + withImage("the second line"));

    read(file);

    assertThat(prompts()).containsExactly("the second line");
    assertThat(cell("select message from refusal where batch = ? and line = 1", file.batch()))
        .isEqualTo("The image is not readable.");
    assertThat(cell("select count(*) from refusal")).isEqualTo("1");
    assertThat(total(file)).isEqualTo("2");
  }

  @Test
  void theNextLineHasNothingOfTheFirst() throws Exception {
    var keep = advice.mock("references-keep");
    answer(keep, video("fox", "a fox"));

    read(claimed("jsonl", withImage("one") + withImage("two")));

    assertThat(keep.getReceivedExchanges())
        .allSatisfy(
            exchange ->
                assertThat(exchange.getVariables())
                    .containsOnlyKeys("dropped", "reading", "entry", "licence"));
    assertThat(keep.getReceivedExchanges())
        .extracting(exchange -> exchange.getVariable("entry", PendingOrder.class).line())
        .containsExactly(1, 2);
  }

  @Test
  void aFileIsReadAgainWhereALineFailsForAnotherReason() throws Exception {
    fail(advice.mock("references-keep"), new IOException("the disk is full"));
    var file = claimed("jsonl", withImage("a line") + "{\"prompt\": \"another line\"}\n");

    read(file);

    assertThat(prompts()).containsExactly("another line");
    assertThat(total(file)).isNull();
    assertThat(cell("select count(*) from refusal")).isEqualTo("0");

    answer(advice.mock("references-keep"), video("fox", "a line"));
    read(file);

    assertThat(prompts()).containsExactlyInAnyOrder("a line", "another line");
    assertThat(total(file)).isEqualTo("2");
  }

  /** Its policy fails in its turn, and the file must not pass for one that was read. */
  @Test
  void aFileIsReadAgainWhereARefusalCannotBeRecorded() throws Exception {
    var refused = new OrderRefused("input_reference", "The image is not readable.");
    fail(advice.mock("references-keep"), refused);
    var file = claimed("jsonl", withImage("a line"));

    whileFull("refusal", () -> read(file));

    assertThat(total(file)).isNull();

    read(file);

    assertThat(total(file)).isEqualTo("1");
    assertThat(cell("select count(*) from refusal")).isEqualTo("1");
  }

  // resume

  @Test
  void aClaimedFileWhoseReaderWasStoppedIsReadAgain() throws Exception {
    var file = claimed("txt", "a fox that was left\n");

    var done = doneFromQueue("hot-folder-resume-one");
    whileStarted(
        "hot-folder-resume-one",
        () -> {
          advice.start("hot-folder-resume");
          await(done);
        });

    assertThat(prompts()).containsExactly("a fox that was left");
    assertThat(total(file)).isEqualTo("1");
    assertThat(folderIntake.unfinished()).isEmpty();
  }

  @Test
  void aFileThatHasBeenReadMeanwhileIsNotReadAgain() throws Exception {
    var file = claimed("txt", "a fox to be read once\n");
    read(file);
    var read = advice.mock("prompts-read");

    read(file);

    assertThat(read.getReceivedCounter()).isZero();
  }

  @Test
  void aClaimedFileThatIsNoPromptFileIsPutAsideToo() throws Exception {
    var file = claimed("csv", "volume\n11\n");

    read(file);

    assertThat(Path.of(file.path())).doesNotExist();
    assertThat(inbox("failed", Path.of(file.path()).getFileName().toString())).exists();
    assertThat(total(file)).isEqualTo("0");
  }
}
