package dev.reelway.intake;

import dev.reelway.order.OrderRefused;
import dev.reelway.order.Wishes;
import org.jspecify.annotations.Nullable;

/**
 * One order of a prompt file or message, before it is checked.
 *
 * @param line the line where it begins, from 1; in a JSON or YAML list its position in the list,
 *     from 1
 * @param customId the name that its author gave it, or null
 * @param url the API path that it is a request for, or null if its model decides
 * @param wishes the parameters
 * @param refused why it is refused, or null
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

  /** This order, refused. */
  Entry but(OrderRefused why) {
    return refused(line, customId, why);
  }
}
