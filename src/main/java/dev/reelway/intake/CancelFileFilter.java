package dev.reelway.intake;

import dev.reelway.intake.format.PromptFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Cancels dropped files: {@code <name>.cancel} in the inbox cancels the open orders of the file
 * {@code <name>}, given with or without its extension and in any form of its letters; the exact
 * name goes first.
 */
public final class CancelFileFilter implements GenericFileFilter<File> {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");
  static final String ENDING = ".cancel";

  private final Inbox inbox;
  private final DroppedBatches droppedBatches;
  private final Clock clock;

  CancelFileFilter(Inbox inbox, DroppedBatches droppedBatches, Clock clock) {
    this.inbox = inbox;
    this.droppedBatches = droppedBatches;
    this.clock = clock;
  }

  /**
   * False while the file to cancel is not in the ledger yet: it has not been claimed, or its batch
   * is not inserted.
   */
  @Override
  public boolean accept(GenericFile<File> file) {
    var name = file.getFileNameOnly();
    return !file.isDirectory()
        && name.endsWith(ENDING)
        && !name.startsWith(".")
        && forms(name).noneMatch(one -> Files.exists(inbox.folder().resolve(one)))
        && !isBeingClaimed(forms(name).toList());
  }

  /** The names of the file to cancel, in every form. */
  private static Stream<String> forms(String name) {
    return NameForms.all(stem(name)).flatMap(CancelFileFilter::names);
  }

  /** Whether a file is between its claim and its row in the ledger. */
  private boolean isBeingClaimed(List<String> names) {
    var working = inbox.folder().resolve("working");
    if (!Files.isDirectory(working)) {
      return false;
    }
    try (var files = Files.find(working, 2, (file, found) -> found.isRegularFile())) {
      return files
          .filter(file -> names.contains(String.valueOf(file.getFileName())))
          .anyMatch(file -> droppedBatches.find(DroppedFile.at(file).batch()).isEmpty());
    } catch (IOException | UncheckedIOException | DataAccessException unknown) {
      return true;
    }
  }

  private static String stem(String name) {
    return name.substring(0, name.length() - ENDING.length());
  }

  private static Stream<String> names(String stem) {
    return Stream.concat(
        Stream.of(stem), PromptFile.ENDINGS.stream().map(ending -> stem + "." + ending));
  }

  /**
   * Cancels the open batches that a cancel file names. If there are none, writes the reason into
   * {@code failed/}.
   */
  public void cancel(String name) throws IOException {
    var cancelled =
        NameForms.all(stem(name))
            .map(form -> cancelled(names(form).toList()))
            .filter(ids -> !ids.isEmpty())
            .findFirst()
            .orElse(List.of());
    cancelled.forEach(id -> LOG.info("{}: batch cancelled", id));
    if (cancelled.isEmpty()) {
      var failed = Files.createDirectories(inbox.folder().resolve("failed"));
      Files.writeString(reason(failed, name), "No file with this name is being processed.\n");
    }
  }

  private List<String> cancelled(List<String> names) {
    return droppedBatches.cancel(inbox.name(), names, clock.instant());
  }

  private static Path reason(Path failed, String name) {
    return failed.resolve(BatchName.shortened(stem(name)) + ENDING + ".reason.txt");
  }
}
