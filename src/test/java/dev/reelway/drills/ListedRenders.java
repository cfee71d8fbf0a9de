package dev.reelway.drills;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * An upstream that takes its time with every answer, lists what it was ordered, and sends a video
 * of each prompt that is unlike all others, piece by piece.
 */
final class ListedRenders implements AutoCloseable {

  private static final long ANSWERS_AFTER = 300;
  private static final long RENDERS_FOR = 1_000;
  private static final int PIECES = 8;
  private static final long BETWEEN_PIECES = 50;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConcurrentSkipListMap<Integer, Render> renders = new ConcurrentSkipListMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private final HttpServer server;

  private record Render(int number, String prompt, Instant ordered) {

    String json() {
      boolean done = Instant.now().isAfter(ordered.plusMillis(RENDERS_FOR));
      return "{\"id\":\"task-%d\",\"prompt\":\"%s\",\"created_at\":%d,\"status\":\"%s\"}"
          .formatted(number, prompt, ordered.getEpochSecond(), done ? "completed" : "in_progress");
    }
  }

  ListedRenders() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What was ordered, an entry for each order that arrived. */
  List<String> prompts() {
    return renders.values().stream().map(Render::prompt).toList();
  }

  /** The video of a prompt. */
  static byte[] video(String prompt) {
    var content = (prompt + " ").repeat(2_000).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(24 + content.length)
        .put(box(8, "ftyp"))
        .put(box(8, "moov"))
        .put(box(8 + content.length, "mdat"))
        .put(content)
        .array();
  }

  private static ByteBuffer box(int length, String type) {
    var box = ByteBuffer.allocate(8).putInt(length);
    return box.put(type.getBytes(StandardCharsets.ISO_8859_1)).flip();
  }

  private void answer(HttpExchange call) throws IOException {
    var path = call.getRequestURI().getPath();
    if (call.getRequestMethod().equals("POST")) {
      ordered(call);
    } else if (path.endsWith("/videos")) {
      reply(call, 200, page(String.valueOf(call.getRequestURI().getQuery())));
    } else if (path.endsWith("/content") && call.getRequestURI().getQuery() == null) {
      send(call, video(rendered(path).prompt()));
    } else if (path.endsWith("/content")) {
      reply(call, 404, "{}");
    } else {
      reply(call, 200, rendered(path).json());
    }
  }

  private void ordered(HttpExchange call) throws IOException {
    int task = number.incrementAndGet();
    var prompt = JSON.readTree(call.getRequestBody()).path("prompt").asText();
    var render = new Render(task, prompt, Instant.now());
    renders.put(task, render);
    pause(ANSWERS_AFTER);
    reply(call, 200, render.json());
  }

  private Render rendered(String path) {
    var task = Integer.parseInt(path.replaceAll(".*/task-(\\d+).*", "$1"));
    return Objects.requireNonNull(renders.get(task));
  }

  private String page(String query) {
    int at = query.indexOf("after=task-");
    int before = at < 0 ? Integer.MAX_VALUE : Integer.parseInt(query.substring(at + 11));
    var some = renders.headMap(before).descendingMap().values().stream().limit(100).toList();
    return some.stream()
        .map(Render::json)
        .collect(
            Collectors.joining(",", "{\"data\":[", "],\"has_more\":" + (some.size() == 100) + "}"));
  }

  private static void send(HttpExchange call, byte[] video) throws IOException {
    call.sendResponseHeaders(200, video.length);
    int piece = video.length / PIECES + 1;
    for (int from = 0; from < video.length; from += piece) {
      call.getResponseBody().write(video, from, Math.min(piece, video.length - from));
      call.getResponseBody().flush();
      pause(BETWEEN_PIECES);
    }
    call.close();
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static void reply(HttpExchange call, int status, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, body.length);
    call.getResponseBody().write(body);
    call.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
