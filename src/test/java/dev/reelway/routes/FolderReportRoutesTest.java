package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobEndings;
import dev.reelway.job.JobState.Failed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The routes of {@code routes/intake} that report on dropped files, and cancel them. */
class FolderReportRoutesTest extends FolderTest {

  @Autowired JobEndings endings;

  // report

  @Test
  void aFileWhoseJobsHaveAllEndedIsDoneWithItsResultsBesideIt() throws Exception {
    var file = claimed("txt", "a fox that ends\na hare that ends\n");
    read(file);
    endings.cancel(jobs().getFirst());
    advice.start("hot-folder-report");
    assertThat(Path.of(file.path())).exists();

    endings.cancel(jobs().getLast());
    advice.start("hot-folder-report");

    assertThat(Path.of(file.path()).getParent()).doesNotExist();
    assertThat(inbox("results", name(file) + ".errors.jsonl")).content().hasLineCount(2);
    assertThat(cell("select closed_at from batch where id = ?", file.batch())).isNotNull();
  }

  @Test
  void resultsThatCannotBeWrittenKeepNoneOfTheNextFile() throws Exception {
    var blocked = claimed("txt", "the first\n");
    var next = claimed("txt", "the second\n");
    for (var file : List.of(blocked, next)) {
      read(file);
    }
    jobs().forEach(endings::cancel);
    Files.createDirectories(inbox("results", name(blocked) + ".errors.jsonl", "in the way"));

    advice.start("hot-folder-report");

    assertThat(cell("select closed_at from batch where id = ?", blocked.batch())).isNull();
    assertThat(cell("select closed_at from batch where id = ?", next.batch())).isNotNull();
  }

  @Test
  void eachFileWhoseJobsAreRunningHasAReportPageThoughOneCannotBeWritten() throws Exception {
    var blocked = claimed("txt", "the first\n");
    var next = claimed("txt", "the second\n");
    for (var file : List.of(blocked, next)) {
      read(file);
    }
    Files.createDirectories(inbox("results", name(blocked) + ".report.html", "in the way"));

    advice.start("report-pages-renew");

    assertThat(inbox("results", name(next) + ".report.html")).content().contains("the second");
  }

  // unclaimed

  @Test
  void aFileThatNoReaderTakesIsInFailedWithTheReason() throws Exception {
    Files.writeString(inbox("shots.docx"), "a fox");
    Files.writeString(inbox("fox.png"), "an image that may be named later");

    advice.start("unclaimed-files-move");
    advice.start("unclaimed-files-move");

    assertThat(inbox("failed", "shots.docx")).exists();
    assertThat(inbox("failed", "shots.docx.reason.txt"))
        .content()
        .startsWith("Files of this type are not read.");
    assertThat(inbox("fox.png")).exists();
  }

  // cancel

  @Test
  void aRequestToCancelAFileEndsItsJobs() throws Exception {
    var file = claimed("txt", "an unwanted fox\nan unwanted hare\n");
    read(file);

    cancel(name(file));
    advice.start("cancel-unwanted");

    assertThat(jobs())
        .hasSize(2)
        .allSatisfy(job -> assertThat(((Failed) job.state()).why().code()).isEqualTo("cancelled"));
  }

  @Test
  void aRequestToCancelWhatIsNotProcessedIsAnsweredInFailed() throws Exception {
    cancel("nothing.txt");

    assertThat(inbox("failed", "nothing.txt.cancel.reason.txt"))
        .hasContent("No file with this name is being processed.");
    assertThat(inbox("nothing.txt.cancel")).doesNotExist();
  }

  @Test
  void aRequestToCancelThatCannotBeRecordedIsTriedAgain() throws Exception {
    var failed = failed("inbox-cancel-hot-folder");
    Files.createDirectories(inbox("failed", "nobody.txt.cancel.reason.txt"));

    cancel("nobody.txt");

    assertThat(failed.matches()).isFalse();
    assertThat(inbox("nobody.txt.cancel")).exists();
  }

  private void cancel(String name) throws Exception {
    drop("inbox-cancel-hot-folder", name + ".cancel", "");
  }
}
