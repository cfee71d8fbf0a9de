package dev.reelway.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads all entries of a prompt file. */
final class Entries {

  private Entries() {}

  static List<Entry> of(Path file) throws IOException {
    var all = new ArrayList<Entry>();
    try (var entries = PromptFile.open(file)) {
      for (var entry = entries.next(); entry != null; entry = entries.next()) {
        all.add(entry);
      }
    }
    return all;
  }
}
