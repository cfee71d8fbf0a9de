package dev.reelway.drills;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.contracts.Passed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a client sent and got, as the page of clients tells it. */
final class ClientCalls {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ID = Pattern.compile("[a-z]+[_-][0-9a-f]{32}");
  private static final Pattern PART =
      Pattern.compile("(?i)content-disposition: form-data;[^\r\n]*?\\bname=\"([^\"]+)\"");

  private ClientCalls() {}

  /** Each kind of request once, in the order in which they came. */
  static String sent(List<Passed> passed) {
    return passed.stream().map(one -> request(one.call())).distinct().collect(joining(", "));
  }

  private static String request(Passed.Call call) {
    var path = ID.matcher(call.path().replaceFirst("^/sora", "")).replaceAll("{id}");
    return "`%s %s`%s".formatted(call.method(), path, body(call));
  }

  private static String body(Passed.Call call) {
    if (call.body().length == 0) {
      return "";
    }
    return switch (Passed.mediaType(call.headers())) {
      case "application/json" -> " JSON " + names(names(json(call.body())));
      case "multipart/form-data" -> " form " + names(parts(call.body()));
      default -> "";
    };
  }

  private static String names(Stream<String> names) {
    return names.distinct().sorted().collect(joining(", ", "`", "`"));
  }

  private static Stream<String> parts(byte[] body) {
    var text = new String(body, StandardCharsets.ISO_8859_1);
    return PART.matcher(text).results().map(found -> found.group(1));
  }

  private static Stream<String> names(JsonNode json) {
    return json.properties().stream().map(one -> one.getKey());
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return JSON.createObjectNode();
    }
  }

  /** Each kind of response once. */
  static String got(List<Passed> passed) {
    return passed.stream().map(one -> response(one.answer())).distinct().collect(joining(", "));
  }

  private static String response(Passed.Answer answer) {
    var code =
        switch (Passed.mediaType(answer.headers())) {
          case "application/json" -> json(answer.body()).at("/error/code").asText();
          case "text/event-stream" -> streamed(answer.body());
          default -> "";
        };
    return answer.status() + (code.isEmpty() ? "" : " `%s`".formatted(code));
  }

  private static String streamed(byte[] events) {
    var text = new String(events, StandardCharsets.UTF_8);
    return text.lines()
        .filter(line -> line.startsWith("data: {\"error\""))
        .map(line -> json(line.substring(6).getBytes(StandardCharsets.UTF_8)))
        .map(event -> event.at("/error/code").asText())
        .findFirst()
        .orElse("");
  }
}
