package dev.reelway.stories;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * An upstream on loopback that speaks the Videos API without a list, makes videos in a moment, and
 * counts: how many renders it has open, what it is asked, and whose tasks are asked after by whom.
 */
final class Busy implements AutoCloseable {

  private static final byte[] VIDEO = video();

  private final HttpServer server;
  private final long renderNanos;
  private final Set<String> dead;
  private final Map<String, Render> renders = new LinkedHashMap<>();
  private final List<Long> questions = new CopyOnWriteArrayList<>();
  private final List<String> strange = new CopyOnWriteArrayList<>();
  private final Set<String> makers = new TreeSet<>();
  private final Map<String, List<String>> heard = new ConcurrentHashMap<>();
  private int open;
  private int mostOpen;
  private int refused;
  private volatile int bound = Integer.MAX_VALUE;

  private record Render(String key, long since, boolean[] told) {}

  /**
   * @param dead keys that it does not know any more
   */
  Busy(long renderMillis, String... dead) throws IOException {
    this.renderNanos = renderMillis * 1_000_000;
    this.dead = Set.of(dead);
    this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** Refuses orders with 429 from now on while so many renders are under way. */
  Busy withBound(int bound) {
    this.bound = bound;
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  synchronized int mostOpen() {
    return mostOpen;
  }

  /** How many were turned away for their key, or as too many were under way. */
  synchronized int refused() {
    return refused;
  }

  /** When it was asked after a render or for its list, in nanoseconds. */
  List<Long> questions() {
    return List.copyOf(questions);
  }

  /** Tasks that somebody asked after who had not ordered them. */
  List<String> strange() {
    return List.copyOf(strange);
  }

  /** The keys that videos were ordered with. */
  synchronized Set<String> makers() {
    return Set.copyOf(makers);
  }

  /** All header fields that it was sent. */
  Map<String, List<String>> heard() {
    return Map.copyOf(heard);
  }

  private void answer(HttpExchange call) throws IOException {
    call.getRequestHeaders()
        .forEach((name, values) -> heard.merge(name.toLowerCase(Locale.ROOT), values, Busy::both));
    var key = String.valueOf(call.getRequestHeaders().getFirst("Authorization"));
    var path = call.getRequestURI().getPath();
    call.getRequestBody().readAllBytes();
    if (call.getRequestMethod().equals("POST")) {
      ordered(call, key.replace("Bearer ", ""));
    } else if (path.endsWith("/v1/videos")) {
      questions.add(System.nanoTime());
      send(call, 404, "{}");
    } else {
      asked(call, key.replace("Bearer ", ""), path.replaceFirst("/v1/videos/", ""));
    }
  }

  private void ordered(HttpExchange call, String key) throws IOException {
    String task;
    synchronized (this) {
      if (dead.contains(key) || underway() >= bound) {
        refused++;
        task = "";
      } else {
        task = "task-" + renders.size();
        renders.put(task, new Render(key, System.nanoTime(), new boolean[1]));
        makers.add(key);
        mostOpen = Math.max(mostOpen, ++open);
      }
    }
    if (task.isEmpty() && !dead.contains(key)) {
      send(call, 429, "{\"error\":{\"message\":\"Too many renders.\"}}");
    } else if (task.isEmpty()) {
      send(call, 401, "{\"error\":{\"message\":\"The key is not known.\"}}");
    } else {
      send(call, 200, "{\"id\":\"%s\",\"status\":\"queued\"}".formatted(task));
    }
  }

  private long underway() {
    long now = System.nanoTime();
    return renders.values().stream().filter(one -> now - one.since() < renderNanos).count();
  }

  private void asked(HttpExchange call, String key, String rest) throws IOException {
    var task = rest.replaceFirst("/.*", "");
    boolean done;
    synchronized (this) {
      var render = renders.get(task);
      if (render == null || !render.key().equals(key)) {
        strange.add(rest + " by " + key);
        send(call, 404, "{}");
        return;
      }
      done = System.nanoTime() - render.since() > renderNanos;
      if (done && !render.told()[0]) {
        render.told()[0] = true;
        open--;
      }
    }
    if (rest.endsWith("/content")) {
      send(call, 200, VIDEO, "video/mp4");
    } else {
      questions.add(System.nanoTime());
      var status = done ? "completed" : "in_progress";
      send(call, 200, "{\"id\":\"%s\",\"status\":\"%s\"}".formatted(task, status));
    }
  }

  private static void send(HttpExchange call, int status, String json) throws IOException {
    send(call, status, json.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  private static void send(HttpExchange call, int status, byte[] body, String type)
      throws IOException {
    call.getResponseHeaders().set("Content-Type", type);
    call.sendResponseHeaders(status, body.length);
    call.getResponseBody().write(body);
    call.close();
  }

  /** ftyp, moov and mdat: the smallest video there is. */
  private static byte[] video() {
    var video = ByteBuffer.allocate(20 + 16 + 64);
    video.putInt(20).put(latin("ftypisom")).putInt(0).put(latin("isom"));
    video.putInt(16).put(latin("moovan index"));
    video.putInt(64).put(latin("mdat" + "x".repeat(56)));
    return video.array();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> both(List<String> some, List<String> others) {
    return Stream.concat(some.stream(), others.stream()).distinct().toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
