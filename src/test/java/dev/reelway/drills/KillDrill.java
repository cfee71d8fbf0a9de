package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A process is killed with {@code kill -9} at named points of its work, again and again over one
 * growing ledger, while videos, batches and files are ordered of it. A chunk is 60 kills on one
 * database and one sink; {@code -Ddrill.chunk=1} to 9 choose it, {@code -Ddrill.seed} another order
 * of the points, {@code -Ddrill.points} some of them, {@code -Ddrill.minutes} when it ends at the
 * latest. The kills of all chunks add up in {@code target/kill-drill.csv}.
 */
@ResourceLock(TestDatabase.POSTGRES)
class KillDrill {

  private static final int KILLS = Integer.getInteger("drill.kills", 60);
  private static final int CHUNK = Integer.getInteger("drill.chunk", 1);
  private static final long SEED = Long.getLong("drill.seed", 4711L);
  private static final List<String> POINTS =
      List.of(System.getProperty("drill.points", "").split(",", 0));
  private static final int MIGRATIONS = 3;

  /** On a busy machine a chunk ends early. */
  private static final Duration LONGEST =
      Duration.ofMinutes(Integer.getInteger("drill.minutes", 25));

  private static final Duration REACHED_WITHIN = Duration.ofMinutes(10);

  /** Longer than any lease. */
  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(15);

  private static final List<String> JVM =
      List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Random chance = new Random(SEED + CHUNK);
  private final KillTally tally = new KillTally();
  private Path folder = Path.of("");

  @Test
  void nothingIsLostOrDoneTwiceOrTorn(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary)
      throws Exception {
    folder = temporary;
    long begun = System.nanoTime();
    try (var site = new KillSite(CHUNK, folder)) {
      var orders = new KillOrders(site);
      var verdict = new KillVerdict(site, orders);
      int round = 0;
      for (var point : points(site)) {
        if (millis(begun) < LONGEST.toMillis()) {
          kill(site, orders, round++, point);
          tally.add(point, orders.unanswered(), verdict.afterKill());
        }
      }
      tally.unknown(settle(site, orders, verdict));
      print(site, round, begun);
    }
    tally.close("chunk %d seed %d".formatted(CHUNK, SEED));
  }

  /** Each point as often as any other one, by chance; the migrations are first. */
  private List<KillPoint> points(KillSite site) {
    var all = new ArrayList<>(Arrays.asList(KillPoint.values()));
    all.removeIf(point -> !isMeant(point, site));
    boolean migrates = all.remove(KillPoint.MIGRATION);
    boolean looksUp = all.remove(KillPoint.LOOKED_UP);
    var points = new ArrayList<KillPoint>();
    for (int n = 0; migrates && n < MIGRATIONS; n++) {
      points.add(KillPoint.MIGRATION);
    }
    while (points.size() < KILLS && !all.isEmpty()) {
      Collections.shuffle(all, chance);
      for (var point : all) {
        points.add(point);
        if (looksUp && point == KillPoint.ORDERED_LISTED) {
          points.add(KillPoint.LOOKED_UP);
        }
      }
    }
    return points.subList(0, Math.min(KILLS, points.size()));
  }

  private static boolean isMeant(KillPoint point, KillSite site) {
    boolean isNamed = POINTS.contains(point.name()) || POINTS.equals(List.of(""));
    return isNamed
        && (point.where == KillPoint.Where.ALL
            || (point.where == KillPoint.Where.BUCKET) == site.hasBucket());
  }

  private void kill(KillSite site, KillOrders orders, int round, KillPoint point) throws Exception {
    int number = 1 + chance.nextInt(point.most);
    var mark = folder.resolve("mark");
    Files.deleteIfExists(mark);
    if (point.gate != null) {
      site.hold(point.gate).arm(number);
    }
    long begun = System.nanoTime();
    try (var node = Node.start(site.home(), jvm(point, number, mark), site.settings())) {
      orders.prepare(round);
      var caller = Thread.ofVirtual().start(() -> call(node, orders, point, site, mark));
      Awaitility.await("%s, passage %d".formatted(point, number))
          .pollInterval(Duration.ofMillis(5))
          .atMost(REACHED_WITHIN)
          .until(() -> isReached(point, site, mark) || !node.isAlive());
      assertThat(node.isAlive()).as("it must be killed, not end by itself: see log").isTrue();
      node.kill();
      site.holds().forEach(Hold::release);
      caller.join();
    }
    System.out.printf(
        "%d %s %d: %d ms, %d accepted, %d not answered%n",
        round + 1, point, number, millis(begun), orders.accepted.size(), orders.unanswered());
  }

  private List<String> jvm(KillPoint point, int number, Path mark) throws IOException {
    var all = new ArrayList<>(JVM);
    if (point.code != null) {
      all.add(KillAgent.option(folder, point.code, number, mark));
    }
    return all;
  }

  private static boolean isReached(KillPoint point, KillSite site, Path mark) {
    return Files.exists(mark) || point.gate != null && site.hold(point.gate).isReached();
  }

  /** Not if the node is killed while it starts. */
  private static void call(
      Node node, KillOrders orders, KillPoint point, KillSite site, Path mark) {
    Awaitility.await()
        .atMost(REACHED_WITHIN)
        .until(() -> !node.isAlive() || isReached(point, site, mark) || node.answers());
    orders.call(node);
  }

  private static Set<String> settle(KillSite site, KillOrders orders, KillVerdict verdict)
      throws Exception {
    try (var node = Node.start(site.home(), JVM, site.settings()).ready();
        var ledger = new KillLedger(site.database())) {
      long begun = System.nanoTime();
      orders.call(node);
      assertThat(orders.unanswered()).isZero();
      Awaitility.await("all to be settled")
          .pollInterval(Duration.ofMillis(500))
          .atMost(SETTLED_WITHIN)
          .until(() -> ledger.unsettled().isEmpty());
      System.out.printf("settled %d ms after the last start%n", millis(begun));
      return verdict.atTheEnd(node);
    }
  }

  private void print(KillSite site, int kills, long begun) {
    System.out.printf(
        "chunk %d, seed %d: %d kills on %s with %s in %d s%n",
        CHUNK,
        SEED,
        kills,
        site.isSqlite() ? "SQLite" : "PostgreSQL",
        site.hasBucket() ? "a bucket" : "a folder",
        millis(begun) / 1000);
  }

  private static long millis(long since) {
    return (System.nanoTime() - since) / 1_000_000;
  }
}
