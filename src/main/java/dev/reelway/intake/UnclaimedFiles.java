package dev.reelway.intake;

import dev.reelway.intake.IntakeSettings.UnclaimedSettings;
import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves files that no reader takes to {@code failed/}, with the reason beside them, once they have
 * been in an inbox for a while: an image may be named by a file that is dropped later, and options
 * may be dropped before their file. Documents of office programs are moved at once.
 */
public final class UnclaimedFiles {

  /** How long a document must be unchanged, as it may still be copied. */
  private static final Duration DOCUMENT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final Inboxes inboxes;
  private final UnclaimedSettings settings;
  private final Clock clock;
  private final RetryBackoff retryBackoff;

  /** Since when each file has looked as it does; replaced by each scan. */
  private final Map<Path, Sighting> sightings = new HashMap<>();

  UnclaimedFiles(Inboxes inboxes, UnclaimedSettings settings, Clock clock) {
    this.inboxes = inboxes;
    this.settings = settings;
    this.clock = clock;
    this.retryBackoff = new RetryBackoff(clock);
  }

  private record Sighting(long size, FileTime modified, Instant since) {

    Sighting orSame(Sighting before) {
      return before.size == size && before.modified.equals(modified) ? before : this;
    }
  }

  /**
   * Scans all inboxes that are not paused and moves the files that are due, and deletes what failed
   * claims have left; failures are logged and retried.
   */
  public synchronized void move() {
    var seen = new HashSet<Path>();
    for (var inbox : inboxes.all()) {
      try {
        var files = inboxes.isPaused(inbox) ? List.<UnclaimedFile>of() : unclaimed(inbox);
        files.forEach(one -> seen.add(one.file()));
        move(files, inbox);
        EmptyClaims.delete(inbox, clock.instant());
      } catch (IOException | RuntimeException e) {
        LOG.warn(
            "The inbox {} could not be scanned: {}", inbox.name(), PlainText.forLog(e.toString()));
      }
    }
    sightings.keySet().retainAll(seen);
  }

  private static List<UnclaimedFile> unclaimed(Inbox inbox) throws IOException {
    var all = new ArrayList<UnclaimedFile>();
    if (Files.isDirectory(inbox.folder())) {
      try (var files = Files.newDirectoryStream(inbox.folder())) {
        files.forEach(file -> all.add(new UnclaimedFile(file)));
      }
    }
    var promptFiles = all.stream().flatMap(UnclaimedFile::calls).collect(Collectors.toSet());
    all.removeIf(one -> !one.isUnclaimed(inbox, promptFiles));
    return all;
  }

  private void move(List<UnclaimedFile> files, Inbox inbox) throws IOException {
    if (!Files.isDirectory(inbox.folder())) {
      return;
    }
    Set<String> named = new NamedImages(inbox.folder()).all();
    for (var one : files) {
      if (!named.contains(NameForms.composed(one.name()))) {
        moveIfDue(one, inbox);
      }
    }
  }

  private void moveIfDue(UnclaimedFile one, Inbox inbox) {
    var id = one.file().toString();
    try {
      var limit = limit(one, inbox);
      if (!retryBackoff.isWaiting(id) && !since(one.file()).plus(limit).isAfter(clock.instant())) {
        move(one, inbox);
        retryBackoff.forget(id);
      }
    } catch (NoSuchFileException ignored) {
      // Another node has moved it, or its owner has taken it away.
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "{} could not be moved to failed/; retrying in {} s: {}",
          PlainText.forLog(id),
          retryBackoff.failed(id).toSeconds(),
          PlainText.forLog(e.toString()));
    }
  }

  private Duration limit(UnclaimedFile one, Inbox inbox) {
    if (one.isImage() || one.isCompanion(inbox)) {
      return settings.moveImagesAfter();
    }
    var other = settings.moveAfter();
    return one.isDocument() && DOCUMENT.compareTo(other) < 0 ? DOCUMENT : other;
  }

  /**
   * When a file came or changed. A copy may keep the time of its original, so that the time of the
   * last change of its entry counts too; where there is none, or it is in the future, the first
   * sighting counts.
   */
  private Instant since(Path file) throws IOException {
    var found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    var now = clock.instant();
    var look = new Sighting(found.size(), found.lastModifiedTime(), now);
    var first = sightings.merge(file, look, (before, same) -> same.orSame(before)).since();
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return first;
    }
    var changed = (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
    var last = changed.compareTo(found.lastModifiedTime()) > 0 ? changed : found.lastModifiedTime();
    return last.toInstant().isAfter(now) ? first : last.toInstant();
  }

  /** Whoever moves the file writes the reason: of several nodes only one does. */
  private static void move(UnclaimedFile one, Inbox inbox) throws IOException {
    var failed = Files.createDirectories(inbox.folder().resolve("failed"));
    var reason = one.reason(inbox);
    var moved = moved(one, failed);
    LOG.warn("{} was moved to failed/: {}", PlainText.forLog(one.file().toString()), reason);
    Files.writeString(failed.resolve(moved + ".reason.txt"), reason + System.lineSeparator());
  }

  /** The name in {@code failed/}: its own, or with a number if that is taken. */
  private static String moved(UnclaimedFile one, Path failed) throws IOException {
    for (int n = 1; ; n++) {
      var name = BatchName.numbered(one.name(), n);
      try {
        Files.move(one.file(), failed.resolve(name));
        return name;
      } catch (FileAlreadyExistsException taken) {
        LOG.debug("{} is in failed/ already", PlainText.forLog(name));
      }
    }
  }
}
