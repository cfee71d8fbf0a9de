package dev.reelway.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Adds up the kills of several chunks in a file: a line for each point of a chunk that has ended
 * well, with what the kills there have cut: calls, and orders whose answer was under way. Of some
 * of these nobody can say what became of them.
 */
final class KillTally {

  private static final Path FILE =
      Path.of(System.getProperty("drill.tally", "target/kill-drill.csv"));

  private final Map<KillPoint, Line> lines = new EnumMap<>(KillPoint.class);
  private final Map<String, KillPoint> cutOrders = new HashMap<>();

  private record Line(int kills, int calls, int orders, int unknown) {

    Line and(Line other) {
      return new Line(
          kills + other.kills, calls + other.calls, orders + other.orders, unknown + other.unknown);
    }

    @Override
    public String toString() {
      return "%d,%d,%d,%d".formatted(kills, calls, orders, unknown);
    }

    static Line parsed(List<String> numbers) {
      var all = numbers.stream().map(Integer::valueOf).toList();
      return new Line(all.get(0), all.get(1), all.get(2), all.get(3));
    }
  }

  /**
   * A process was killed.
   *
   * @param calls how many calls were not answered
   * @param orders the jobs whose order was under way, and was not at the kill before
   */
  void add(KillPoint point, int calls, Set<String> orders) {
    orders.forEach(job -> cutOrders.put(job, point));
    lines.merge(point, new Line(1, calls, orders.size(), 0), Line::and);
  }

  /** These jobs have failed, as the answer to their order was lost. */
  void unknown(Set<String> jobs) {
    for (var job : jobs) {
      var point = cutOrders.get(job);
      if (point != null) {
        lines.merge(point, new Line(0, 0, 0, 1), Line::and);
      }
    }
  }

  /** Adds this chunk to the file, in place of an earlier run of it, and prints the sum of all. */
  void close(String chunk) throws IOException {
    var all = new ArrayList<>(Files.exists(FILE) ? Files.readAllLines(FILE) : List.of());
    all.removeIf(line -> line.startsWith(chunk + ","));
    lines.forEach((point, line) -> all.add("%s,%s,%s".formatted(chunk, point, line)));
    Files.createDirectories(Objects.requireNonNull(FILE.toAbsolutePath().getParent()));
    Files.write(FILE, all);
    print(all);
  }

  private static void print(List<String> all) {
    var sums = new EnumMap<KillPoint, Line>(KillPoint.class);
    var chunks = new TreeSet<String>();
    for (var line : all) {
      var parts = List.of(line.split(",", -1));
      chunks.add(parts.getFirst());
      sums.merge(
          KillPoint.valueOf(parts.get(1)), Line.parsed(parts.subList(2, parts.size())), Line::and);
    }
    System.out.printf("%-50s kills  calls cut  orders cut  of them unknown%n", "killed with: ");
    sums.forEach((point, sum) -> print(point.what, sum));
    var sum = sums.values().stream().reduce(new Line(0, 0, 0, 0), Line::and);
    print("at %d points in %d chunks".formatted(sums.size(), chunks.size()), sum);
    System.out.printf("lost: 0, done twice: 0, torn: 0; %s%n", chunks);
  }

  private static void print(String what, Line sum) {
    System.out.printf(
        "%-50s %5d  %9d  %10d  %15d%n", what, sum.kills, sum.calls, sum.orders, sum.unknown);
  }
}
