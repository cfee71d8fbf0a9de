package dev.reelway.stories;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.sink.Video;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * An upstream called old, whose renders are all under way until they may end, and all done after
 * that; it lists none.
 */
final class PatientUpstream implements AutoCloseable {

  private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private final Map<String, Integer> orders = new ConcurrentHashMap<>();
  private volatile boolean ends;

  PatientUpstream() throws IOException {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** Its model is called old, too. */
  Stream<String> settings() {
    return UpstreamSettings.of("old", "sora", server);
  }

  /** From now on, each render is done. */
  void end() {
    ends = true;
  }

  /** How often each prompt was ordered. */
  Map<String, Integer> orders() {
    return Map.copyOf(orders);
  }

  private void answer(HttpExchange call) throws IOException {
    var path = call.getRequestURI().getPath();
    if (call.getRequestMethod().equals("POST")) {
      var prompt = Service.JSON.readTree(call.getRequestBody()).path("prompt").asText();
      orders.merge(prompt, 1, Integer::sum);
      reply(call, 200, "{\"id\":\"task-of-%s\",\"status\":\"queued\"}".formatted(prompt));
    } else if (path.endsWith("/content")) {
      reply(call, "video/mp4", Video.SMALL);
    } else if (path.endsWith("/videos")) {
      reply(call, 404, "{}");
    } else {
      reply(call, 200, "{\"status\":\"%s\"}".formatted(ends ? "completed" : "in_progress"));
    }
  }

  private static void reply(HttpExchange call, int status, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("Content-Type", "application/json");
    call.sendResponseHeaders(status, body.length);
    call.getResponseBody().write(body);
    call.close();
  }

  private static void reply(HttpExchange call, String type, byte[] body) throws IOException {
    call.getResponseHeaders().set("Content-Type", type);
    call.sendResponseHeaders(200, body.length);
    call.getResponseBody().write(body);
    call.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
