package dev.reelway.job;

import dev.reelway.cost.Amount;
import dev.reelway.order.Order;
import dev.reelway.upstream.Target;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What orders would cost. Nothing is created, and nothing is reserved. */
public final class OrderEstimates {

  private final TargetPlanner targetPlanner;
  private final JobQuotas quotas;
  private final Clock clock;

  OrderEstimates(TargetPlanner targetPlanner, JobQuotas quotas, Clock clock) {
    this.targetPlanner = targetPlanner;
    this.quotas = quotas;
    this.clock = clock;
  }

  /**
   * What an order would cost at one target.
   *
   * @param model the model at the upstream
   * @param cost null if it is not known
   */
  public record Estimate(String upstream, String model, @Nullable Amount cost) {}

  /**
   * What an order would cost at each target that can make it, in the order in which they are tried
   * now.
   *
   * @throws dev.reelway.order.OrderRefused if the order cannot be made, or its licence does not
   *     allow it; whether a quota suffices is not asked
   */
  public List<Estimate> of(Order order, String licence) {
    targetPlanner.check(order);
    var now = clock.instant();
    var job = quotas.reserving(Job.accepted(order, licence, null, now, now));
    return targetPlanner.targets(job).stream().map(target -> at(target, order)).distinct().toList();
  }

  private Estimate at(Target target, Order order) {
    var currency = targetPlanner.upstreams().prices().money().currency();
    var price = targetPlanner.chooser().price(target, order);
    return new Estimate(
        target.upstream(),
        target.model(),
        price.map(amount -> new Amount(amount, currency)).orElse(null));
  }
}
