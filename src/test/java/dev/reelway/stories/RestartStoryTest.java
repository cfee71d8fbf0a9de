package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.drills.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process to a home; what it had under way when it was killed goes on with the next one. */
class RestartStoryTest {

  private final Map<String, AtomicInteger> orders = new ConcurrentHashMap<>();
  private final CompletableFuture<Boolean> killed = new CompletableFuture<>();
  private final HttpServer upstream = started();
  @TempDir Path home = Path.of("");

  @AfterEach
  void stop() {
    upstream.stop(0);
  }

  @Test
  void aHomeIsOneProcesssAloneAndWhatItHadUnderWayGoesOnAfterAKill() throws Exception {
    String onTheWire;
    var connecting = new ArrayList<String>();
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var node = node("https://127.0.0.1:" + silent.getLocalPort())) {
      onTheWire = ordered(node, "wire");
      await().atMost(Service.PATIENCE).until(() -> orders.containsKey("wire"));
      refusesASecondProcess(node);
      for (int n = 0; n < 5; n++) {
        connecting.add(ordered(node, "silent"));
      }
      for (int n = 0; n < connecting.size(); n++) {
        silent.accept(); // Nobody answers it: the TLS handshake has no end.
      }
      node.kill();
    }
    killed.complete(true);

    try (var service = Service.start(home, settings(url()))) {
      assertThat(home.resolve("uploads")).isEmptyDirectory();
      assertThat(service.ended(onTheWire).at("/error/code").asText()).isEqualTo("submit_unknown");
      for (var id : connecting) {
        assertThat(service.ended(id).at("/error/message").asText()).isEqualTo("it was rendered");
      }
    }
    assertThat(orders.get("wire")).hasValue(1);
    assertThat(orders.get("silent")).hasValue(5);
  }

  private void refusesASecondProcess(Node node) throws IOException {
    var spool = Files.createDirectories(home.resolve("incoming")).resolve("incoming-1.part");
    Files.writeString(spool, "being written");
    var form = Files.createDirectories(home.resolve("uploads")).resolve("upload_a_1.tmp");
    Files.writeString(form, "being received");

    var refused = catchThrowable(() -> Service.start(home).close());

    assertThat(refused)
        .hasStackTraceContaining(
            "reelway.home is in use by process %d. Stop that process, or set another folder here."
                .formatted(node.pid()));
    assertThat(List.of(spool, form)).allSatisfy(file -> assertThat(file).exists());
  }

  private static String ordered(Node node, String model) throws Exception {
    var order = Map.of("prompt", model, "model", model, "size", "1280x720");
    return node.post("/sora/v1/videos", Service.JSON.writeValueAsString(order)).path("id").asText();
  }

  private Node node(String silent) throws IOException {
    return Node.start(home, Node.SHORT_LIVED, List.of(settings(silent))).ready();
  }

  private String url() {
    return "http://127.0.0.1:" + upstream.getAddress().getPort();
  }

  private String[] settings(String silent) {
    return new String[] {
      "reelway.jobs.lease=1h", // Nobody waits for the end of those of the process that was killed.
      "reelway.upstreams.wire.dialect=sora",
      "reelway.upstreams.wire.base-url=" + url(),
      "reelway.upstreams.wire.key=k",
      "reelway.models.wire[0].upstream=wire",
      "reelway.models.wire[0].model=wire",
      "reelway.upstreams.silent.dialect=sora",
      "reelway.upstreams.silent.base-url=" + silent,
      "reelway.upstreams.silent.key=k",
      "reelway.models.silent[0].upstream=silent",
      "reelway.models.silent[0].model=silent",
      "reelway.intake.hot-folder.enabled=false"
    };
  }

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
    boolean order = call.getRequestMethod().equals("POST");
    if (order) {
      var model = Service.JSON.readTree(call.getRequestBody()).path("model").asText();
      int number = orders.computeIfAbsent(model, first -> new AtomicInteger()).incrementAndGet();
      if (model.equals("wire")) {
        killed.join();
      }
      reply(call, 200, "{\"id\":\"task-%s-%d\",\"status\":\"queued\"}".formatted(model, number));
    } else if (call.getRequestURI().getPath().endsWith("/videos")) {
      reply(call, 404, "{}");
    } else {
      reply(call, 200, "{\"status\":\"failed\",\"error\":\"it was rendered\"}");
    }
  }

  private static void reply(HttpExchange call, int status, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, body.length);
    call.getResponseBody().write(body);
    call.close();
  }
}
