package dev.reelway.upstream;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of a model's targets an order goes to first.
 *
 * @param by what decides
 * @param atMost the most that an order may cost, in the currency of the prices, or null; a target
 *     whose price is not known gets no order then
 * @param shares the weight of each target; empty unless shares decide
 */
public record Choice(
    ChoiceSettings.By by, @Nullable BigDecimal atMost, Map<UpstreamModel, Integer> shares) {

  /** The order of the list, whatever it costs. */
  public static final Choice LISTED = new Choice(ChoiceSettings.By.LIST, null, Map.of());

  public Choice {
    shares = Map.copyOf(shares);
  }
}
