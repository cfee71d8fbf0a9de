package dev.reelway.intake;

import dev.reelway.intake.format.OrderEntry;
import dev.reelway.intake.format.PromptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads all entries of a prompt file. */
public final class Entries {

  private Entries() {}

  public static List<OrderEntry> of(Path file) throws IOException {
    var all = new ArrayList<OrderEntry>();
    try (var entries = PromptFile.open(file)) {
      for (var orderEntry = entries.next(); orderEntry != null; orderEntry = entries.next()) {
        all.add(orderEntry);
      }
    }
    return all;
  }
}
