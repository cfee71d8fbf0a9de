package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers to orders are lost, and upstreams list their renders late, in pages or never. */
class LostAnswerStoryTest extends StoryTest {

  private static final int BURST = 150;

  private final Map<String, List<String>> orders = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> looks = new ConcurrentHashMap<>();
  private final HttpServer upstream = started();

  @Override
  String[] settings() {
    var all = new ArrayList<String>();
    all.add("reelway.jobs.look-up-for=20s");
    for (var name : List.of("none", "no-method", "outage", "late", "sora", "openai", "vllm-omni")) {
      var dialect = List.of("openai", "vllm-omni").contains(name) ? name : "sora";
      var url = "http://127.0.0.1:" + upstream.getAddress().getPort() + "/" + name;
      UpstreamSettings.of(name, dialect, url).forEach(all::add);
    }
    return all.toArray(String[]::new);
  }

  @AfterAll
  void stopUpstream() {
    upstream.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "no-method"})
  void whereThereIsNoListAnOrderIsUnknownSoon(String model) throws Exception {
    var video = ended(model);

    assertThat(video.at("/error/code").asText()).isEqualTo("submit_unknown");
    assertThat(orders.get(model)).hasSize(1);
    assertThat(looks.get(model)).hasValueBetween(2, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"late", "outage"})
  void whatIsNotListedYetIsLookedUpAgain(String model) throws Exception {
    var video = ended(model);

    assertThat(video.at("/error/message").asText()).isEqualTo("found and polled");
    assertThat(orders.get(model)).hasSize(1);
    assertThat(looks.get(model)).hasValueGreaterThan(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sora", "openai", "vllm-omni"})
  void anOrderIsFoundBehindABurstOfOthers(String model) throws Exception {
    var video = ended(model);

    assertThat(video.at("/error/message").asText()).isEqualTo("found and polled");
    assertThat(orders.get(model)).hasSize(1);
  }

  private JsonNode ended(String model) throws Exception {
    var order = Map.of("prompt", "a fox", "model", model, "size", "1280x720");
    var job = service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order));
    return service.ended(Service.json(job).path("id").asText());
  }

  // The upstream.

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
    var path = call.getRequestURI().getPath().split("/");
    if (call.getRequestMethod().equals("POST")) {
      call.getRequestBody().readAllBytes();
      orders.computeIfAbsent(path[1], first -> new CopyOnWriteArrayList<>()).add("task-0");
      call.close(); // The order has arrived, its answer never does.
    } else if (path.length > 4) {
      var failed = "{\"id\":\"%s\",\"status\":\"failed\",\"error\":\"found and polled\"}";
      reply(call, path[4].equals("task-0") ? 200 : 404, failed.formatted(path[4]));
    } else {
      list(call, path[1]);
    }
  }

  private void list(HttpExchange call, String name) throws IOException {
    int look = looks.computeIfAbsent(name, first -> new AtomicInteger()).incrementAndGet();
    switch (name) {
      case "none" -> reply(call, 404, "{}");
      case "no-method" -> reply(call, 405, "{}");
      case "outage" -> reply(call, 200, look < 4 ? "<html>Back soon</html>" : page(0, 0));
      case "late" -> reply(call, 200, look < 3 ? "{\"data\": []}" : page(0, 0));
      default -> reply(call, 200, after(String.valueOf(call.getRequestURI().getQuery())));
    }
  }

  /** The order's render is the oldest of many. */
  private static String after(String query) {
    int at = query.indexOf("after=task-");
    int from = at < 0 ? BURST : Integer.parseInt(query.substring(at + 11)) - 1;
    return page(from, Math.max(0, from - 99));
  }

  private static String page(int from, int to) {
    var soon = System.currentTimeMillis() / 1000 + 60;
    var tasks =
        IntStream.iterate(from, n -> n >= to, n -> n - 1)
            .mapToObj(
                n ->
                    "{\"id\":\"task-%d\",\"prompt\":\"%s\",\"created_at\":%d}"
                        .formatted(n, n == 0 ? "a fox" : "another", soon))
            .toList();
    return "{\"data\": [%s], \"has_more\": %s}".formatted(String.join(",", tasks), to > 0);
  }

  private static void reply(HttpExchange call, int status, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, body.length);
    call.getResponseBody().write(body);
    call.close();
  }
}
