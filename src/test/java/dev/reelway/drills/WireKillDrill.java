package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.job.QuotaAudit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node is killed twenty times while orders are on the wire to upstreams that live on. */
class WireKillDrill {

  private static final int KILLS = Integer.getInteger("drill.kills", 20);
  private static final int ORDERS = 40;
  private static final long ANSWERS_AFTER = 400;

  /** An answer is on the wire until the node, on a busy machine, has read and committed it. */
  private static final long IS_READ_WITHIN = 1_000;

  private static final List<String> NAMES = List.of("listing", "listless");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConcurrentSkipListMap<Integer, String> renders = new ConcurrentSkipListMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private final Set<Integer> onTheWire = ConcurrentHashMap.newKeySet();
  private final HttpServer upstream = started();
  private final Map<String, String> open = new LinkedHashMap<>();
  private final Map<String, Integer> ends = new HashMap<>();

  @AfterEach
  void stop() {
    upstream.stop(0);
  }

  @Test
  void noMoreOrdersAreUnknownThanWereOnTheWire(@TempDir Path home) throws Exception {
    var chance = new Random(4711);
    var longest = Duration.ZERO;
    int cut = 0;
    for (int kill = 0; kill <= KILLS; kill++) {
      long begun = System.nanoTime();
      try (var node = Node.start(home, List.of(), settings()).ready()) {
        var ready = Duration.ofNanos(System.nanoTime() - begun);
        settle(node);
        var settled = Duration.ofNanos(System.nanoTime() - begun).minus(ready);
        longest = settled.compareTo(longest) > 0 ? settled : longest;
        System.out.printf(
            "start %d: ready after %d ms, all settled %d ms later; so far %s of %d cut on the"
                + " wire%n",
            kill, ready.toMillis(), settled.toMillis(), ends, cut);
        if (kill < KILLS) {
          order(node, kill);
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(chance.nextLong(800)));
          cut += cutBy(node);
        }
      }
      assertQuotasAreThoseOfJobs(home);
    }
    System.out.printf(
        "%d orders, %d at the upstreams, %s, %d cut on the wire, settled within %d ms%n",
        KILLS * ORDERS, renders.size(), ends, cut, longest.toMillis());
    int unknown =
        ends.entrySet().stream()
            .filter(one -> one.getKey().endsWith("submit_unknown"))
            .mapToInt(Map.Entry::getValue)
            .sum();
    assertThat(unknown).isLessThanOrEqualTo(cut);
    assertThat(renders).hasSizeLessThanOrEqualTo(KILLS * ORDERS);
    assertThat(renders.values()).doesNotHaveDuplicates();
  }

  private static void assertQuotasAreThoseOfJobs(Path home) throws Exception {
    try (var ledger = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"))) {
      assertThat(QuotaAudit.differences(ledger)).isEmpty();
    }
  }

  /** How many orders had arrived, or do while the node dies, and were not answered a while ago. */
  private int cutBy(Node node) throws InterruptedException {
    int before = onTheWire.size();
    int arrived = number.get();
    node.kill();
    return before + number.get() - arrived;
  }

  private List<String> settings() {
    var all = new ArrayList<String>();
    for (var name : NAMES) {
      var url = "http://127.0.0.1:" + upstream.getAddress().getPort() + "/" + name;
      all.add("reelway.upstreams.%s.dialect=sora".formatted(name));
      all.add("reelway.upstreams.%s.base-url=%s".formatted(name, url));
      all.add("reelway.upstreams.%s.key=k".formatted(name));
      all.add("reelway.models.%s[0].upstream=%s".formatted(name, name));
      all.add("reelway.models.%s[0].model=m".formatted(name));
      all.add("reelway.models.%s[0].price.second=0.10".formatted(name));
    }
    all.add("reelway.licences.demo.limits.jobs-at-once=1000000");
    all.add("reelway.licences.demo.limits.day.seconds=1000000");
    all.add("reelway.licences.demo.limits.month.money=1000000");
    all.add("reelway.jobs.poll-every=1s");
    all.add("reelway.intake.hot-folder.enabled=false");
    return all;
  }

  private void order(Node node, int kill) throws Exception {
    for (int n = 0; n < ORDERS; n++) {
      var name = NAMES.get(n % NAMES.size());
      var order = Map.of("prompt", kill + " " + n, "model", name, "size", "1280x720");
      var id = node.post("/sora/v1/videos", JSON.writeValueAsString(order)).path("id").asText();
      open.put(id, name);
    }
  }

  private void settle(Node node) {
    Awaitility.await().atMost(Node.PATIENCE).until(() -> allHaveEnded(node));
  }

  private boolean allHaveEnded(Node node) throws Exception {
    for (var id : List.copyOf(open.keySet())) {
      var video = node.video(id);
      if (video.path("status").asText().matches("completed|failed")) {
        ends.merge(open.remove(id) + " " + video.at("/error/code").asText(), 1, Integer::sum);
      }
    }
    return open.isEmpty();
  }

  // The upstreams.

  private HttpServer started() {
    try {
      var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::answer);
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange call) throws IOException {
    if (call.getRequestMethod().equals("POST")) {
      ordered(call);
    } else if (!call.getRequestURI().getPath().endsWith("/videos")) {
      reply(call, 200, "{\"status\":\"failed\",\"error\":\"it was rendered\"}");
    } else if (call.getRequestURI().getPath().startsWith("/listless")) {
      reply(call, 404, "{}");
    } else {
      reply(call, 200, page(String.valueOf(call.getRequestURI().getQuery())));
    }
  }

  private void ordered(HttpExchange call) throws IOException {
    int task = number.incrementAndGet();
    onTheWire.add(task);
    try {
      renders.put(task, JSON.readTree(call.getRequestBody()).path("prompt").asText());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ANSWERS_AFTER));
      reply(call, 200, "{\"id\":\"task-%d\",\"status\":\"queued\"}".formatted(task));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(IS_READ_WITHIN));
    } finally {
      onTheWire.remove(task);
    }
  }

  private String page(String query) {
    int at = query.indexOf("after=task-");
    int before = at < 0 ? Integer.MAX_VALUE : Integer.parseInt(query.substring(at + 11));
    var some = renders.headMap(before).descendingMap().entrySet().stream().limit(100).toList();
    return some.stream()
        .map(
            one ->
                ("{\"id\":\"task-%d\",\"prompt\":\"%s\",\"created_at\":%d,"
                        + "\"status\":\"failed\",\"error\":\"it was rendered\"}")
                    .formatted(one.getKey(), one.getValue(), System.currentTimeMillis() / 1000))
        .collect(
            Collectors.joining(",", "{\"data\":[", "],\"has_more\":" + (some.size() == 100) + "}"));
  }

  private static void reply(HttpExchange call, int status, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, body.length);
    call.getResponseBody().write(body);
    call.close();
  }
}
