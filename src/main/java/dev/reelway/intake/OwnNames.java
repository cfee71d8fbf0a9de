package dev.reelway.intake;

import dev.reelway.order.OrderRefused;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sees to it that no two orders of a file have the same name, and that they are not too many. */
final class OwnNames implements PromptFile {

  private static final int LONGEST = 512;

  private final PromptFile file;
  private final Map<String, Integer> seen = new HashMap<>();
  private int orders;

  OwnNames(PromptFile file) {
    this.file = file;
  }

  @Override
  public @Nullable Entry next() throws IOException {
    var entry = file.next();
    if (entry != null && ++orders > MOST_ORDERS) {
      throw new PromptFileRefused("This file holds more than 50000 orders: split it.");
    }
    return entry == null ? null : checked(entry);
  }

  private Entry checked(Entry entry) {
    var id = entry.customId();
    if (id == null) {
      return entry;
    }
    if (id.length() > LONGEST) {
      return Entry.refused(entry.line(), "custom_id must be of at most 512 characters");
    }
    Integer before = seen.putIfAbsent(id, entry.line());
    return before == null ? entry : entry.but(taken(id, before));
  }

  private static OrderRefused taken(String id, int line) {
    return new OrderRefused(
        "custom_id", "custom_id must be unique: %s is that of line %d already".formatted(id, line));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
