package dev.reelway.intake;

import dev.reelway.media.Given;
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

/** The pictures that lie beside prompt files, in the folder itself; they stay there. */
final class PicturesBeside {

  private final Path folder;
  private final Duration settled;
  private final Clock clock;

  /**
   * @param settled how long a picture must have stayed the same
   */
  PicturesBeside(Path folder, Duration settled, Clock clock) {
    this.folder = folder;
    this.settled = settled;
    this.clock = clock;
  }

  /**
   * The picture of this name, if it lies there.
   *
   * @throws UncheckedIOException where it is still arriving: the file that names it is read again
   */
  Optional<Given> named(String name) {
    try {
      var file = folder.resolve(name);
      if (!folder.equals(file.getParent()) || name.startsWith(".") || name.contains("..")) {
        return Optional.empty();
      }
      return regular(file).map(found -> given(name, file, found));
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

  private Given given(String name, Path file, BasicFileAttributes found) {
    if (found.lastModifiedTime().toInstant().isAfter(clock.instant().minus(settled))) {
      throw new UncheckedIOException(
          new IOException("the picture %s is still arriving".formatted(name)));
    }
    return new Given(name, false, () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
  }
}
