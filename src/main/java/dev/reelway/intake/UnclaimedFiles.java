package dev.reelway.intake;

import dev.reelway.intake.IntakeSettings.UnclaimedSettings;
import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves files that no reader takes to {@code failed/}, with the reason beside them, once they have
 * been in an inbox for a while: an image may be named by a file that is dropped later or has not
 * been read to its end, and options may be dropped before their file. Documents of office programs
 * are moved at once.
 */
public final class UnclaimedFiles {

  /** How long a document must be unchanged, as it may still be copied. */
  private static final Duration DOCUMENT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final Inboxes inboxes;
  private final UnclaimedSettings settings;
  private final Clock clock;
  private final RetryBackoff retryBackoff;

  private final Map<Inbox, WaitingTimes> waitingTimes;

  UnclaimedFiles(
      Inboxes inboxes, DroppedBatches droppedBatches, UnclaimedSettings settings, Clock clock) {
    this.inboxes = inboxes;
    this.settings = settings;
    this.clock = clock;
    this.retryBackoff = new RetryBackoff(clock);
    this.waitingTimes =
        inboxes.all().stream()
            .collect(
                Collectors.toMap(
                    Function.identity(), inbox -> new WaitingTimes(inbox, droppedBatches, clock)));
  }

  /**
   * Scans all inboxes that are not paused and moves the files that are due, and deletes what failed
   * claims have left; failures are logged and retried.
   */
  public synchronized void move() {
    for (var inbox : inboxes.all()) {
      var waiting = Objects.requireNonNull(waitingTimes.get(inbox));
      try {
        if (inboxes.isPaused(inbox) || !Files.isDirectory(inbox.folder())) {
          waiting.stop();
        } else {
          move(inbox, waiting);
        }
        EmptyClaims.delete(inbox, clock.instant());
      } catch (IOException | RuntimeException e) {
        waiting.stop();
        LOG.warn(
            "The inbox {} could not be scanned: {}", inbox.name(), PlainText.forLog(e.toString()));
      }
    }
  }

  private void move(Inbox inbox, WaitingTimes waiting) throws IOException {
    var all = files(inbox);
    var promptFiles = all.stream().flatMap(UnclaimedFile::calls).collect(Collectors.toSet());
    all.removeIf(one -> !one.isUnclaimed(inbox, promptFiles));
    waiting.pass(!promptFiles.isEmpty());
    move(all, inbox, waiting);
    waiting.forgetAllBut(all);
  }

  private static List<UnclaimedFile> files(Inbox inbox) throws IOException {
    var all = new ArrayList<UnclaimedFile>();
    try (var files = Files.newDirectoryStream(inbox.folder())) {
      files.forEach(file -> all.add(new UnclaimedFile(file)));
    }
    return all;
  }

  private void move(List<UnclaimedFile> files, Inbox inbox, WaitingTimes waiting)
      throws IOException {
    Set<String> named = new NamedImages(inbox.folder()).all();
    for (var one : files) {
      if (!named.contains(NameForms.composed(one.name()))) {
        moveIfDue(one, inbox, waiting);
      }
    }
  }

  private void moveIfDue(UnclaimedFile one, Inbox inbox, WaitingTimes waiting) {
    var id = one.file().toString();
    try {
      boolean isDue = waiting.of(one).compareTo(limit(one, inbox)) >= 0;
      if (isDue && !retryBackoff.isWaiting(id)) {
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

  /** Whoever moves the file writes the reason: of several nodes only one does. */
  private static void move(UnclaimedFile one, Inbox inbox) throws IOException {
    var failed = inbox.made("failed");
    var reason = one.reason(inbox);
    var moved = moved(one, failed);
    LOG.warn("{} was moved to failed/: {}", PlainText.forLog(one.file().toString()), reason);
    ReasonFile.write(failed.resolve(moved + ".reason.txt"), reason);
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
