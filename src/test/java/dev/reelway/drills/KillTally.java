package dev.reelway.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Adds up the kills of several chunks in a file: a line for each point of a chunk that has ended
 * well.
 */
final class KillTally {

  private static final Path FILE =
      Path.of(System.getProperty("drill.tally", "target/kill-drill.csv"));

  private final Map<KillPoint, Integer> kills = new EnumMap<>(KillPoint.class);

  void add(KillPoint point) {
    kills.merge(point, 1, Integer::sum);
  }

  int total() {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Adds this chunk to the file, in place of an earlier run of it, and prints the sum of all. */
  void close(String chunk) throws IOException {
    var lines = new ArrayList<>(Files.exists(FILE) ? Files.readAllLines(FILE) : List.of());
    lines.removeIf(line -> line.startsWith(chunk + ","));
    kills.forEach((point, times) -> lines.add("%s,%s,%d".formatted(chunk, point, times)));
    Files.createDirectories(FILE.toAbsolutePath().getParent());
    Files.write(FILE, lines, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    print(lines);
  }

  private static void print(List<String> lines) {
    var all = new EnumMap<KillPoint, Integer>(KillPoint.class);
    var chunks = new TreeSet<String>();
    for (var line : lines) {
      var parts = line.split(",");
      chunks.add(parts[0]);
      all.merge(KillPoint.valueOf(parts[1]), Integer.parseInt(parts[2]), Integer::sum);
    }
    System.out.printf("%-52s %5s  lost  twice  torn%n", "killed with", "kills");
    all.forEach(
        (point, times) -> System.out.printf("%-52s %5d     0      0     0%n", point.what, times));
    System.out.printf(
        "%d kills at %d points in the chunks %s%n",
        all.values().stream().mapToInt(Integer::intValue).sum(), all.size(), chunks);
  }
}
