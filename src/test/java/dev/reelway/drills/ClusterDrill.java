package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.drills.Cluster.Fault;
import dev.reelway.drills.ListedRenders.Manner;
import dev.reelway.drills.ListedRenders.Pace;
import dev.reelway.job.TestDatabase;
import dev.reelway.sink.S3Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Three nodes share a ledger, an inbox and an outbox. While ten thousand jobs come in by calls,
 * files and batches, nodes are killed, stopped past their lease, and cut off from the database. At
 * the end the jobs that were accepted are those that have ended, were rendered once, are stored
 * once, and were told.
 */
@ResourceLock(TestDatabase.POSTGRES)
class ClusterDrill {

  private static final int NODES = 3;
  private static final int JOBS = Integer.getInteger("drill.jobs", 10_000);
  private static final int FAULTS = Integer.getInteger("drill.faults", 24);
  private static final long SEED = Long.getLong("drill.seed", System.nanoTime() & 0xffff);

  /** Of each file and each batch, a file and a batch with each fault; one line is refused. */
  private static final int LINES = 41;

  /**
   * What was open when a fault began: a lease, a look-up of two minutes, and the work behind it.
   */
  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(4);

  private final Random chance = new Random(SEED);
  private final Map<Fault, List<Long>> begun = new TreeMap<>();
  private final Set<String> onTheWire = new HashSet<>();
  private final Map<String, ListedRenders> upstreams = new TreeMap<>();

  @Test
  void whateverHappensToNodesEachJobEndsOnce(@TempDir Path folder) throws Exception {
    try (var outbox = new SharedOutbox.Bucket(S3Store.start(folder.resolve("bucket")))) {
      drill(folder, outbox);
    }
  }

  private void drill(Path folder, SharedOutbox outbox) throws Exception {
    var url = TestDatabase.postgresUrl();
    var inbox = Files.createDirectories(folder.resolve("inbox"));
    System.out.printf("%d jobs, %d faults, -Ddrill.seed=%d%n", JOBS, FAULTS, SEED);
    try (var listed = new ListedRenders(new Pace(100, 500, 5), Manner.LISTS);
        var listless = new ListedRenders(new Pace(100, 500, 5), Manner.DOES_NOT_LIST);
        var told = new ToldEnds();
        var ledger = new SharedLedger(url);
        var cluster =
            Cluster.start(
                folder, NODES, url, settings(outbox, inbox, told, listed, listless), chance);
        var orders = new ClusterOrders(cluster, inbox)) {
      upstreams.putAll(Map.of("listed", listed, "listless", listless));
      long start = System.nanoTime();
      order(cluster, orders, ledger);
      awaitTheEnd(ledger, orders, told);
      var took = Duration.ofNanos(System.nanoTime() - start);
      assertAll(cluster, orders, ledger, outbox, told, inbox, took);
    }
  }

  private static List<String> settings(
      SharedOutbox outbox,
      Path inbox,
      ToldEnds told,
      ListedRenders listed,
      ListedRenders listless) {
    var all = new ArrayList<>(outbox.settings());
    for (var name : ClusterOrders.MODELS) {
      var upstream = name.equals("listed") ? listed : listless;
      all.add("reelway.upstreams.%s.dialect=sora".formatted(name));
      all.add("reelway.upstreams.%s.base-url=%s".formatted(name, upstream.url()));
      all.add("reelway.upstreams.%s.key=k".formatted(name));
      all.add("reelway.models.%s[0].upstream=%s".formatted(name, name));
      all.add("reelway.models.%s[0].model=m".formatted(name));
    }
    all.add("reelway.intake.hot-folder.folder=" + inbox);
    all.add("reelway.licences.demo.webhook.url=" + told.url());
    all.add("reelway.events.private-hosts=127.0.0.1");
    all.add("reelway.jobs.poll-every=1s");
    all.add("reelway.jobs.first-retry=1s");
    all.add("reelway.jobs.look-up-for=20s");
    return all;
  }

  /** One fault after the other, each kind to each node, and with each its share of the orders. */
  private void order(Cluster cluster, ClusterOrders orders, SharedLedger ledger) throws Exception {
    int calls = JOBS - FAULTS * 2 * (LINES - 1);
    for (int n = 0; n < FAULTS; n++) {
      orders.allow(calls * (n + 1) / FAULTS - calls * n / FAULTS);
      orders.drop("dropped " + n, LINES);
      orders.batch("batch " + n, LINES);
      Cluster.pass(Duration.ofMillis(chance.nextLong(3_000)));
      var fault = Fault.values()[n % Fault.values().length];
      begun.computeIfAbsent(fault, first -> new ArrayList<>()).add(System.currentTimeMillis());
      cluster.suffer(
          fault, n / Fault.values().length % NODES, () -> onTheWire.addAll(ledger.onTheWire()));
      System.out.printf(
          "%s node %d: %d of %d calls answered, %d jobs open%n",
          fault,
          n / Fault.values().length % NODES,
          orders.called.size(),
          calls,
          ledger.unsettled().size());
    }
    Awaitility.await("all calls to be answered")
        .atMost(Node.PATIENCE)
        .until(() -> orders.called.size() == calls);
  }

  private static void awaitTheEnd(SharedLedger ledger, ClusterOrders orders, ToldEnds told) {
    Awaitility.await("all jobs, events and batches to come to their end")
        .atMost(Node.PATIENCE.multipliedBy(2))
        .until(() -> ledger.unsettled().isEmpty() && ledger.unreported().isEmpty());
    assertThat(told.calls()).isGreaterThanOrEqualTo(orders.called.size());
  }

  private void assertAll(
      Cluster cluster,
      ClusterOrders orders,
      SharedLedger ledger,
      SharedOutbox outbox,
      ToldEnds told,
      Path inbox,
      Duration took)
      throws Exception {
    var audit = new ClusterAudit(orders, ledger.jobs());
    var rendered = upstreams.values().stream().flatMap(one -> one.prompts().stream()).toList();
    System.out.printf(
        "%d calls accepted and %d lines: %s in %d s; %d rendered; %d events in %d webhooks;"
            + " calls repeated after %s; on the wire at faults: %d%n",
        orders.called.size(),
        orders.lines.size(),
        ClusterAudit.counted(audit.ends(), end -> end),
        took.toSeconds(),
        rendered.size(),
        told.events().size(),
        told.calls(),
        ClusterAudit.counted(orders.repeated, what -> what),
        onTheWire.size());
    audit.assertAcceptedOnce();
    int orphans = audit.assertRenderedOnce(rendered, onTheWire);
    System.out.printf("%d rendered after their node was given up%n", orphans);
    audit.assertStoredOnce(outbox);
    audit.assertToldAlike(told);
    audit.assertEndedOnce(
        IntStream.range(0, NODES).mapToObj(node -> cluster.home(node).resolve("log")).toList());
    audit.assertEachLineHasOneResult(inbox, cluster.any(), LINES);
    begun.forEach((fault, times) -> assertSettled(audit, fault, times));
  }

  /** What was open when a fault began has ended soon, and at no deadline. */
  private static void assertSettled(ClusterAudit audit, Fault fault, List<Long> times) {
    var took = times.stream().map(audit::settledAfter).sorted().toList();
    System.out.printf(
        "%d × %s: what was open had ended after %.1f s (median), %.1f s (longest)%n",
        took.size(), fault, took.get(took.size() / 2) / 1e3, took.getLast() / 1e3);
    assertThat(took.getLast()).isLessThan(SETTLED_WITHIN.toMillis());
  }
}
