package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * From a jar of the version before the last migrations to this version and back: on PostgreSQL node
 * by node while callers order, on SQLite with a stop. No order is lost or rendered twice. It needs
 * Git's history and Maven, or {@code -Ddrill.earlier=<jar>}.
 */
@ResourceLock(TestDatabase.POSTGRES)
class UpgradeDrill {

  private static final List<String> JVM =
      List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  /** How many orders are accepted between two changes. */
  private static final int BETWEEN = 60;

  @TempDir Path folder = Path.of("");
  private Path earlier = Path.of("");

  @BeforeEach
  void theVersionBeforeIsThere() throws Exception {
    var jar = EarlierVersion.jar();
    Assumptions.assumeTrue(jar.isPresent(), "needs Git's history and Maven");
    earlier = jar.orElseThrow();
  }

  @Test
  void nodesOnPostgresAreReplacedOneByOneAndBack() throws Exception {
    var url = newDatabase();
    try (var upstream = new ListedRenders();
        var ledger = new SharedLedger(url)) {
      var settings = settings(upstream, url);
      try (var nodes = new ReplacedNodes(folder, JVM, settings)) {
        nodes.start(0, earlier);
        nodes.start(1, earlier);
        try (var callers = new PatientCallers(nodes)) {
          callers.awaitMore(BETWEEN);
          for (var program : List.of(ReplacedNodes.THIS, earlier)) {
            for (int node = 0; node < 2; node++) {
              var gone = nodes.replace(node, program);
              System.out.printf("node %d: replaced in %.1f s%n", node, gone.toMillis() / 1e3);
              callers.awaitMore(BETWEEN);
            }
          }
          callers.stop();
          assertThat(callers.refused()).isEmpty();
          settle(ledger);
          System.out.println(
              callers.accepted().size() + " accepted, " + upstream.prompts().size() + " rendered");
          assertRenderedOnce(ledger, upstream, callers.accepted());
        }
      }
    }
  }

  @Test
  void sqliteIsUpgradedPutBackAndRestored() throws Exception {
    var file = folder.resolve("ledger.db");
    var backup = folder.resolve("backup.db");
    var accepted = new ConcurrentSkipListMap<String, String>();
    try (var upstream = new ListedRenders();
        var nodes = new ReplacedNodes(folder, JVM, settings(upstream, "jdbc:sqlite:" + file))) {
      nodes.start(0, earlier);
      order(nodes, accepted, "before", 8);
      Awaitility.await()
          .atMost(Node.PATIENCE)
          .until(() -> upstream.prompts().size() == 8 && unsubmitted(file) == 0);
      execute("jdbc:sqlite:" + file, "vacuum into '" + backup + "'");
      var saved = Map.copyOf(accepted);
      for (var program : List.of(ReplacedNodes.THIS, earlier)) {
        order(nodes, accepted, "until " + program.getFileName(), 3);
        nodes.replace(0, program);
      }
      order(nodes, accepted, "after", 3);
      try (var ledger = new SharedLedger("jdbc:sqlite:" + file)) {
        settle(ledger);
        assertRenderedOnce(ledger, upstream, accepted);
      }
      nodes.stop(0);
      Files.copy(backup, folder.resolve("restored.db"));
      var restored = "jdbc:sqlite:" + folder.resolve("restored.db");
      nodes.start(0, earlier, "spring.datasource.url=" + restored);
      try (var ledger = new SharedLedger(restored)) {
        settle(ledger);
        assertThat(delivered(ledger)).containsExactlyInAnyOrderElementsOf(saved.keySet());
      }
      assertThat(upstream.prompts()).doesNotHaveDuplicates();
    }
  }

  private static void order(
      ReplacedNodes nodes, Map<String, String> accepted, String name, int count) throws Exception {
    for (int n : IntStream.range(0, count).toArray()) {
      var prompt = name + " " + n;
      var order = "{\"model\":\"listed\",\"prompt\":\"%s\"}".formatted(prompt);
      accepted.put(nodes.get(0).post("/sora/v1/videos", order).path("id").asText(), prompt);
    }
  }

  private static void settle(SharedLedger ledger) {
    Awaitility.await("the end of all jobs")
        .atMost(Node.PATIENCE)
        .until(() -> ledger.unsettled().isEmpty());
  }

  private static void assertRenderedOnce(
      SharedLedger ledger, ListedRenders upstream, Map<String, String> accepted)
      throws SQLException {
    assertThat(delivered(ledger)).containsExactlyInAnyOrderElementsOf(accepted.keySet());
    assertThat(upstream.prompts()).containsExactlyInAnyOrderElementsOf(accepted.values());
  }

  private static List<String> delivered(SharedLedger ledger) throws SQLException {
    var ends = ledger.jobs().stream().collect(Collectors.groupingBy(SharedLedger.Row::state));
    assertThat(ends).containsOnlyKeys("delivered");
    return ends.getOrDefault("delivered", List.of()).stream().map(SharedLedger.Row::id).toList();
  }

  private List<String> settings(ListedRenders upstream, String url) {
    return List.of(
        "spring.datasource.url=" + url,
        "logging.level.root=warn",
        "reelway.upstreams.listed.dialect=sora",
        "reelway.upstreams.listed.base-url=" + upstream.url(),
        "reelway.upstreams.listed.key=k",
        "reelway.models.listed[0].upstream=listed",
        "reelway.models.listed[0].model=m",
        "reelway.intake.hot-folder.enabled=false",
        "reelway.sinks.file.folder=" + folder.resolve("outbox"));
  }

  private static long unsubmitted(Path file) throws SQLException {
    try (var ledger = new SharedLedger("jdbc:sqlite:" + file)) {
      return ledger.jobs().stream().filter(job -> job.state().matches("queued|submitting")).count();
    }
  }

  /** Emptied of all tables: the version before migrates it. */
  private static String newDatabase() throws SQLException {
    var server = TestDatabase.postgresUrl();
    execute(server, "drop database if exists upgrade_drill");
    execute(server, "create database upgrade_drill");
    return server.replaceFirst("/postgres\\b", "/upgrade_drill");
  }

  private static void execute(String url, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
