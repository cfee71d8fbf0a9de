package dev.reelway.intake;

import dev.reelway.intake.format.PromptFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Cancels dropped files: {@code <name>.cancel} in the inbox cancels the open orders of the file
 * {@code <name>}, given with or without its extension, whose letters may be capitals, and in any
 * form of its letters; the exact name goes first.
 */
public final class CancelFileFilter implements GenericFileFilter<File> {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");
  private static final String ENDING = ".cancel";

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
        && isCancelFile(name)
        && !name.startsWith(".")
        && !isExpected(stem(name));
  }

  private boolean isExpected(String stem) {
    try {
      return isDropped(stem) || isBeingClaimed(stem);
    } catch (IOException | UncheckedIOException | DataAccessException unknown) {
      return true;
    }
  }

  private boolean isDropped(String stem) throws IOException {
    try (var files = Files.list(inbox.folder())) {
      return files.anyMatch(file -> isNamed(file, stem));
    }
  }

  /** Whether a file is between its claim and its row in the ledger. */
  private boolean isBeingClaimed(String stem) throws IOException {
    var working = inbox.folder().resolve("working");
    if (!Files.isDirectory(working)) {
      return false;
    }
    try (var files = Files.find(working, 2, (file, found) -> found.isRegularFile())) {
      return files
          .filter(file -> isNamed(file, stem))
          .anyMatch(file -> droppedBatches.find(DroppedFile.at(file).batch()).isEmpty());
    }
  }

  private static boolean isNamed(Path file, String stem) {
    var name = String.valueOf(file.getFileName());
    return NameForms.all(stem).anyMatch(form -> isNamed(name, form));
  }

  /** Whether a prompt file's name is this one, with its extension or without. */
  private static boolean isNamed(String name, String stem) {
    return name.equals(stem)
        || name.startsWith(stem + ".")
            && name.lastIndexOf('.') == stem.length()
            && PromptFile.ENDINGS.contains(PromptFile.ending(name));
  }

  static boolean isCancelFile(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(ENDING);
  }

  private static String stem(String name) {
    return name.substring(0, name.length() - ENDING.length());
  }

  /**
   * Cancels the open batches that a cancel file names. If there are none, writes the reason into
   * {@code failed/}.
   */
  public void cancel(String name) throws IOException {
    var cancelled =
        NameForms.all(stem(name))
            .map(this::cancelled)
            .filter(ids -> !ids.isEmpty())
            .findFirst()
            .orElse(List.of());
    cancelled.forEach(id -> LOG.info("{}: batch cancelled", id));
    if (cancelled.isEmpty()) {
      var failed = Files.createDirectories(inbox.folder().resolve("failed"));
      Files.writeString(reason(failed, name), "No file with this name is being processed.\n");
    }
  }

  private List<String> cancelled(String stem) {
    return droppedBatches.cancel(inbox.name(), name -> isNamed(name, stem), clock.instant());
  }

  private static Path reason(Path failed, String name) {
    return failed.resolve(BatchName.shortened(stem(name)) + ENDING + ".reason.txt");
  }
}
