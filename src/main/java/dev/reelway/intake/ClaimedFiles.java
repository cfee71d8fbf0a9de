package dev.reelway.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The files of all inboxes that have been claimed, each in {@code working/<batch>/}. */
final class ClaimedFiles {

  private final Inboxes inboxes;
  private final DroppedBatches droppedBatches;
  private final SealedBatches sealedBatches;
  private final Clock clock;

  ClaimedFiles(Inboxes inboxes, DroppedBatches droppedBatches, Clock clock) {
    this.inboxes = inboxes;
    this.droppedBatches = droppedBatches;
    this.sealedBatches = new SealedBatches(droppedBatches);
    this.clock = clock;
  }

  /**
   * Those that have not been read to the end.
   *
   * @param busy the batches that are left out
   */
  List<DroppedFile> unread(Predicate<String> busy) throws IOException {
    var claimed = new HashMap<String, Path>();
    for (var inbox : inboxes.all()) {
      claimed.putAll(folders(inbox.folder().resolve("working")));
    }
    var all = new ArrayList<DroppedFile>();
    for (var batch : sealedBatches.unsealed(claimed.keySet())) {
      if (!busy.test(batch)) {
        claimed(batch, Objects.requireNonNull(claimed.get(batch))).ifPresent(all::add);
      }
    }
    return all;
  }

  /** The folders of claimed files by the ids of their batches; the files are not looked at. */
  private static Map<String, Path> folders(Path working) throws IOException {
    if (!Files.isDirectory(working)) {
      return Map.of();
    }
    try (var folders = Files.list(working)) {
      return folders.collect(
          Collectors.toMap(folder -> folder.getFileName().toString(), Function.identity()));
    }
  }

  /**
   * The file of a batch: that of its row, or if the process was stopped before it had one, the only
   * kind of file that is claimed. What others leave beside it, like the lock file of a program that
   * has it open, is not the batch.
   */
  private Optional<DroppedFile> claimed(String batch, Path folder) throws IOException {
    var known = droppedBatches.find(batch).map(DroppedBatch::source);
    try (var files = Files.find(folder, 1, (file, found) -> found.isRegularFile())) {
      return files
          .filter(file -> isClaimed(String.valueOf(file.getFileName()), known))
          .sorted()
          .findFirst()
          .map(DroppedFile::at);
    } catch (NoSuchFileException ignored) { // Its results are written meanwhile.
      return Optional.empty();
    }
  }

  private static boolean isClaimed(String name, Optional<String> known) {
    return known.map(name::equals).orElseGet(() -> StableFileFilter.isPromptFile(name));
  }

  /**
   * Inserts the batch of a file with the options file beside it; one that exists stays as it is.
   */
  void open(DroppedFile file) throws IOException {
    if (droppedBatches.find(file.batch()).isPresent()) {
      return;
    }
    var inbox = inboxes.of(file);
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
