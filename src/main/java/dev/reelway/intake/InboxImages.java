package dev.reelway.intake;

import dev.reelway.media.UploadedContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds reference images that are files in an inbox, beside the prompt files. They are not moved or
 * deleted.
 */
final class InboxImages {

  private final Path folder;
  private final Duration settled;
  private final Clock clock;

  /**
   * @param settled how long a file must be unchanged to be complete
   */
  InboxImages(Path folder, Duration settled, Clock clock) {
    this.folder = folder;
    this.settled = settled;
    this.clock = clock;
  }

  /**
   * The file of this name in the inbox; empty if there is none, or the name is hidden or has a
   * path.
   *
   * @throws UncheckedIOException if it is still being written: the prompt file is read again later
   */
  Optional<UploadedContent> named(String name) {
    try {
      var file = folder.resolve(name);
      if (!folder.equals(file.getParent()) || name.startsWith(".") || name.contains("..")) {
        return Optional.empty();
      }
      return regular(file).map(found -> uploadedContent(name, file, found));
    } catch (InvalidPathException noName) {
      return Optional.empty();
    }
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

  private UploadedContent uploadedContent(String name, Path file, BasicFileAttributes found) {
    if (found.lastModifiedTime().toInstant().isAfter(clock.instant().minus(settled))) {
      throw new UncheckedIOException(
          new IOException("The image %s is still being written.".formatted(name)));
    }
    return new UploadedContent(
        name, false, () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
  }
}
