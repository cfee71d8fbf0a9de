package dev.reelway.intake;

import dev.reelway.media.UploadedContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds reference images that are files in an inbox, beside the prompt files. They are not moved or
 * deleted.
 */
final class InboxImages {

  private final Path folder;
  private final Duration settled;
  private final Clock clock;
  private final NamedImages namedImages;

  /** How files look that are dated in the future, and since when. */
  private final Map<Path, Look> looks = new ConcurrentHashMap<>();

  private record Look(long size, FileTime modified, Instant since) {

    /** This look, or the earlier one if the file has not changed since. */
    Look orSame(Look before) {
      return before.size == size && before.modified.equals(modified) ? before : this;
    }
  }

  /**
   * @param settled how long a file must be unchanged to be complete
   */
  InboxImages(Path folder, Duration settled, Clock clock) {
    this.folder = folder;
    this.settled = settled;
    this.clock = clock;
    this.namedImages = new NamedImages(folder);
  }

  /**
   * The file of this name in the inbox, in any form of its letters; empty if there is none, or the
   * name is hidden or has a path.
   *
   * @throws UncheckedIOException if it is still being written: the prompt file is read again later
   */
  Optional<UploadedContent> named(String name) {
    try {
      if (!folder.equals(folder.resolve(name).getParent())
          || name.startsWith(".")
          || name.contains("..")) {
        return Optional.empty();
      }
      return NameForms.find(folder, name).flatMap(this::named);
    } catch (InvalidPathException noName) {
      return Optional.empty();
    }
  }

  private Optional<UploadedContent> named(Path file) {
    var found = regular(file);
    found.ifPresent(attributes -> namedImages.add(String.valueOf(file.getFileName())));
    return found.map(attributes -> uploadedContent(file, attributes));
  }

  private static Optional<BasicFileAttributes> regular(Path file) {
    try {
      return Optional.of(
              Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))
          .filter(BasicFileAttributes::isRegularFile);
    } catch (IOException missing) {
      return Optional.empty();
    }
  }

  private UploadedContent uploadedContent(Path file, BasicFileAttributes found) {
    var name = String.valueOf(file.getFileName());
    if (!isSettled(file, found)) {
      throw new UncheckedIOException(
          new IOException("The image %s is still being written.".formatted(name)));
    }
    return new UploadedContent(
        name, false, () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
  }

  /** A file that is dated in the future is settled once it looks as it did a while ago. */
  private boolean isSettled(Path file, BasicFileAttributes found) {
    var modified = found.lastModifiedTime().toInstant();
    var now = clock.instant();
    if (!modified.isAfter(now)) {
      looks.remove(file);
      return !modified.isAfter(now.minus(settled));
    }
    var look = new Look(found.size(), found.lastModifiedTime(), now);
    var since = looks.merge(file, look, (before, same) -> same.orSame(before)).since();
    return !since.isAfter(now.minus(settled)) && !since.equals(now);
  }
}
