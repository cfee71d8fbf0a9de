package dev.reelway.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Says in {@code failed/} why a file is there. */
final class ReasonFile {

  private ReasonFile() {}

  /**
   * Writes the reason, in place of an earlier one.
   *
   * @throws IOException if it cannot be written, or if a link has its name, which would lead to a
   *     file of somebody else
   */
  static void write(Path file, String sentence) throws IOException {
    Files.writeString(
        file,
        sentence + System.lineSeparator(),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }
}
