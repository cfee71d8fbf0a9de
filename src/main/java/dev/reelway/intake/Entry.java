package dev.reelway.intake;

import dev.reelway.order.OrderRefused;
import dev.reelway.order.Wishes;
import org.jspecify.annotations.Nullable;

/**
 * One order of a prompt file, as it was written.
 *
 * @param line where it begins, 1 for the first line; in a list of orders, its place in the list
 * @param customId the name that its writer gave it, or null
 * @param url the call of the API that it stands for, or null where its model tells
 * @param wishes the parameters
 * @param refused why it cannot be read, or null
 */
record Entry(
    int line,
    @Nullable String customId,
    @Nullable String url,
    Wishes wishes,
    @Nullable OrderRefused refused) {

  static Entry of(int line, @Nullable String customId, Wishes wishes) {
    return new Entry(line, customId, null, wishes, null);
  }

  static Entry refused(int line, @Nullable String customId, OrderRefused why) {
    return new Entry(line, customId, null, Wishes.NONE, why);
  }

  static Entry refused(int line, String sentence) {
    return refused(line, null, new OrderRefused(null, sentence));
  }

  /** The same order, refused. */
  Entry but(OrderRefused why) {
    return refused(line, customId, why);
  }
}
