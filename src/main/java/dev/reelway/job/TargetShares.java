package dev.reelway.job;

import dev.reelway.upstream.Choice;
import dev.reelway.upstream.ChoiceSettings.By;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamModel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Spreads the orders of a model over its targets by their shares: of the target that is furthest
 * behind its share, the turn is next. Each process counts the orders that it sends, so that each
 * keeps to the shares exactly. What a target could not take is made up for by a few orders at most.
 */
final class TargetShares {

  /** In orders: as many may be sent by threads that have chosen at the same moment. */
  private static final int MOST_BEHIND = 2;

  /** How far each target is behind its share, in parts of an order, by model. */
  private final Map<String, Map<UpstreamModel, Double>> behind = new HashMap<>();

  /** Puts the target whose turn it is first; targets without a share are last. */
  synchronized void sort(String model, Choice choice, List<List<Target>> groups) {
    var now = behind.getOrDefault(model, Map.of());
    double all = groups.stream().mapToInt(one -> share(choice, one)).sum();
    groups.sort(
        Comparator.<List<Target>>comparingInt(one -> share(choice, one) > 0 ? 0 : 1)
            .thenComparing(
                Comparator.<List<Target>>comparingDouble(
                        one ->
                            now.getOrDefault(one.getFirst().upstreamModel(), 0.0)
                                + (all == 0 ? 0 : share(choice, one) / all))
                    .reversed()));
  }

  private static int share(Choice choice, List<Target> same) {
    return choice.shares().getOrDefault(same.getFirst().upstreamModel(), 0);
  }

  /** A target has got so many orders more. */
  synchronized void sent(String model, Choice choice, UpstreamModel target, int orders) {
    if (choice.by() != By.SHARE) {
      return;
    }
    var now = behind.computeIfAbsent(model, first -> new HashMap<>());
    double all = choice.shares().values().stream().mapToInt(share -> share).sum();
    choice
        .shares()
        .forEach(
            (one, share) ->
                now.merge(
                    one,
                    orders * (share / all - (one.equals(target) ? 1 : 0)),
                    TargetShares::bounded));
  }

  private static double bounded(double before, double change) {
    return Math.clamp(before + change, -MOST_BEHIND, MOST_BEHIND);
  }
}
