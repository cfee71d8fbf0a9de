package dev.reelway.cost;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a job has cost so far: one charge for each render that is billed. Its JSON is the list.
 *
 * @param charges in the order of the renders
 */
public record JobCost(@JsonValue List<Charge> charges) {

  /** Nothing is billed, or nothing is known. */
  public static final JobCost NONE = new JobCost(List.of());

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public JobCost {
    charges = List.copyOf(charges);
  }

  /** With a charge, which replaces the same render's; an estimate replaces nothing that is told. */
  public JobCost with(Charge charge) {
    var same = charges.stream().filter(charge::isOfSameRender).findFirst();
    var next = same.filter(one -> !one.estimated() && charge.estimated()).orElse(charge);
    return new JobCost(
        Stream.concat(charges.stream().filter(one -> !charge.isOfSameRender(one)), Stream.of(next))
            .toList());
  }

  /**
   * The sum of the charges that are in the currency of the last one with an amount; null if none
   * has one.
   */
  public @Nullable Amount total() {
    var amounts =
        charges.stream().flatMap(one -> Optional.ofNullable(one.cost()).stream()).toList();
    if (amounts.isEmpty()) {
      return null;
    }
    var currency = amounts.getLast().currency();
    var sum =
        amounts.stream()
            .filter(one -> one.currency().equals(currency))
            .map(Amount::amount)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Amount(Decimals.exact(sum), currency);
  }

  /** What the job's owner is told, or null if nothing is known. */
  public @Nullable CostView view() {
    var parts = charges.stream().flatMap(one -> Optional.ofNullable(ofOne(one)).stream()).toList();
    if (parts.size() < 2) {
      return parts.isEmpty() ? null : parts.getFirst();
    }
    var total = total();
    return new CostView(
        total == null ? null : total.amount(),
        total == null ? null : total.currency(),
        total == null ? null : charges.stream().anyMatch(Charge::estimated),
        told(ReportedCost::credits),
        told(ReportedCost::seconds),
        parts);
  }

  private static @Nullable CostView ofOne(Charge one) {
    var cost = one.cost();
    var told = Objects.requireNonNullElse(one.told(), ReportedCost.NONE);
    var credits = told.credits();
    var seconds = told.seconds();
    return cost == null && credits == null && seconds == null
        ? null
        : new CostView(
            cost == null ? null : cost.amount(),
            cost == null ? null : cost.currency(),
            cost == null ? null : one.estimated(),
            credits,
            seconds,
            null);
  }

  /** Credits of two upstreams are two units. */
  private @Nullable BigDecimal told(Function<ReportedCost, @Nullable BigDecimal> part) {
    boolean isOne = charges.stream().map(Charge::upstream).distinct().count() == 1;
    return isOne
        ? charges.stream()
            .flatMap(one -> Optional.ofNullable(one.told()).map(part).stream())
            .reduce(BigDecimal::add)
            .orElse(null)
        : null;
  }
}
