package dev.reelway.job;

/**
 * Durations whose logarithms are distributed normally, which fits those of renders well.
 *
 * @param mean of the logarithms of seconds
 * @param deviation of the logarithms of seconds
 */
record LogNormal(double mean, double deviation) {

  /** Beyond it, the distribution says nothing: such a render was held up by something else. */
  private static final double MOST_DEVIATIONS = 4;

  double median() {
    return Math.exp(mean);
  }

  /**
   * The probability that a render that has lasted so long ends within the next second. One that has
   * outlasted nearly all others is expected less and less, and never given up.
   */
  double hazard(double seconds) {
    double z = Math.min(MOST_DEVIATIONS, (Math.log(seconds) - mean) / deviation);
    return density(z) / (deviation * seconds) / beyond(z);
  }

  private static double density(double z) {
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  /** The probability that a normal variable is larger; Abramowitz and Stegun, 26.2.17. */
  private static double beyond(double z) {
    double t = 1 / (1 + 0.2316419 * Math.abs(z));
    double series =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double tail = density(z) * series;
    return z < 0 ? 1 - tail : tail;
  }
}
