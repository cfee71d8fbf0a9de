package dev.reelway.cost;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.reelway.order.Order;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one render of a job costs.
 *
 * @param upstream the upstream that bills it
 * @param task the upstream's name for the render, or null
 * @param cost the amount of money, or null if only the upstream's own unit is known
 * @param estimated whether the amount is calculated by the configured price, as the upstream tells
 *     none
 * @param told what the upstream tells, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Charge(
    String upstream,
    @Nullable String task,
    @Nullable Amount cost,
    boolean estimated,
    @Nullable ReportedCost told) {

  /**
   * What a render costs: as the upstream tells, or else by its price.
   *
   * @param order the order as it was sent
   * @param done whether it is done, so that it is billed whatever the upstream tells
   * @return empty if nothing is known, or nothing is billed
   */
  public static Optional<Charge> of(
      String upstream,
      @Nullable String task,
      Order order,
      boolean done,
      @Nullable ReportedCost told,
      Price price,
      Money money) {
    if (told == null && !done) {
      return Optional.empty();
    }
    var said = Objects.requireNonNullElse(told, ReportedCost.NONE);
    var known = told(said, price, money);
    var cost = known.or(() -> estimated(said, order, done, price, money)).orElse(null);
    return cost == null && told == null
        ? Optional.empty()
        : Optional.of(new Charge(upstream, task, cost, known.isEmpty() && cost != null, told));
  }

  private static Optional<Amount> told(ReportedCost said, Price price, Money money) {
    var amount = said.amount();
    var currency = said.currency();
    return amount != null && currency != null
        ? Optional.of(money.kept(amount, currency))
        : Optional.ofNullable(said.credits()).flatMap(price::ofCredits).map(money::own);
  }

  private static Optional<Amount> estimated(
      ReportedCost said, Order order, boolean done, Price price, Money money) {
    var seconds = said.seconds();
    var amount =
        seconds != null
            ? price.ofSeconds(order, seconds)
            : done || said.billed() ? price.of(order) : Optional.<BigDecimal>empty();
    return amount.map(money::own);
  }

  boolean isOfSameRender(Charge other) {
    return upstream.equals(other.upstream) && Objects.equals(task, other.task);
  }
}
