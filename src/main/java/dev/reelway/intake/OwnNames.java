package dev.reelway.intake;

import dev.reelway.order.OrderRefused;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses orders of a file whose custom_id is used before, and a file with more than 50,000 orders.
 */
final class OwnNames implements PromptFile {

  private static final int MAX_LENGTH = 512;

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
      throw new PromptFileRefused("The file contains more than 50000 orders. Split it.");
    }
    return entry == null ? null : checked(entry);
  }

  private Entry checked(Entry entry) {
    var id = entry.customId();
    if (id == null) {
      return entry;
    }
    if (id.length() > MAX_LENGTH) {
      return Entry.refused(entry.line(), "custom_id must have at most 512 characters");
    }
    Integer before = seen.putIfAbsent(id, entry.line());
    return before == null ? entry : entry.but(taken(id, before));
  }

  private static OrderRefused taken(String id, int line) {
    return new OrderRefused(
        "custom_id", "custom_id '%s' is already used on line %d".formatted(id, line));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
