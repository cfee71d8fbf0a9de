package dev.reelway.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long the files of an inbox have waited unchanged for an order that needs them. Time counts
 * only while the files of the inbox are read; for images, only while no file has orders left that
 * have not been read, as each of them may name an image. Kept in memory, per process.
 */
final class WaitingTimes {

  private final Inbox inbox;
  private final SealedBatches sealedBatches;
  private final Clock clock;
  private final Map<Path, Sighting> sightings = new HashMap<>();

  private @Nullable Instant last;
  private boolean isEachRead;

  /** For how long files have been read. */
  private Duration watched = Duration.ZERO;

  /** For how much of it no file had orders left. */
  private Duration eachRead = Duration.ZERO;

  WaitingTimes(Inbox inbox, DroppedBatches droppedBatches, Clock clock) {
    this.inbox = inbox;
    this.sealedBatches = new SealedBatches(droppedBatches);
    this.clock = clock;
  }

  /** A file as first seen, and how much time had passed then. */
  private record Sighting(long size, FileTime modified, Duration watched, Duration eachRead) {

    Sighting orSame(Sighting before) {
      return before.size == size && before.modified.equals(modified) ? before : this;
    }
  }

  /** No time counts until the next look: the inbox is paused, or cannot be looked at. */
  void stop() {
    last = null;
  }

  /**
   * Counts the time since the last look.
   *
   * @param isFileThere whether a prompt file lies in the inbox that has not been claimed
   */
  void pass(boolean isFileThere) throws IOException {
    boolean wasEachRead = isEachRead;
    isEachRead = !isFileThere && isEachClaimedRead();
    var now = clock.instant();
    if (last != null) {
      var passed = Duration.between(last, now);
      watched = watched.plus(passed);
      eachRead = wasEachRead && isEachRead ? eachRead.plus(passed) : eachRead;
    }
    last = now;
  }

  private boolean isEachClaimedRead() throws IOException {
    var working = inbox.folder().resolve("working");
    if (!Files.isDirectory(working)) {
      return true;
    }
    var claimed = new HashSet<String>();
    try (var folders = Files.newDirectoryStream(working, "batch_*")) {
      folders.forEach(folder -> claimed.add(String.valueOf(folder.getFileName())));
    }
    return sealedBatches.unsealed(claimed).isEmpty();
  }

  /** How long a file has waited; the time begins anew when it changes. */
  Duration of(UnclaimedFile one) throws IOException {
    var found =
        Files.readAttributes(one.file(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    var look = new Sighting(found.size(), found.lastModifiedTime(), watched, eachRead);
    var first = sightings.merge(one.file(), look, (before, same) -> same.orSame(before));
    return one.isImage() ? eachRead.minus(first.eachRead()) : watched.minus(first.watched());
  }

  /** Forgets the files that are no longer there. */
  void forgetAllBut(Collection<UnclaimedFile> files) {
    sightings.keySet().retainAll(files.stream().map(UnclaimedFile::file).toList());
  }
}
