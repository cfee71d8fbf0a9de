package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.drills.ListedRenders.Manner;
import dev.reelway.drills.ListedRenders.Pace;
import dev.reelway.job.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What two nodes deliver, compared with one, where each node has few workers and these wait for the
 * upstream: for its answer to an order, or for a video. All orders come in one file, which one node
 * reads. It prints a table of the medians of three runs.
 */
@ResourceLock(TestDatabase.POSTGRES)
class TwoNodesDrill {

  private static final int RUNS = 3;
  private static final int ORDERS = 160;
  private static final double AT_LEAST = 1.6;

  /** Workers of each step on a node: eight a second, where each waits for half a second. */
  private static final int WORKERS = 4;

  private static final Map<String, Pace> SLOW =
      new TreeMap<>(Map.of("answers", new Pace(500, 0, 1), "videos", new Pace(1, 0, 62)));

  private final Map<String, ListedRenders> upstreams = new TreeMap<>();
  private Path inbox = Path.of("");
  private int files;

  @Test
  void twoNodesDeliverMoreWhereWaitingIsTheLimit(@TempDir Path folder) throws Exception {
    inbox = Files.createDirectories(folder.resolve("inbox"));
    var url = TestDatabase.postgresUrl();
    try (var ledger = new SharedLedger(url)) {
      for (var one : SLOW.entrySet()) {
        upstreams.put(one.getKey(), new ListedRenders(one.getValue(), Manner.LISTS));
      }
      var chance = new Random(0);
      Map<String, List<Double>> alone;
      try (var cluster = Cluster.start(folder, 1, url, settings(folder), chance)) {
        alone = rates(ledger);
      }
      try (var cluster = Cluster.start(folder, 2, url, settings(folder), chance)) {
        assertThat(cluster.size()).isEqualTo(2);
        assertMore(alone, rates(ledger));
      }
    } finally {
      upstreams.values().forEach(ListedRenders::close);
    }
  }

  private List<String> settings(Path folder) {
    var all = new ArrayList<String>();
    upstreams.forEach(
        (name, upstream) -> {
          all.add("reelway.upstreams.%s.dialect=sora".formatted(name));
          all.add("reelway.upstreams.%s.base-url=%s".formatted(name, upstream.url()));
          all.add("reelway.upstreams.%s.key=k".formatted(name));
          all.add("reelway.models.%s[0].upstream=%s".formatted(name, name));
          all.add("reelway.models.%s[0].model=m".formatted(name));
        });
    all.add("reelway.jobs.at-once.submit=" + WORKERS);
    all.add("reelway.jobs.at-once.deliver=" + WORKERS);
    all.add("reelway.jobs.poll-every=1s");
    all.add("reelway.intake.hot-folder.folder=" + inbox);
    all.add("reelway.sinks.file.folder=" + folder.resolve("outbox"));
    return all;
  }

  /** Videos a second, of each slow thing and each run. */
  private Map<String, List<Double>> rates(SharedLedger ledger) throws Exception {
    var rates = new TreeMap<String, List<Double>>();
    for (var model : SLOW.keySet()) {
      rate(ledger, model, WORKERS * 4); // It warms up the virtual machines.
      var all = new ArrayList<Double>();
      for (int run = 0; run < RUNS; run++) {
        all.add(rate(ledger, model, ORDERS));
      }
      rates.put(model, all.stream().sorted().toList());
    }
    return rates;
  }

  private double rate(SharedLedger ledger, String model, int orders) throws Exception {
    var name = "file " + ++files + " ";
    var lines = new StringBuilder();
    for (int n = 0; n < orders; n++) {
      lines.append("{\"prompt\":\"%s%d\",\"model\":\"%s\"}%n".formatted(name, n, model));
    }
    var staged = Files.writeString(inbox.resolveSibling("staged"), lines);
    Files.move(staged, inbox.resolve("file-" + files + ".jsonl"));
    Awaitility.await("all videos of " + name)
        .atMost(Node.PATIENCE)
        .until(() -> delivered(ledger, name).size() == orders);
    var jobs = delivered(ledger, name);
    long first = jobs.stream().mapToLong(SharedLedger.Row::created).min().orElseThrow();
    long last = jobs.stream().mapToLong(SharedLedger.Row::ended).max().orElseThrow();
    return orders * 1e3 / (last - first);
  }

  private static List<SharedLedger.Row> delivered(SharedLedger ledger, String name)
      throws Exception {
    return ledger.jobs().stream()
        .filter(job -> job.state().equals("delivered") && job.order().contains('"' + name))
        .toList();
  }

  private static void assertMore(
      Map<String, List<Double>> alone, Map<String, List<Double>> together) {
    System.out.printf("%-10s %20s %20s %7s%n", "slow", "one node, videos/s", "two nodes", "ratio");
    var ratios = new TreeMap<String, Double>();
    alone.forEach(
        (slow, rates) -> {
          double one = rates.get(RUNS / 2);
          double two = together.getOrDefault(slow, List.of()).get(RUNS / 2);
          ratios.put(slow, two / one);
          System.out.printf("%-10s %20.1f %20.1f %7.2f%n", slow, one, two, two / one);
        });
    assertThat(ratios.values()).allMatch(ratio -> ratio >= AT_LEAST, "at least " + AT_LEAST);
  }
}
