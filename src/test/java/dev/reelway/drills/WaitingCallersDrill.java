package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.drills.ListedRenders.Manner;
import dev.reelway.drills.ListedRenders.Pace;
import dev.reelway.job.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * How many transactions a second two nodes ask of the database while two hundred renders go on, and
 * how many more once two hundred callers wait for them.
 */
@ResourceLock(TestDatabase.POSTGRES)
class WaitingCallersDrill {

  private static final int CALLERS = 200;
  private static final Duration MEASURED = Duration.ofSeconds(30);

  /** PostgreSQL counts what an idle session has done with a delay of ten seconds at most. */
  private static final Duration COUNTED_AFTER = Duration.ofSeconds(12);

  /** The watch of a node is one query a tick; other work varies by as much. */
  private static final double MORE_AT_MOST = 5;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void waitingCallersAskNothingOfTheDatabase(@TempDir Path folder) throws Exception {
    var url = TestDatabase.postgresUrl();
    try (var upstream = new ListedRenders(new Pace(1, 3_600_000, 1), Manner.LISTS);
        var cluster = Cluster.start(folder, 2, url, settings(folder, upstream), new Random(0));
        var client = HttpClient.newHttpClient();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var videos = rendering(cluster, upstream);
      double before = perSecond(url);
      var told = new AtomicInteger();
      for (int n = 0; n < CALLERS; n++) {
        var uri = "http://127.0.0.1:%d/sora/v1/videos/%s/events";
        var events = URI.create(uri.formatted(cluster.port(n + 1), videos.get(n)));
        threads.execute(() -> watch(client, events, told));
      }
      Awaitility.await().atMost(Node.PATIENCE).until(() -> told.get() >= CALLERS);
      double waiting = perSecond(url);
      System.out.printf(
          "%d renders on two nodes: %.1f transactions/s; with %d callers waiting, each at the node"
              + " that did not take the order: %.1f%n",
          CALLERS, before, CALLERS, waiting);
      threads.shutdownNow();
      assertThat(waiting - before).isLessThan(MORE_AT_MOST);
    }
  }

  private static List<String> settings(Path folder, ListedRenders upstream) {
    return List.of(
        "reelway.upstreams.listed.dialect=sora",
        "reelway.upstreams.listed.base-url=" + upstream.url(),
        "reelway.upstreams.listed.key=k",
        "reelway.models.listed[0].upstream=listed",
        "reelway.models.listed[0].model=m",
        "reelway.jobs.poll-every=5m",
        "reelway.intake.hot-folder.enabled=false",
        "reelway.sinks.file.folder=" + folder.resolve("outbox"));
  }

  private static List<String> rendering(Cluster cluster, ListedRenders upstream) throws Exception {
    var videos = new ArrayList<String>();
    for (int n = 0; n < CALLERS; n++) {
      var order = Map.of("prompt", "a fox " + n, "model", "listed", "size", "1280x720");
      var node = cluster.node(n);
      videos.add(node.post("/sora/v1/videos", JSON.writeValueAsString(order)).path("id").asText());
    }
    Awaitility.await().atMost(Node.PATIENCE).until(() -> upstream.prompts().size() == CALLERS);
    return videos;
  }

  private static void watch(HttpClient client, URI events, AtomicInteger told) {
    var request = HttpRequest.newBuilder(events).header("Authorization", "demo").build();
    try (var lines = client.send(request, BodyHandlers.ofLines()).body()) {
      lines.filter(line -> line.startsWith("data:")).forEach(line -> told.incrementAndGet());
    } catch (Exception over) {
      Thread.currentThread().interrupt();
    }
  }

  private static double perSecond(String url) throws Exception {
    Cluster.pass(COUNTED_AFTER);
    long start = System.nanoTime();
    long before = transactions(url);
    Cluster.pass(MEASURED);
    long after = transactions(url);
    return (after - before) * 1e9 / (System.nanoTime() - start);
  }

  private static long transactions(String url) throws Exception {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "select sum(xact_commit + xact_rollback) from pg_stat_database")) {
      found.next();
      return found.getLong(1);
    }
  }
}
