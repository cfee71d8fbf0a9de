package dev.reelway.intake;

import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of all inboxes that have been claimed, each in {@code working/<batch>/}. */
final class ClaimedFiles {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final Inboxes inboxes;
  private final DroppedBatches droppedBatches;
  private final SealedBatches sealedBatches;
  private final Clock clock;
  private final RetryBackoff warned;

  ClaimedFiles(Inboxes inboxes, DroppedBatches droppedBatches, Clock clock) {
    this.inboxes = inboxes;
    this.droppedBatches = droppedBatches;
    this.sealedBatches = new SealedBatches(droppedBatches);
    this.clock = clock;
    this.warned = new RetryBackoff(clock);
  }

  /**
   * Those that have not been read to the end.
   *
   * @param busy the batches that are left out
   */
  List<DroppedFile> unread(Predicate<String> busy) throws IOException {
    var claims = new ArrayList<Claim>();
    for (var inbox : inboxes.all()) {
      claims.addAll(claims(inbox));
    }
    var batches = claims.stream().map(Claim::batch).collect(Collectors.toSet());
    var unsealed = Set.copyOf(sealedBatches.unsealed(batches));
    var all = new ArrayList<DroppedFile>();
    for (var claim : claims) {
      if (unsealed.contains(claim.batch()) && !busy.test(claim.batch())) {
        claimed(claim).ifPresent(all::add);
      }
    }
    return all;
  }

  /** The folder of a claimed file. */
  private record Claim(Inbox inbox, Path folder) {

    /** The id that its batch has, which only the ledger knows to be one of this inbox. */
    String batch() {
      return String.valueOf(folder.getFileName());
    }
  }

  /** The folders of the claimed files of an inbox; the files are not looked at. */
  private List<Claim> claims(Inbox inbox) throws IOException {
    var working = inbox.folder().resolve("working");
    if (inbox.folders().isReplaced("working")) {
      warn(inbox.name(), "its folder working/ is a link that was not there at the start");
      return List.of();
    }
    if (!Files.isDirectory(working)) {
      return List.of();
    }
    try (var folders = Files.list(working)) {
      return folders.map(folder -> new Claim(inbox, folder)).toList();
    }
  }

  private void warn(String what, String why) {
    if (!warned.isWaiting(what)) {
      warned.failed(what);
      LOG.warn("{} is not read: {}", PlainText.forLog(what), why);
    }
  }

  /**
   * The file of a batch: that of its row, or if the process was stopped before it had one, the only
   * kind of file that is claimed. What others leave beside it, like the lock file of a program that
   * has it open, is not the batch; nor is a folder of this name in another inbox, whose licence
   * would own the jobs.
   */
  private Optional<DroppedFile> claimed(Claim claim) throws IOException {
    var row = droppedBatches.find(claim.batch());
    if (isElsewhere(row, claim.inbox())) {
      warn(claim.folder().toString(), "it is a file of another inbox");
      return Optional.empty();
    }
    var known = row.map(DroppedBatch::source);
    try (var files = Files.find(claim.folder(), 1, (file, found) -> found.isRegularFile())) {
      return files
          .filter(file -> isClaimed(String.valueOf(file.getFileName()), known))
          .sorted()
          .findFirst()
          .map(DroppedFile::at);
    } catch (NoSuchFileException ignored) { // Its results are written meanwhile.
      return Optional.empty();
    }
  }

  private static boolean isElsewhere(Optional<DroppedBatch> row, Inbox inbox) {
    return row.filter(known -> !known.inbox().equals(inbox.name())).isPresent();
  }

  private static boolean isClaimed(String name, Optional<String> known) {
    return known.map(name::equals).orElseGet(() -> StableFileFilter.isPromptFile(name));
  }

  /**
   * Inserts the batch of a file with the options file beside it; one that exists stays as it is.
   *
   * @throws IOException if it is that of another inbox, or its folder was replaced by a link
   */
  void open(DroppedFile file) throws IOException {
    var inbox = inboxes.of(file);
    inbox.requireClaim(file.batch());
    var row = droppedBatches.find(file.batch());
    if (isElsewhere(row, inbox)) {
      throw new IOException(file.path() + " is a file of another inbox");
    }
    if (row.isPresent()) {
      return;
    }
    var name = file.fileName();
    claimOptions(file, inbox);
    deleteMarker(name, inbox);
    droppedBatches.open(
        new DroppedBatch(file.batch(), inbox.licence(), name, name, clock.instant(), inbox.name()),
        ContentDigest.of(file.file(), file.options()),
        inbox::hasResults);
  }

  private static void claimOptions(DroppedFile file, Inbox inbox) throws IOException {
    var options = file.optionsIn(inbox.folder());
    if (options.isPresent()) {
      Files.move(options.get(), file.options(), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void deleteMarker(String name, Inbox inbox) throws IOException {
    if (inbox.marker() != null) {
      var marker = NameForms.companion(inbox.folder(), name, inbox.marker());
      if (marker.isPresent()) {
        Files.deleteIfExists(marker.get());
      }
    }
  }
}
