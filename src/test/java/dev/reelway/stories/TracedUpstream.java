package dev.reelway.stories;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.sink.Video;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * An upstream called old, which renders nothing until it may end, and refuses what it is told to
 * refuse; it keeps what calls say of their traces.
 */
final class TracedUpstream implements AutoCloseable {

  private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private final List<Received> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger orders = new AtomicInteger();
  private volatile boolean ends;

  /**
   * A call.
   *
   * @param traceparent the header, or null
   * @param others what it says of a trace besides
   */
  record Received(String method, String path, String traceparent, List<String> others) {}

  TracedUpstream() throws IOException {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** Its model is called old, too. */
  Stream<String> settings() {
    return UpstreamSettings.of("old", "sora", server);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** From now on, each render is done. */
  void end() {
    ends = true;
  }

  List<Received> calls() {
    return List.copyOf(calls);
  }

  private void answer(HttpExchange call) throws IOException {
    var path = call.getRequestURI().getPath();
    var headers = call.getRequestHeaders();
    var others = Stream.of("tracestate", "baggage").filter(headers::containsKey).toList();
    calls.add(new Received(call.getRequestMethod(), path, headers.getFirst("traceparent"), others));
    if (call.getRequestMethod().equals("POST")) {
      var prompt = Service.JSON.readTree(call.getRequestBody()).path("prompt").asText();
      boolean refused = prompt.startsWith("refuse");
      var task = "{'id':'task-" + orders.incrementAndGet() + "','status':'queued'}";
      reply(call, refused ? 422 : 200, "application/json", json(task));
    } else if (path.endsWith("/content")) {
      reply(call, 200, "video/mp4", Video.SMALL);
    } else if (path.endsWith("/videos")) {
      reply(call, 404, "application/json", json("{}"));
    } else {
      var status = ends ? "completed" : "in_progress";
      reply(call, 200, "application/json", json("{'status':'" + status + "'}"));
    }
  }

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static void reply(HttpExchange call, int status, String type, byte[] body)
      throws IOException {
    call.getResponseHeaders().set("Content-Type", type);
    call.sendResponseHeaders(status, body.length);
    call.getResponseBody().write(body);
    call.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
