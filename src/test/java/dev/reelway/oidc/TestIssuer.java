package dev.reelway.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An issuer on loopback: its discovery document, and the keys of {@link TestTokens}. */
public final class TestIssuer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DISCOVERY = "/realm/.well-known/openid-configuration";

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** What a path answers. */
  record Answer(int status, Map<String, String> headers, byte[] body) {}

  private TestIssuer(HttpServer server) {
    this.server = server;
  }

  public static TestIssuer start() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var issuer = new TestIssuer(server);
    server.createContext("/", issuer::answer);
    server.start();
    issuer.answers(DISCOVERY, Map.of("issuer", issuer.url(), "jwks_uri", issuer.base() + "/keys"));
    issuer.answers("/keys", TestTokens.keys());
    return issuer;
  }

  String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What its tokens say in {@code iss}. */
  public String url() {
    return base() + "/realm";
  }

  /** The paths that were asked for. */
  List<String> asked() {
    return new ArrayList<>(asked);
  }

  void discovers(Object document) {
    answers(DISCOVERY, document);
  }

  void answers(String path, Object document) {
    answers(path, 200, Map.of(), json(document));
  }

  void answers(String path, int status, Map<String, String> headers, String body) {
    answers.put(path, new Answer(status, headers, body.getBytes(UTF_8)));
  }

  private static String json(Object document) {
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    asked.add(path);
    var answer = answers.getOrDefault(path, new Answer(404, Map.of(), new byte[0]));
    answer.headers.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status, answer.body.length == 0 ? -1 : answer.body.length);
    try (var body = exchange.getResponseBody()) {
      body.write(answer.body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
