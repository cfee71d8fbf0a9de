package dev.reelway.setup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Explains why a folder cannot be used. */
final class Folders {

  private Folders() {}

  /** The rest of a sentence that begins with the folder's key. */
  static String unusable(Path folder) {
    var whole = folder.toAbsolutePath();
    return "must be a folder that this process can write to: %s %s.".formatted(whole, why(whole));
  }

  private static String why(Path folder) {
    var there = folder;
    while (!Files.exists(there) && there.getParent() != null) {
      there = Objects.requireNonNull(there.getParent());
    }
    if (Files.isDirectory(there)) {
      return there.equals(folder) ? "cannot be written" : "cannot be created";
    }
    return there.equals(folder) ? "is a file" : "cannot be created below a file";
  }
}
