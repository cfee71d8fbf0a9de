package dev.reelway.intake;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Deletes the empty folders in {@code working/} of claims that failed: a folder is made before the
 * file is moved into it, which another node may have claimed meanwhile.
 */
final class EmptyClaims {

  /** Longer than a claim takes, and than the clocks of a file server and a node differ. */
  private static final Duration AGE = Duration.ofMinutes(10);

  private EmptyClaims() {}

  static void delete(Inbox inbox, Instant now) throws IOException {
    var working = inbox.folder().resolve("working");
    if (!Files.isDirectory(working) || inbox.folders().isReplaced("working")) {
      return;
    }
    try (var folders = Files.newDirectoryStream(working, "batch_*")) {
      for (var folder : folders) {
        deleteIfLeft(folder, now.minus(AGE));
      }
    }
  }

  private static void deleteIfLeft(Path folder, Instant before) throws IOException {
    try {
      if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          && Files.getLastModifiedTime(folder).toInstant().isBefore(before)) {
        Files.delete(folder);
      }
    } catch (DirectoryNotEmptyException | NoSuchFileException ignored) {
      // It holds a claimed file, or its results have been written meanwhile.
    }
  }
}
