package dev.reelway.dialects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What arrived at a server of a test.
 *
 * @param headers by name in lower case
 * @param query empty where there is none
 */
record Call(String method, String path, String query, Map<String, String> headers, String body) {

  static final ObjectMapper JSON = new ObjectMapper();

  /** Headers that every client may send, as they are about the line and not about the call. */
  private static final Set<String> TRANSPORT =
      Set.of(
          "host",
          "connection",
          "user-agent",
          "accept-encoding",
          "content-length",
          "transfer-encoding");

  static Call of(HttpExchange exchange) throws IOException {
    var headers = new TreeMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(), String.join(", ", values)));
    var uri = exchange.getRequestURI();
    return new Call(
        exchange.getRequestMethod(),
        uri.getRawPath(),
        Optional.ofNullable(uri.getRawQuery()).orElse(""),
        headers,
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The names of the headers that say something about the call. */
  Set<String> words() {
    var names = new TreeSet<>(headers.keySet());
    names.removeAll(TRANSPORT);
    return names;
  }

  /** The body; missing where it is no JSON. */
  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }

  /** Whether a secret stands anywhere in it. */
  boolean tells(String secret) {
    return (path + query + headers + body).contains(secret);
  }
}
