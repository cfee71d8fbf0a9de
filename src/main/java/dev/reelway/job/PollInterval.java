package dev.reelway.job;

import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamModel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long to wait before a render is asked after again: learned from how long the renders of the
 * same model at the same upstream took. Where many end, it is asked after often, where few do,
 * seldom: with the square root of the hazard, which finds all of them soonest for the same number
 * of questions. While nothing is known, the wait is the usual one.
 */
final class PollInterval {

  /** Fewer renders than these tell nothing. */
  private static final int ENOUGH = 20;

  /** How much each render counts beside those before it. */
  private static final double NEWEST = 0.02;

  /** What is asked more than the usual wait alone would: renders end between two questions. */
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

  /** A render was found to have ended, so long after it was submitted. */
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
   * @param progress 0 to 99, as the upstream tells, or 0 where it tells nothing
   */
  Duration next(Target target, Duration elapsed, int progress) {
    double past = Math.max(0, elapsed.toMillis() / 1000.0);
    var learned = known.get(target.upstreamModel());
    double wait = learned == null || learned.count() < ENOUGH ? usual : wait(learned, past);
    double told = progress > 0 ? Math.max(usual / 2, past * (100 - progress) / progress / 2) : wait;
    return Duration.ofMillis(Math.round(Math.clamp(told, shortest(), longest(wait)) * 1000));
  }

  private double shortest() {
    return SHORTEST_IN_USUAL_ONES * usual;
  }

  /** Progress may make a wait shorter than what was learned, or a little longer. */
  private double longest(double wait) {
    return Math.max(wait, 2 * usual);
  }

  /**
   * Goes on in small steps until as much of the root of the hazard has passed as in a usual wait.
   */
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
