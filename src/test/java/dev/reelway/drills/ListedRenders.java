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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An upstream that takes its time with every answer, lists what it was ordered, and sends a video
 * of each prompt that is unlike all others, piece by piece. It can be held in the middle of each.
 */
final class ListedRenders implements AutoCloseable {

  private static final int PIECES = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A video whose prompt contains this word is so long that a bucket gets it in three parts. */
  static final String LARGE = "large";

  private static final int LARGE_BYTES = 17 << 20;
  private static final Pattern FIELD =
      Pattern.compile("name=\"prompt\".*?\\r\\n\\r\\n([^\\r\\n]+)", Pattern.DOTALL);

  private final Map<String, Integer> keys = new ConcurrentHashMap<>();
  private final Pace pace;
  private final Manner manner;
  private final Holds holds;
  private final ConcurrentSkipListMap<Integer, Render> renders = new ConcurrentSkipListMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private final HttpServer server;

  /** How it answers when it is not told whether its answer has arrived. */
  enum Manner {
    LISTS,
    DOES_NOT_LIST,
    HONOURS_KEYS
  }

  /**
   * How fast it is, times in milliseconds.
   *
   * @param answersAfter how long it takes to answer an order
   * @param rendersFor how long it renders
   * @param betweenPieces how long it waits after each of the eight pieces of a video
   */
  record Pace(long answersAfter, long rendersFor, long betweenPieces) {

    static final Pace USUAL = new Pace(300, 1_000, 50);
  }

  /** Where it can be held: with an order, a poll or a list, or half of a video. */
  record Holds(Hold order, Hold poll, Hold video) {

    Holds() {
      this(new Hold(), new Hold(), new Hold());
    }
  }

  private record Render(int number, String prompt, Instant ordered, Pace pace) {

    String json() {
      boolean done = Instant.now().isAfter(ordered.plusMillis(pace.rendersFor()));
      return "{\"id\":\"task-%d\",\"prompt\":\"%s\",\"created_at\":%d,\"status\":\"%s\"}"
          .formatted(number, prompt, ordered.getEpochSecond(), done ? "completed" : "in_progress");
    }
  }

  ListedRenders() throws IOException {
    this(Manner.LISTS, new Holds());
  }

  ListedRenders(Manner manner, Holds holds) throws IOException {
    this(Pace.USUAL, manner, holds);
  }

  ListedRenders(Pace pace, Manner manner) throws IOException {
    this(pace, manner, new Holds());
  }

  private ListedRenders(Pace pace, Manner manner, Holds holds) throws IOException {
    this.pace = pace;
    this.manner = manner;
    this.holds = holds;
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
    int times = prompt.contains(LARGE) ? LARGE_BYTES / prompt.length() : 500;
    var content = (prompt + " ").repeat(times).getBytes(StandardCharsets.UTF_8);
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
    } else if (path.endsWith("/videos") && manner != Manner.LISTS) {
      reply(call, 404, "{}");
    } else if (path.endsWith("/videos")) {
      holds.poll().pass();
      reply(call, 200, page(String.valueOf(call.getRequestURI().getQuery())));
    } else if (path.endsWith("/content") && call.getRequestURI().getQuery() == null) {
      send(call, video(rendered(path).prompt()));
    } else if (path.endsWith("/content")) {
      reply(call, 404, "{}");
    } else {
      holds.poll().pass();
      reply(call, 200, rendered(path).json());
    }
  }

  private void ordered(HttpExchange call) throws IOException {
    var prompt = prompt(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    int task = task(String.valueOf(call.getRequestHeaders().getFirst("Idempotency-Key")));
    var render = new Render(task, prompt, Instant.now(), pace);
    renders.putIfAbsent(task, render);
    pause(pace.answersAfter());
    holds.order().pass();
    reply(call, 200, render.json());
  }

  private int task(String key) {
    return manner == Manner.HONOURS_KEYS
        ? keys.computeIfAbsent(key, first -> number.incrementAndGet())
        : number.incrementAndGet();
  }

  /** Of an order in JSON, or of a form with a reference image. */
  private static String prompt(String order) throws IOException {
    var field = FIELD.matcher(order);
    return field.find() ? field.group(1) : JSON.readTree(order).path("prompt").asText();
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

  private void send(HttpExchange call, byte[] video) throws IOException {
    call.sendResponseHeaders(200, video.length);
    int piece = video.length / PIECES + 1;
    for (int from = 0; from < video.length; from += piece) {
      call.getResponseBody().write(video, from, Math.min(piece, video.length - from));
      call.getResponseBody().flush();
      pause(pace.betweenPieces());
      if (from < video.length / 2 && from + piece >= video.length / 2) {
        holds.video().pass();
      }
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
