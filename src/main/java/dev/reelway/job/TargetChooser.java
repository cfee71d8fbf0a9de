package dev.reelway.job;

import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamModel;
import dev.reelway.upstream.Upstreams;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Puts the targets that can render an order into the order in which they are tried, as the choice
 * of the model says, and leaves out those that cost more than it allows.
 */
final class TargetChooser {

  /** One order in so many goes to any target, so that the speed of each stays known. */
  private static final int TRIAL_IN = 20;

  private final Upstreams upstreams;
  private final RenderTimes renderTimes = new RenderTimes();
  private final TargetShares shares = new TargetShares();

  TargetChooser(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  /** How long renders usually take. */
  RenderTimes renderTimes() {
    return renderTimes;
  }

  /**
   * The targets in the order in which they are tried. The credentials of a target are used in turn:
   * the random id of a job decides where the turn begins, the same at each attempt.
   */
  List<Target> inOrder(List<Target> targets, Job job) {
    var together = new LinkedHashMap<UpstreamModel, List<Target>>();
    targets.forEach(
        one -> together.computeIfAbsent(one.upstreamModel(), first -> new ArrayList<>()).add(one));
    together.values().forEach(same -> Collections.rotate(same, job.id().hashCode() % same.size()));
    var groups = new ArrayList<>(together.values());
    var choice = upstreams.choice(job.order().base());
    switch (choice.by()) {
      case LIST -> {}
      case PRICE -> groups.sort(Comparator.comparing(one -> price(one, job), TargetChooser::less));
      case SPEED -> bySpeed(groups, job);
      case SHARE -> shares.sort(job.order().base(), choice, groups);
    }
    return groups.stream().flatMap(List::stream).toList();
  }

  private Optional<BigDecimal> price(List<Target> same, Job job) {
    return price(same.getFirst(), job.order());
  }

  private static int less(Optional<BigDecimal> one, Optional<BigDecimal> other) {
    return one.isPresent() && other.isPresent()
        ? one.get().compareTo(other.get())
        : Boolean.compare(one.isEmpty(), other.isEmpty());
  }

  private void bySpeed(List<List<Target>> groups, Job job) {
    int number = Math.floorMod(job.id().hashCode() / 31, TRIAL_IN * groups.size());
    groups.sort(Comparator.comparing(one -> renderTimes.usual(one.getFirst().upstreamModel())));
    if (number < groups.size()) {
      groups.addFirst(groups.remove(number));
    }
  }

  /** A target is about to get an order of a model. */
  void sent(String model, Target target) {
    shares.sent(model, upstreams.choice(model), target.upstreamModel(), 1);
  }

  /** The target has not got it after all. */
  void notSent(String model, Target target) {
    shares.sent(model, upstreams.choice(model), target.upstreamModel(), -1);
  }

  /** Whether an order costs no more at a target than the model's choice allows. */
  boolean isWithinPrice(Order order, Target target) {
    var most = upstreams.choice(order.base()).atMost();
    return most == null
        || price(target, order).filter(price -> price.compareTo(most) <= 0).isPresent();
  }

  /** What an order costs at a target; empty if that is not known. */
  Optional<BigDecimal> price(Target target, Order order) {
    return upstreams.prices().estimate(target, upstreams.capabilities(target).nearest(order));
  }

  /** Why an order is refused that costs too much at each of the targets that can render it. */
  OrderRefused tooExpensive(Order order, List<Target> targets) {
    var currency = upstreams.prices().money().currency();
    var most = Objects.requireNonNull(upstreams.choice(order.base()).atMost());
    var least =
        targets.stream()
            .flatMap(one -> price(one, order).stream())
            .min(Comparator.naturalOrder())
            .map(price -> "it costs %s %s".formatted(plain(price), currency))
            .orElse("what it costs is not known");
    return new OrderRefused(
        "model",
        "model must be one that makes this order for at most %s %s: with the model %s %s"
            .formatted(plain(most), currency, order.base(), least));
  }

  private static String plain(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }
}
