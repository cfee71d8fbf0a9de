package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The times that calls take on each database, by the number of what is open meanwhile. */
final class Costs {

  private static final int WARM = 20;
  private static final int RUNS = 31;

  /** How often each call is made. */
  static final int CALLS = WARM + RUNS;

  /** About one round trip to a database on the same machine: what is less differs by chance. */
  private static final double FLOOR_MS = 0.2;

  private final Map<String, TreeMap<Integer, Double>> table = new LinkedHashMap<>();

  interface Call {
    Object run();
  }

  /** A call that answers a number has measured itself, in nanoseconds. */
  void measure(String database, String what, int size, Call call) {
    var taken = new long[RUNS];
    for (int run = -WARM; run < RUNS; run++) {
      long start = System.nanoTime();
      var answer = call.run();
      long all = System.nanoTime() - start;
      if (run >= 0) {
        taken[run] = answer instanceof Long own ? own : all;
      }
    }
    Arrays.sort(taken);
    table
        .computeIfAbsent("%-20s%-12s".formatted(what, database), row -> new TreeMap<>())
        .put(size, taken[RUNS / 4] / 1e6);
  }

  void clear() {
    table.clear();
  }

  /** No call takes more than twice what it takes with the smallest number. */
  void assertConstant() {
    table.forEach((what, times) -> assertThat(grown(times)).as(what).isFalse());
  }

  private static boolean grown(TreeMap<Integer, Double> times) {
    double few = times.firstEntry().getValue();
    return times.values().stream().anyMatch(ms -> ms > 2 * few + FLOOR_MS);
  }

  void print(String what, List<Integer> sizes) {
    var lines =
        new StringBuilder("%nms (lower quartile of %d) with %s%n%-32s".formatted(RUNS, what, ""));
    sizes.forEach(size -> lines.append("%,12d".formatted(size)));
    new TreeMap<>(table)
        .forEach(
            (call, times) -> {
              lines.append("%n%s".formatted(call));
              times.forEach((size, ms) -> lines.append(String.format(Locale.ROOT, "%12.2f", ms)));
            });
    System.getLogger("reelway.drills").log(System.Logger.Level.INFO, lines.toString());
  }
}
