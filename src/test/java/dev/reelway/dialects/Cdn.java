package dev.reelway.dialects;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * Where an upstream lays its films: a server of somebody else, whose links open by themselves and
 * who must never see a key.
 */
final class Cdn implements AutoCloseable {

  private static final Set<String> WORDS = Set.of("accept", "range");

  private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private final byte[] film = film(20_000);
  private final Set<String> links = ConcurrentHashMap.newKeySet();
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

  byte[] film() {
    return film.clone();
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  /** Has the next download go wrong, and only that. */
  void play(Fault fault) {
    violations.clear();
    next = fault;
  }

  /** A new link to a task's film. */
  String link(String task) {
    var path = "/films/" + task + ".mp4?signature=" + (links.size() + 1) + "%2B%3D&expires=86400";
    links.add(path);
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void answer(HttpExchange exchange) throws IOException {
    var call = Call.of(exchange);
    call.words().stream()
        .filter(word -> !WORDS.contains(word))
        .forEach(word -> violations.add("cdn: header " + word));
    if (call.tells(key)) {
      violations.add("cdn: the key");
    }
    var fault = next;
    next = Fault.NONE;
    if (!links.contains(call.path() + "?" + call.query())) {
      violations.add("cdn: no link of ours, " + call.path());
      Reply.json(403, "{}").write(exchange);
    } else if (fault == Fault.EXPIRED) {
      Reply.json(403, "{\"code\": \"AccessDenied\"}").write(exchange);
    } else {
      send(exchange, fault == Fault.CUT ? film.length * 99 / 100 : film.length);
    }
  }

  private void send(HttpExchange exchange, int bytes) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "video/mp4");
    exchange.sendResponseHeaders(200, film.length);
    exchange.getResponseBody().write(film, 0, bytes);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  /** The smallest film there is: ftyp, moov, and as many bytes of mdat. */
  private static byte[] film(int bytes) {
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
