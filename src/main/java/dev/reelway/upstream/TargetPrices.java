package dev.reelway.upstream;

import dev.reelway.cost.Charge;
import dev.reelway.cost.Money;
import dev.reelway.cost.Price;
import dev.reelway.order.Order;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What renders cost at each model of an upstream. */
public final class TargetPrices {

  /** No price is known. */
  public static final TargetPrices NONE = new TargetPrices(Money.DOLLARS, Map.of());

  private final Money money;
  private final Map<UpstreamModel, Price> prices;

  /**
   * @param money the currency of the prices
   * @param prices a model that is missing has no known price
   */
  public TargetPrices(Money money, Map<UpstreamModel, Price> prices) {
    this.money = money;
    this.prices = Map.copyOf(prices);
  }

  /** The currency that costs are kept in. */
  public Money money() {
    return money;
  }

  /** What an order will cost at a target; empty if that is not known. */
  public Optional<BigDecimal> estimate(Target target, Order order) {
    return price(target).of(order);
  }

  /**
   * What a report says of the cost of a render, or its price tells; empty if neither does, or
   * nothing is billed.
   *
   * @param task the upstream's name for the render, or null
   * @param order the order as it was sent
   */
  public Optional<Charge> charge(Target target, @Nullable String task, Order order, Report report) {
    boolean done = report.verdict() == Report.Verdict.DONE;
    return Charge.of(target.upstream(), task, order, done, report.cost(), price(target), money);
  }

  private Price price(Target target) {
    return prices.getOrDefault(target.upstreamModel(), Price.NONE);
  }
}
