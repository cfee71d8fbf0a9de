package dev.reelway.routes;

import dev.reelway.intake.DroppedFile;
import dev.reelway.intake.FolderIntake;
import dev.reelway.setup.HomeFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.FileSystemUtils;

/** Files of prompts, dropped into the hot folder or claimed from it before. */
abstract class FolderTest extends RouteTest {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Autowired FolderIntake folderIntake;
  @Autowired HomeFolder home;

  @AfterEach
  void empty() throws IOException {
    FileSystemUtils.deleteRecursively(inbox());
    Files.createDirectories(inbox());
  }

  /** Drops a file of this text, and waits until the exchange that claims it has ended. */
  String drop(String ending, String text) throws Exception {
    var name = newName(ending);
    drop("inbox-claim-hot-folder", name, text);
    return name;
  }

  void drop(String route, String name, String text) throws Exception {
    var done = done(route);
    Files.writeString(inbox(name), text);
    whileStarted(route, () -> await(done));
  }

  private static String newName(String ending) {
    return "drop-%d.%s".formatted(NUMBER.incrementAndGet(), ending);
  }

  /** A file that was claimed by a reader which was stopped at once. */
  DroppedFile claimed(String ending, String text) throws IOException {
    var folder = Files.createDirectories(inbox("working", folderIntake.newBatchId()));
    var file = Files.writeString(folder.resolve(newName(ending)), text);
    return folderIntake.claimed(file.toString());
  }

  /** Reads a claimed file, as one of the readers of such files does. */
  void read(DroppedFile file) throws Exception {
    endPause(file);
    var from = "direct:read-now";
    advice.with("hot-folder-resume-one", builder -> builder.replaceFromWith(from));
    producer.sendBody(from, file);
  }

  /** A file that could not be read is left alone for a while. */
  private void endPause(DroppedFile file) {
    database.write(
        db ->
            db.sql("update batch set reading_until = 0 where id = ?").param(file.batch()).update());
  }

  Path inbox(String... names) {
    return home.folder().resolve("inbox").resolve(String.join("/", names));
  }

  /** Where a file that was dropped is while it is processed. */
  Path working(String name) {
    var batch = String.valueOf(cell("select id from batch where source = ?", name));
    return inbox("working", batch, name);
  }

  static String name(DroppedFile file) {
    return String.valueOf(Path.of(file.path()).getFileName());
  }

  @Nullable String total(String name) {
    return cell("select total from batch where source = ?", name);
  }

  @Nullable String total(DroppedFile file) {
    return cell("select total from batch where id = ?", file.batch());
  }

  static String withImage(String prompt) {
    return "{\"prompt\": \"%s\", \"input_reference\": \"data:image/png;base64,AAAA\"}%n"
        .formatted(prompt);
  }
}
