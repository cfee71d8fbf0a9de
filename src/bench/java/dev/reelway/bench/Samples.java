package dev.reelway.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** One figure, measured once in each round. */
record Samples(List<Double> values) {

  Samples {
    values = List.copyOf(values);
  }

  double median() {
    var sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** Round by round, as both were measured in the same one. */
  Samples over(Samples others) {
    return new Samples(
        IntStream.range(0, values.size())
            .mapToObj(round -> values.get(round) / others.values.get(round))
            .toList());
  }

  /** Median, then minimum and maximum, like {@code 4.21 (3.90–4.40)}. */
  String text() {
    double min = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double max = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return values.size() == 1
        ? text(median())
        : "%s (%s–%s)".formatted(text(median()), text(min), text(max));
  }

  private static String text(double value) {
    var form = value >= 1000 ? "%,.0f" : value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }
}
