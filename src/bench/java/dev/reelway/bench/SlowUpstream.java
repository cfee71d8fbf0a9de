package dev.reelway.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * An upstream in this process that renders for as long as it is polled: each report is a per cent
 * further than the last one, if that is five seconds old. It keeps when it first said each of them.
 */
final class SlowUpstream implements AutoCloseable {

  private static final int PAGE = 100;
  private static final long STEP = 5_000_000_000L;

  private final ConcurrentSkipListMap<Integer, Render> renders = new ConcurrentSkipListMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  SlowUpstream() throws IOException {
    // An idle connection that is closed just as it is used again loses an answer.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    System.setProperty("sun.net.httpserver.idleInterval", "600");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The render of the order with the prompt {@code video <number>}. */
  Render render(int number) {
    return renders.get(number);
  }

  /** What was reported of a render, and when, in nanoseconds by percentage. */
  static final class Render {

    private final long[] reported = new long[100];
    private int progress;

    synchronized long reportedAt(int percent) {
      return reported[percent];
    }

    private synchronized int report() {
      long now = System.nanoTime();
      if (progress < 99 && now - reported[progress] >= STEP - STEP / 20) {
        reported[++progress] = now;
      }
      return progress;
    }
  }

  private void answer(HttpExchange call) throws IOException {
    var path = call.getRequestURI().getPath();
    var body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (call.getRequestMethod().equals("POST")) {
      int task = Integer.parseInt(body.replaceAll(".*video (\\d+).*", "$1"));
      renders.put(task, new Render());
      send(call, json(task));
    } else if (path.endsWith("/videos")) {
      send(call, page(String.valueOf(call.getRequestURI().getQuery())));
    } else {
      send(call, json(Integer.parseInt(path.substring(path.lastIndexOf('_') + 1))));
    }
  }

  private String json(int task) {
    return "{\"id\":\"task_%d\",\"status\":\"in_progress\",\"progress\":%d}"
        .formatted(task, renders.get(task).report());
  }

  /** A hundred before the one that is named, the newest first. */
  private String page(String query) {
    int at = query.indexOf("after=task_");
    int before =
        at < 0 ? Integer.MAX_VALUE : Integer.parseInt(query.substring(at + 11).split("&")[0]);
    var some = renders.headMap(before).descendingKeySet().stream().limit(PAGE).toList();
    return some.stream()
        .map(this::json)
        .collect(
            Collectors.joining(
                ",", "{\"data\":[", "],\"has_more\":" + (some.size() == PAGE) + "}"));
  }

  private static void send(HttpExchange call, String json) throws IOException {
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("Content-Type", "application/json");
    call.sendResponseHeaders(200, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
