package dev.reelway.job;

import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamModel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long to wait before a render is polled again, learned from how long renders of the same model
 * at the same upstream took. It is polled often at the ages at which many renders end, and seldom
 * at others: in proportion to the square root of the hazard, which finds the ends soonest for the
 * same number of polls. While nothing is known, the wait is the usual one.
 */
final class PollInterval {

  /** The number of renders below which nothing is known. */
  private static final int ENOUGH = 20;

  /** The weight of a new render against those before it. */
  private static final double NEWEST = 0.02;

  /** The factor on the usual wait that makes up for renders that end between two polls. */
  private static final double SHARE = 0.8;

  private static final double LONGEST_IN_USUAL_ONES = 12;
  private static final double SHORTEST_IN_USUAL_ONES = 0.5;

  private final double usual;
  private final Map<UpstreamModel, Learned> known = new ConcurrentHashMap<>();

  /**
   * @param usual the wait while nothing is known
   */
  PollInterval(Duration usual) {
    this.usual = usual.toMillis() / 1000.0;
  }

  /** The logarithms of durations in seconds: how many, their mean and their variance. */
  private record Learned(int count, double mean, double variance) {

    Learned and(double log) {
      double weight = Math.max(NEWEST, 1.0 / (count + 1));
      double off = log - mean;
      return new Learned(
          count + 1, mean + weight * off, (1 - weight) * (variance + weight * off * off));
    }

    LogNormal distribution() {
      return new LogNormal(mean, Math.max(0.1, Math.sqrt(variance)));
    }
  }

  /** Learns from a render that was found to have ended this long after its submit. */
  void learn(Target target, Duration elapsed) {
    double found = elapsed.toMillis() / 1000.0;
    double ended = Math.max(found - usual / 2, found / 2);
    if (ended > 0) {
      double log = Math.log(ended);
      known.merge(target.upstreamModel(), new Learned(1, log, 0), (before, one) -> before.and(log));
    }
  }

  /**
   * How long to wait.
   *
   * @param elapsed how long ago it was submitted
   * @param progress 0 to 99, as the upstream reports; 0 if it reports none
   */
  Duration next(Target target, Duration elapsed, int progress) {
    double past = Math.max(0, elapsed.toMillis() / 1000.0);
    var learned = known.get(target.upstreamModel());
    double wait = learned == null || learned.count() < ENOUGH ? usual : wait(learned, past);
    double byProgress =
        progress > 0 ? Math.max(usual / 2, past * (100 - progress) / progress / 2) : wait;
    return Duration.ofMillis(Math.round(Math.clamp(byProgress, shortest(), longest(wait)) * 1000));
  }

  private double shortest() {
    return SHORTEST_IN_USUAL_ONES * usual;
  }

  /** Progress may make a wait shorter than what was learned, or a little longer. */
  private double longest(double wait) {
    return Math.max(wait, 2 * usual);
  }

  /** Adds small steps until they contain as much of the root of the hazard as a usual wait. */
  private double wait(Learned learned, double past) {
    var durations = learned.distribution();
    double enough = SHARE * usual * Math.sqrt(durations.hazard(durations.median()));
    double step = usual / 20;
    double passed = 0;
    double wait = 0;
    while (passed < enough && wait < LONGEST_IN_USUAL_ONES * usual) {
      passed += step * Math.sqrt(durations.hazard(past + wait + step / 2));
      wait += step;
    }
    return wait;
  }
}
