package dev.reelway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the rows that are named, or all, and prints one table and the machine's line. */
public final class Bench {

  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    ROWS.put("read", new ReadRow());
    ROWS.put("create", new CreateRow());
    ROWS.put("create-open", new OpenCreateRow());
    ROWS.put("foreground", new ForegroundRow());
    ROWS.put("content", new ContentRow());
    ROWS.put("fetch", new FetchRow());
    ROWS.put("bucket", new BucketRow());
    ROWS.put("image", new ImageRow());
    ROWS.put("jobs", new JobsRow());
    ROWS.put("streams", new StreamsRow());
    ROWS.put("start", new StartRow());
    ROWS.put("memory", new MemoryRow());
    ROWS.put("observed", new ObservedRow());
  }

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    var options = Options.parse(arguments);
    var names = options.rows().isEmpty() ? List.copyOf(ROWS.keySet()) : options.rows();
    if (!ROWS.keySet().containsAll(names)) {
      System.err.println("Rows are: " + String.join(" ", ROWS.keySet()));
      System.exit(2);
    }
    var lines = new ArrayList<String>();
    boolean failed = false;
    Place.deleteAll();
    for (var name : names) {
      failed |= !run(name, options, lines);
    }
    Place.deleteAll();
    var text = Line.head() + String.join("\n", lines) + "\n\n" + Machine.line() + "\n";
    Files.writeString(Place.TARGET.resolve("table.md"), text);
    System.out.print(text);
    System.exit(failed ? 1 : 0);
  }

  private static boolean run(String name, Options options, List<String> lines) throws IOException {
    System.err.println(name);
    var begin = Instant.now();
    try (var place = new Place(options, name)) {
      ROWS.get(name).measure(place).forEach(line -> lines.add(line.markdown()));
      System.err.printf("  took %d s%n", Duration.between(begin, Instant.now()).toSeconds());
      return true;
    } catch (Exception e) {
      e.printStackTrace();
      lines.add("| %s | failed: %s | | | | no |".formatted(name, e.getClass().getSimpleName()));
      return false;
    }
  }
}
