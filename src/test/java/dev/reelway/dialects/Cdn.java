package dev.reelway.dialects;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * Where an upstream lays what it makes: a server of somebody else, whose links open by themselves
 * and who must never see a key.
 */
final class Cdn implements AutoCloseable {

  private static final Set<String> WORDS = Set.of("accept", "range");

  private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private volatile byte[] video = video(20_000);
  private final Map<String, byte[]> links = new ConcurrentHashMap<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final String key;
  private volatile Fault next = Fault.NONE;

  /**
   * @param key the upstream's, which is none of this server's business
   */
  Cdn(String key) throws IOException {
    this.key = key;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  byte[] video() {
    return video.clone();
  }

  /** What the upstream renders from now on. */
  void renders(byte[] rendered) {
    video = rendered.clone();
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  /** Has the next download go wrong, and only that. */
  void play(Fault fault) {
    violations.clear();
    next = fault;
  }

  /** Has the next download go wrong, and counts on. */
  void breakNext(Fault fault) {
    next = fault;
  }

  /** A new link to a task's video. */
  String link(String task) {
    return link(task + ".mp4", video);
  }

  /** A new link to a file. */
  String link(String name, byte[] bytes) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path(name, bytes);
  }

  private String path(String name, byte[] bytes) {
    var path = "/open/" + name + "?signature=" + (links.size() + 1) + "%2B%3D&expires=86400";
    links.put(path, bytes);
    return path;
  }

  private void answer(HttpExchange exchange) throws IOException {
    answer(Call.of(exchange), exchange);
  }

  private void answer(Call call, HttpExchange exchange) throws IOException {
    call.words().stream()
        .filter(word -> !WORDS.contains(word))
        .forEach(word -> violations.add("cdn: header " + word));
    if (call.tells(key)) {
      violations.add("cdn: the key");
    }
    var bytes = links.get(call.path() + "?" + call.query());
    if (bytes == null) {
      violations.add("cdn: no link of ours, " + call.path());
      Reply.json(403, "{}").write(exchange);
    } else {
      send(bytes, exchange);
    }
  }

  /** Sends the video to whoever may have it. */
  void sendVideo(HttpExchange exchange) throws IOException {
    send(video, exchange);
  }

  private void send(byte[] bytes, HttpExchange exchange) throws IOException {
    var fault = next;
    next = Fault.NONE;
    switch (fault) {
      case EXPIRED -> Reply.json(403, "{\"code\": \"AccessDenied\"}").write(exchange);
      case NO_LINK -> Reply.json(404, "{\"code\": \"NotFound\"}").write(exchange);
      case CUT -> send(bytes, bytes.length * 99 / 100, exchange);
      default -> send(bytes, bytes.length, exchange);
    }
  }

  /** Sends no more than so many of the bytes that it announces. */
  static void send(byte[] bytes, int most, HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes, 0, most);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  /** The smallest video there is: ftyp, moov, and as many bytes of mdat. */
  private static byte[] video(int bytes) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(box("ftyp", "isom\0\0\0\0isom".getBytes(StandardCharsets.ISO_8859_1)));
    all.writeBytes(box("moov", new byte[16]));
    all.writeBytes(box("mdat", new byte[bytes]));
    return all.toByteArray();
  }

  private static byte[] box(String type, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .putInt(8 + content.length)
        .put(type.getBytes(StandardCharsets.ISO_8859_1))
        .put(content)
        .array();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
