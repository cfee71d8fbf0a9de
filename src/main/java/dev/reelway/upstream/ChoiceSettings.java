package dev.reelway.upstream;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.choice.<model>}: which of the model's targets an order goes to first.
 *
 * @param by null is the order of the list
 * @param atMost the most that an order may cost, in the currency of the prices, or null
 */
public record ChoiceSettings(@Nullable By by, @Nullable BigDecimal atMost) {

  /** What decides. */
  public enum By {
    /** The order of the list. */
    LIST,
    /** The lowest price of the order; targets without a price are last. */
    PRICE,
    /** The shortest usual time of a render; targets without one are last. */
    SPEED,
    /** Each target gets its share of the orders. */
    SHARE
  }
}
