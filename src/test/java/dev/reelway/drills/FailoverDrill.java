package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The primary of the ledger is killed while orders come in and are rendered, and its standby is
 * promoted. With a synchronous standby every order that was accepted is there afterwards; with an
 * asynchronous one that has fallen behind, orders are lost, as they must be.
 */
class FailoverDrill {

  private static final int CALLERS = 8;
  private static final Duration BEFORE = Duration.ofSeconds(5);
  private static final Duration UNNOTICED = Duration.ofSeconds(3);
  private static final Duration AFTER = Duration.ofSeconds(5);
  private static final Duration RESUMES_WITHIN = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Long> accepted = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean over = new AtomicBoolean();

  @BeforeEach
  void itRunsHere() throws Exception {
    var missing = ReplicatedPostgres.missing();
    Assumptions.assumeTrue(missing.isEmpty(), missing::toString);
  }

  @AfterEach
  void stopCalling() {
    over.set(true);
  }

  /**
   * @param unnoticed seconds until the standby is promoted: less than a write waits, and longer
   *     than a lease
   */
  @ParameterizedTest
  @ValueSource(ints = {3, 30})
  void everyAcceptedOrderOutlivesThePrimary(int unnoticed, @TempDir Path home) throws Exception {
    try (var upstream = new ListedRenders();
        var servers = new ReplicatedPostgres(true);
        var node = Node.start(home, List.of("-Xmx384m"), settings(upstream, servers)).ready()) {
      var promotion = failOver(node, servers, () -> {}, Duration.ofSeconds(unnoticed));
      long first = firstAcceptedAfter(promotion.asked());
      var resumed = Duration.ofNanos(Math.max(0, first - promotion.done()));

      var ends = ends(servers.url());
      System.out.printf(
          "synchronous standby, promoted after %d s: %d orders accepted, %s; lost %d; writes"
              + " resumed %d ms after the promotion, which took %d ms; %d ordered at the"
              + " upstream; %s%n",
          unnoticed,
          accepted.size(),
          counted(refused),
          lost(ends).size(),
          resumed.toMillis(),
          Duration.ofNanos(promotion.done() - promotion.asked()).toMillis(),
          upstream.prompts().size(),
          counted(ends.values()));
      assertThat(lost(ends)).isEmpty();
      assertThat(resumed).isLessThan(RESUMES_WITHIN);
      assertThat(refused).allMatch(one -> one.equals("database_away"));
      assertThat(upstream.prompts()).doesNotHaveDuplicates();
      assertThat(ends.values()).allMatch(end -> end.equals("delivered"));
    }
  }

  @Test
  void anAsynchronousStandbyThatFellBehindLosesOrders(@TempDir Path home) throws Exception {
    try (var upstream = new ListedRenders();
        var servers = new ReplicatedPostgres(false);
        var node = Node.start(home, List.of("-Xmx384m"), settings(upstream, servers)).ready()) {
      failOver(node, servers, servers::stopReceiver, UNNOTICED);

      var ends = ends(servers.url());
      System.out.printf(
          "asynchronous standby, stopped %d ms before the kill: %d orders accepted, %s; lost %d%n",
          BEFORE.toMillis(), accepted.size(), counted(refused), lost(ends).size());
      assertThat(lost(ends)).isNotEmpty();
    }
  }

  /** A node that is pointed at the standby alone would answer what was true once. */
  @Test
  void aNodeDoesNotStartAtAStandby(@TempDir Path home) throws Exception {
    try (var servers = new ReplicatedPostgres(true);
        var node =
            Node.start(home, List.of(), List.of("spring.datasource.url=" + servers.standbyUrl()))) {
      Awaitility.await()
          .atMost(Node.PATIENCE)
          .until(
              () ->
                  Files.readString(home.resolve("log"))
                      .contains("the database is a standby, or read-only."));
      assertThat(node.pid()).isPositive();
    }
  }

  private static List<String> settings(ListedRenders upstream, ReplicatedPostgres servers) {
    return List.of(
        "reelway.upstreams.listed.dialect=sora",
        "reelway.upstreams.listed.base-url=" + upstream.url(),
        "reelway.upstreams.listed.key=k",
        "reelway.models.listed[0].upstream=listed",
        "reelway.models.listed[0].model=m",
        "reelway.intake.hot-folder.enabled=false",
        "reelway.jobs.poll-every=1s",
        "reelway.jobs.first-retry=1s",
        "spring.datasource.url=" + servers.url());
  }

  /**
   * When the standby was promoted.
   *
   * @param asked when it was asked to be the primary
   * @param done when it had become the primary
   */
  private record Promotion(long asked, long done) {}

  private interface Step {
    void run() throws SQLException;
  }

  /**
   * Runs orders, and kills the primary among them.
   *
   * @param afterAWhile what happens before that
   * @param unnoticed how long there is no primary
   * @return when the standby was promoted
   */
  private Promotion failOver(
      Node node, ReplicatedPostgres servers, Step afterAWhile, Duration unnoticed)
      throws Exception {
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        var name = "caller " + caller;
        callers.execute(() -> call(node, name));
      }
      pass(BEFORE);
      afterAWhile.run();
      pass(BEFORE);
      servers.killPrimary();
      pass(unnoticed);
      long asked = System.nanoTime();
      servers.promote();
      var promotion = new Promotion(asked, System.nanoTime());
      Awaitility.await("orders to be accepted again")
          .atMost(Node.PATIENCE)
          .until(() -> accepted.values().stream().anyMatch(time -> time > asked));
      pass(AFTER);
      over.set(true);
      return promotion;
    }
  }

  private static void pass(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  private void call(Node node, String name) {
    for (int n = 0; !over.get(); n++) {
      var order = Map.of("prompt", name + " " + n, "model", "listed", "size", "1280x720");
      try {
        var answer = node.post("/sora/v1/videos", JSON.writeValueAsString(order));
        if (answer.path("id").isTextual()) {
          accepted.put(answer.path("id").asText(), System.nanoTime());
        } else {
          refused.add(answer.at("/error/code").asText());
        }
      } catch (IOException | InterruptedException e) {
        refused.add(e.toString());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private long firstAcceptedAfter(long time) {
    return accepted.values().stream()
        .mapToLong(Long::longValue)
        .filter(at -> at > time)
        .min()
        .orElseThrow();
  }

  /** Where each job stands once all have ended. */
  private static Map<String, String> ends(String url) throws SQLException {
    try (var ledger = new SharedLedger(url)) {
      Awaitility.await("all jobs to end")
          .atMost(Node.PATIENCE)
          .until(() -> ledger.unsettled().isEmpty());
      return ledger.jobs().stream()
          .collect(
              Collectors.toMap(
                  SharedLedger.Row::id, job -> (job.state() + " " + job.code()).strip()));
    }
  }

  private Set<String> lost(Map<String, String> ends) {
    var lost = new HashSet<>(accepted.keySet());
    lost.removeAll(ends.keySet());
    return lost;
  }

  private static String counted(Iterable<String> all) {
    var counts = new TreeMap<String, Integer>();
    all.forEach(one -> counts.merge(one, 1, Integer::sum));
    var words = new ArrayList<String>();
    counts.forEach((one, count) -> words.add(count + " " + one));
    return words.isEmpty() ? "none refused" : String.join(", ", words);
  }
}
