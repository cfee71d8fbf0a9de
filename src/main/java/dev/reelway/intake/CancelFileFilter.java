package dev.reelway.intake;

import dev.reelway.intake.format.PromptFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Cancels dropped files: {@code <name>.cancel} in the inbox cancels the open orders of the file
 * {@code <name>}, given with or without its extension, whose letters may be capitals, and in any
 * form of its letters; the exact name goes first. A file that came after the cancel file is another
 * one, which goes on. {@code <id>.cancel} cancels the batch with this id.
 */
public final class CancelFileFilter implements GenericFileFilter<File> {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");
  private static final String ENDING = ".cancel";

  private final Inbox inbox;
  private final DroppedBatches droppedBatches;
  private final Clock clock;
  private final RetryBackoff retryBackoff;

  CancelFileFilter(Inbox inbox, DroppedBatches droppedBatches, Clock clock) {
    this.inbox = inbox;
    this.droppedBatches = droppedBatches;
    this.clock = clock;
    this.retryBackoff = new RetryBackoff(clock);
  }

  /**
   * False while there is no file to cancel in the ledger yet, but one that will be: it has not been
   * claimed, or its batch is not inserted.
   */
  @Override
  public boolean accept(GenericFile<File> file) {
    var name = file.getFileNameOnly();
    return !file.isDirectory()
        && !Files.isSymbolicLink(inbox.folder().resolve(name))
        && isCancelFile(name)
        && !name.startsWith(".")
        && !retryBackoff.isWaiting(name)
        && (isOpen(name) || !isExpected(stem(name)));
  }

  private boolean isOpen(String name) {
    try {
      return !named(name, droppedBatches.uncancelled()).isEmpty();
    } catch (DataAccessException unknown) {
      return false;
    }
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
      return files.anyMatch(
          file -> isNamed(file, stem) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
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
    return StableFileFilter.isPromptFile(name)
        && NameForms.all(stem).anyMatch(form -> isNamed(name, form));
  }

  /**
   * Whether a prompt file's name is this one, with its extension or without. A name with one means
   * no file with a second one: {@code a.txt} is not {@code a.txt.txt}.
   */
  private static boolean isNamed(String name, String stem) {
    return name.equals(stem)
        || name.startsWith(stem + ".")
            && name.lastIndexOf('.') == stem.length()
            && hasExtension(name)
            && !hasExtension(stem);
  }

  private static boolean hasExtension(String name) {
    return PromptFile.ENDINGS.contains(PromptFile.ending(name));
  }

  static boolean isCancelFile(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(ENDING);
  }

  private static String stem(String name) {
    return name.substring(0, name.length() - ENDING.length());
  }

  /**
   * Cancels the open batches that a cancel file names. If there are none, writes the reason into
   * {@code failed/}; those that are cancelled already count, as another node may have done so. Only
   * then the cancel file is deleted: if its request cannot be recorded, it is tried again.
   */
  public void cancel(String name) throws IOException {
    try {
      record(name);
      Files.deleteIfExists(inbox.folder().resolve(name));
      retryBackoff.forget(name);
    } catch (IOException | RuntimeException away) {
      retryBackoff.failed(name);
      throw away;
    }
  }

  private void record(String name) throws IOException {
    var named = named(name, droppedBatches.openBatches());
    for (var batch : named) {
      if (droppedBatches.cancel(batch.id(), clock.instant())) {
        LOG.info("{}: batch cancelled", batch.id());
      }
    }
    if (named.isEmpty()) {
      ReasonFile.write(
          reason(inbox.made("failed"), name), "No file with this name is being processed.");
    }
  }

  /**
   * Which of these batches a cancel file names: those of the first form of its name that has any.
   */
  private List<DroppedBatch> named(String name, List<DroppedBatch> batches) {
    var dropped = dropped(name);
    return NameForms.all(stem(name))
        .map(
            stem ->
                batches.stream()
                    .filter(batch -> batch.inbox().equals(inbox.name()))
                    .filter(batch -> isMeant(batch, stem))
                    .filter(batch -> !modified(batch).isAfter(dropped))
                    .toList())
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /**
   * Whether a name means a batch. Where nodes may have folders of their own, it means only a file
   * of this one; an id means its batch, wherever its file is.
   */
  private boolean isMeant(DroppedBatch batch, String stem) {
    return batch.id().equals(stem)
        || batch.isCalled(one -> isNamed(one, stem))
            && (!droppedBatches.isShared() || inbox.isOpen(batch));
  }

  /**
   * When a cancel file came. A copy may keep the time of its original, so that the times of its
   * entry count too.
   */
  private Instant dropped(String name) {
    var file = inbox.folder().resolve(name);
    try {
      var found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      var times = Stream.of(found.lastModifiedTime(), found.creationTime(), changed(file));
      return times.max(Comparator.naturalOrder()).orElseThrow().toInstant();
    } catch (IOException gone) { // Another node has taken it meanwhile.
      return clock.instant();
    }
  }

  private static FileTime changed(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)
        : FileTime.from(Instant.EPOCH);
  }

  /** When a claimed file was written; long ago if it is not there, or is dated in the future. */
  private Instant modified(DroppedBatch batch) {
    try {
      var time = Files.getLastModifiedTime(inbox.working(batch)).toInstant();
      return time.isAfter(clock.instant()) ? Instant.EPOCH : time;
    } catch (IOException gone) {
      return Instant.EPOCH;
    }
  }

  private static Path reason(Path failed, String name) {
    return failed.resolve(BatchName.shortened(stem(name)) + ENDING + ".reason.txt");
  }
}
