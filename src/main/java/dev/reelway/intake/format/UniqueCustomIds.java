package dev.reelway.intake.format;

import dev.reelway.order.OrderRefused;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses orders of a file whose custom_id is used before, and a file with more than 50,000 orders.
 */
final class UniqueCustomIds implements PromptFile {

  private static final int MAX_LENGTH = 512;

  private final PromptFile file;
  private final Map<String, Integer> seen = new HashMap<>();
  private int orders;

  UniqueCustomIds(PromptFile file) {
    this.file = file;
  }

  @Override
  public @Nullable OrderEntry next() throws IOException {
    var orderEntry = file.next();
    if (orderEntry != null && ++orders > MOST_ORDERS) {
      throw new PromptFileRefused("The file contains more than 50000 orders. Split it.");
    }
    return orderEntry == null ? null : checked(orderEntry);
  }

  private OrderEntry checked(OrderEntry orderEntry) {
    var id = orderEntry.customId();
    if (id == null) {
      return orderEntry;
    }
    if (id.length() > MAX_LENGTH) {
      return OrderEntry.refused(orderEntry.line(), "custom_id must have at most 512 characters");
    }
    Integer before = seen.putIfAbsent(id, orderEntry.place());
    return before == null ? orderEntry : orderEntry.refusedWith(taken(id, before));
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
