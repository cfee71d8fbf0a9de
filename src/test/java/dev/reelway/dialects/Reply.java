package dev.reelway.dialects;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a server of a test answers.
 *
 * @param status 0 to hang up without a word
 */
record Reply(int status, Map<String, String> headers, String body) {

  static final Reply NONE = new Reply(0, Map.of(), "");

  static final Reply PAGE =
      new Reply(200, Map.of("Content-Type", "text/html"), "<html><h1>Welcome</h1></html>");

  /** The bytes of the video, whatever goes wrong with them. */
  static final Reply VIDEO = new Reply(200, Map.of("Content-Type", "video/mp4"), "");

  /** An image that breaks off. */
  static final Reply HALF_A_IMAGE = new Reply(200, Map.of("Content-Type", "image/png"), "");

  static Reply moved(String location) {
    return new Reply(302, Map.of("Location", location), "");
  }

  static Reply json(int status, String body) {
    return new Reply(status, Map.of("Content-Type", "application/json"), body);
  }

  /** The same, with the wish to be left alone for a second. */
  Reply later() {
    return new Reply(status, Map.of("Content-Type", "application/json", "Retry-After", "1"), body);
  }

  void write(HttpExchange exchange) throws IOException {
    if (status > 0) {
      headers.forEach(exchange.getResponseHeaders()::set);
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
