package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.job.TestDatabase;
import dev.reelway.sink.S3Store;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes share a ledger, an inbox and an outbox. One of them, in turns, is killed while orders
 * come in, are submitted, polled and delivered, and while batches are read; the other one settles
 * all that it held.
 */
class NodeDeathDrill {

  private static final int KILLS = Integer.getInteger("drill.kills", 5);
  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);

  /** What a live node holds has been renewed by then, so that the rest was the dead one's. */
  private static final Duration HELD_BY_THE_DEAD = Duration.ofSeconds(10);

  private static final int CALLERS = 2;
  private static final int BATCHES = 2;
  private static final int LINES = 1_000;

  /** The other lines name a model that is not there. */
  private static final int ONE_ORDER_IN = 100;

  /** How many orders the narrow upstream takes; others wait for it, all sent there by one node. */
  private static final int AT_ONCE = 6;

  private static final List<String> WIDE = List.of("wide");
  private static final Pattern PROMPT = Pattern.compile("\"prompt\":\"([^\"]*)\"");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, ListedRenders> upstreams = new TreeMap<>();
  private final Map<String, AtomicInteger> told = new ConcurrentHashMap<>();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Set<String> called = ConcurrentHashMap.newKeySet();
  private final Random chance = new Random(4711);
  private final HttpServer hook = hook();
  private Path home = Path.of("");

  @BeforeEach
  void start() throws IOException {
    upstreams.put("wide", new ListedRenders());
    upstreams.put("narrow", new ListedRenders());
  }

  @AfterEach
  void stop() {
    upstreams.values().forEach(ListedRenders::close);
    hook.stop(0);
  }

  @Test
  void whatADeadNodeHeldIsSettledByTheOther(@TempDir Path folder) throws Exception {
    try (var outbox = new SharedOutbox.Folder(folder.resolve("outbox"))) {
      killOneOfTwo(folder, outbox);
    }
  }

  @Test
  void soItIsWhereTheyShareABucket(@TempDir Path folder) throws Exception {
    try (var outbox = new SharedOutbox.Bucket(S3Store.start())) {
      killOneOfTwo(folder, outbox);
    }
  }

  private void killOneOfTwo(Path folder, SharedOutbox outbox) throws Exception {
    home = folder;
    var url = TestDatabase.postgresUrl();
    var nodes = new ArrayList<Node>();
    var took = new ArrayList<Duration>();
    int wire = 0;
    try (var ledger = new SharedLedger(url)) {
      nodes.add(node("one", url, outbox));
      nodes.add(node("two", url, outbox));
      for (int kill = 1; kill <= KILLS; kill++) {
        nodes.forEach(Node::ready);
        int victim = kill % 2;
        var died = killInTheMiddle(kill, nodes, victim);
        var unread = ledger.unread();
        var held = held(ledger, died);
        held.put("batch being read", unread);
        took.add(settled(ledger, held, died));
        wire += held.getOrDefault("on the wire", Set.of()).size();
        System.out.printf(
            "kill %d: held %s; settled %d ms after the death, all work %d ms%n",
            kill, counted(held), took.getLast().toMillis(), over(ledger, died).toMillis());
        nodes.set(victim, node(victim == 0 ? "one" : "two", url, outbox));
      }
      nodes.forEach(Node::ready);
      assertNothingLost(ledger, outbox, nodes.getFirst(), wire);
      assertThat(took).allMatch(one -> one.compareTo(SETTLED_WITHIN) <= 0);
    } finally {
      for (var node : nodes) {
        node.close();
      }
    }
  }

  private Node node(String name, String url, SharedOutbox outbox) throws IOException {
    var own = Files.createDirectories(home.resolve(name));
    var all = new ArrayList<>(outbox.settings());
    all.addAll(settings(url));
    return Node.start(own, List.of("-Xmx384m"), all);
  }

  private List<String> settings(String url) {
    var all = new ArrayList<String>();
    upstreams.forEach(
        (name, upstream) -> {
          all.add("reelway.upstreams.%s.dialect=sora".formatted(name));
          all.add("reelway.upstreams.%s.base-url=%s".formatted(name, upstream.url()));
          all.add("reelway.upstreams.%s.key=k".formatted(name));
          all.add("reelway.models.%s[0].upstream=%s".formatted(name, name));
          all.add("reelway.models.%s[0].model=m".formatted(name));
        });
    all.add("reelway.upstreams.narrow.limits.at-once=" + AT_ONCE);
    all.add("spring.datasource.url=" + url);
    all.add("reelway.intake.hot-folder.folder=" + home.resolve("inbox"));
    all.add("reelway.intake.hot-folder.model=wide");
    all.add("reelway.licences.demo.webhook.url=http://127.0.0.1:" + hook.getAddress().getPort());
    all.add("reelway.licences.demo.webhook.secret=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    all.add("reelway.events.private-hosts=127.0.0.1");
    all.add("reelway.jobs.poll-every=1s");
    all.add("reelway.jobs.first-retry=1s");
    return all;
  }

  // What goes on when a node dies.

  private Instant killInTheMiddle(int kill, List<Node> nodes, int victim) throws Exception {
    var over = new AtomicBoolean();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        for (var node : nodes) {
          var name = "%d %d %d".formatted(kill, caller, nodes.indexOf(node));
          boolean dies = nodes.indexOf(node) == victim;
          callers.execute(() -> call(node, name, dies ? List.of("wide", "narrow") : WIDE, over));
        }
      }
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      for (int batch = 0; batch < BATCHES; batch++) {
        drop("dropped %d %d".formatted(kill, batch));
        order(nodes.get(victim), "batch %d %d".formatted(kill, batch));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500 + chance.nextLong(2_000)));
      over.set(true);
      nodes.get(victim).kill();
      var died = Instant.now();
      nodes.get(victim).close();
      return died;
    }
  }

  private void call(Node node, String name, List<String> models, AtomicBoolean over) {
    for (int n = 0; !over.get(); n++) {
      var model = models.get(n % models.size());
      var order = Map.of("prompt", "call " + name + " " + n, "model", model, "size", "1280x720");
      try {
        var answer = node.post("/sora/v1/videos", JSON.writeValueAsString(order));
        accepted.add(answer.path("id").asText("refused: " + answer));
      } catch (IOException | InterruptedException killed) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private void drop(String name) throws IOException {
    var staged = home.resolve("staged");
    Files.writeString(staged, lines(name, "%2$s%n"));
    var inbox = Files.createDirectories(home.resolve("inbox"));
    Files.move(staged, inbox.resolve(name.replace(' ', '-') + ".jsonl"));
  }

  private void order(Node node, String name) throws Exception {
    var line =
        "{\"custom_id\":\"%1$d\",\"method\":\"POST\",\"url\":\"/v1/videos\",\"body\":%2$s}%n";
    var form =
        """
        --b
        Content-Disposition: form-data; name="purpose"

        batch
        --b
        Content-Disposition: form-data; name="file"; filename="orders.jsonl"
        Content-Type: application/jsonl

        %s
        --b--
        """
            .formatted(lines(name, line).strip())
            .replace("\n", "\r\n");
    var file = node.post("/sora/v1/files", "multipart/form-data; boundary=b", form);
    var parameter =
        Map.of(
            "input_file_id",
            file.path("id").asText(),
            "endpoint",
            "/v1/videos",
            "completion_window",
            "24h");
    var batch = node.post("/sora/v1/batches", JSON.writeValueAsString(parameter));
    assertThat(batch.path("id").asText()).as("%s", batch).startsWith("batch_");
    called.add(batch.path("id").asText());
  }

  private static String lines(String name, String line) {
    var all = new StringBuilder();
    for (int n = 0; n < LINES; n++) {
      var model = n % ONE_ORDER_IN == 0 ? "wide" : "none";
      var order = "{\"prompt\":\"%s %d\",\"model\":\"%s\"}".formatted(name, n, model);
      all.append(line.formatted(n, order));
    }
    return all.toString();
  }

  private static Map<String, Set<String>> held(SharedLedger ledger, Instant died) throws Exception {
    var since = Duration.between(Instant.now(), died.plus(HELD_BY_THE_DEAD));
    LockSupport.parkNanos(since.toNanos());
    return ledger.heldSince(died);
  }

  private static String counted(Map<String, Set<String>> held) {
    return held.entrySet().stream()
        .map(step -> step.getValue().size() + " " + step.getKey())
        .collect(Collectors.joining(", "));
  }

  private static Duration settled(
      SharedLedger ledger, Map<String, Set<String>> held, Instant died) {
    var all = held.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    Awaitility.await("what was held to be settled")
        .atMost(Node.PATIENCE)
        .until(() -> Collections.disjoint(ledger.unsettled(), all));
    return Duration.between(died, Instant.now());
  }

  private static Duration over(SharedLedger ledger, Instant died) {
    Awaitility.await("all jobs, events and batches to come to their end")
        .atMost(Node.PATIENCE.multipliedBy(2))
        .until(() -> ledger.unsettled().isEmpty() && ledger.unreported().isEmpty());
    return Duration.between(died, Instant.now());
  }

  private HttpServer hook() {
    try {
      var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/",
          call -> {
            call.getRequestBody().readAllBytes();
            var id = String.valueOf(call.getRequestHeaders().getFirst("webhook-id"));
            told.computeIfAbsent(id, first -> new AtomicInteger()).incrementAndGet();
            call.sendResponseHeaders(204, -1);
            call.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  // What must be true at the end.

  private void assertNothingLost(SharedLedger ledger, SharedOutbox outbox, Node node, int wire)
      throws Exception {
    var jobs = ledger.jobs();
    var ids = jobs.stream().map(SharedLedger.Row::id).collect(Collectors.toSet());
    var videos = outbox.paths().stream().filter(path -> path.endsWith(".mp4")).toList();
    var orders = upstreams.values().stream().flatMap(one -> one.prompts().stream()).toList();
    var ends = new TreeMap<String, Integer>();
    jobs.forEach(job -> ends.merge((job.state() + " " + job.code()).strip(), 1, Integer::sum));
    System.out.printf(
        "%d jobs, %d accepted of calls: %s; %d orders at the upstreams, %d were on the wire; "
            + "%d videos; %d ends told %d times%n",
        jobs.size(),
        accepted.size(),
        ends,
        orders.size(),
        wire,
        videos.size(),
        told.size(),
        told.values().stream().mapToInt(AtomicInteger::get).sum());

    assertThat(ids).containsAll(accepted);
    assertThat(orders).doesNotHaveDuplicates();
    assertOnlyTheLostHaveFailed(jobs, new HashSet<>(orders), wire);
    assertTheVideosAreWhole(jobs, videos, outbox);
    assertThat(told).hasSize(jobs.size());
    assertEachLineHasAnEnd(node);
    assertThat(outbox.parts()).isEmpty();
    assertThat(files(".", ".part")).isEmpty();
    assertThat(files("inbox/working", "")).isEmpty();
  }

  private static void assertOnlyTheLostHaveFailed(
      List<SharedLedger.Row> jobs, Set<String> orders, int wire) {
    var failed = jobs.stream().filter(job -> job.state().equals("failed")).toList();
    assertThat(failed).allMatch(job -> job.code().equals("submit_unknown"));
    assertThat(failed).hasSizeLessThanOrEqualTo(wire);
    assertThat(failed).noneMatch(job -> orders.contains(prompt(job)));
  }

  private static void assertTheVideosAreWhole(
      List<SharedLedger.Row> jobs, List<String> videos, SharedOutbox outbox) throws IOException {
    var byJob = new HashMap<String, String>();
    for (var video : videos) {
      var name = video.substring(video.lastIndexOf('/') + 1);
      assertThat(byJob.put(name.substring(0, name.length() - ".mp4".length()), video)).isNull();
    }
    for (var job : jobs) {
      var video = byJob.remove(job.id());
      if (job.state().equals("delivered")) {
        assertThat(video).as(job.id()).isNotNull();
        assertThat(outbox.read(video)).isEqualTo(ListedRenders.video(prompt(job)));
        assertThat(JSON.readTree(outbox.read(video.replace(".mp4", ".json")))).isNotEmpty();
      } else {
        assertThat(video).as(job.id()).isNull();
      }
    }
    assertThat(byJob).isEmpty();
  }

  private void assertEachLineHasAnEnd(Node node) throws Exception {
    var results = files("inbox/results", ".jsonl.results.jsonl");
    assertThat(results).hasSize(KILLS * BATCHES);
    for (var good : results) {
      var name = good.getFileName().toString().replace(".results.", ".errors.");
      var lines = new ArrayList<>(Files.readAllLines(good));
      lines.addAll(Files.readAllLines(good.resolveSibling(name)));
      assertThat(lines).hasSize(LINES);
    }
    assertThat(files("inbox/done", ".jsonl")).hasSize(KILLS * BATCHES);
    for (var id : called) {
      var counts = JSON.readTree(node.get("/sora/v1/batches/" + id).body()).path("request_counts");
      assertThat(counts.path("total").asInt()).isEqualTo(LINES);
      assertThat(counts.path("completed").asInt() + counts.path("failed").asInt()).isEqualTo(LINES);
    }
  }

  private static String prompt(SharedLedger.Row job) {
    var found = PROMPT.matcher(job.order());
    assertThat(found.find()).as(job.order()).isTrue();
    return found.group(1);
  }

  private List<Path> files(String folder, String ending) throws IOException {
    try (var files = Files.walk(home.resolve(folder))) {
      return files
          .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
          .toList();
    }
  }
}
