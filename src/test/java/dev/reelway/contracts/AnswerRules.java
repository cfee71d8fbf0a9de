package dev.reelway.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.contracts.Document.Operation;
import dev.reelway.contracts.Passed.Answer;
import dev.reelway.contracts.Passed.Call;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the document says of answers: their status, their headers, their body. */
final class AnswerRules {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Document document;
  private final Schemas schemas;

  AnswerRules(Document document, Schemas schemas) {
    this.document = document;
    this.schemas = schemas;
  }

  Stream<String> breaches(Operation operation, Call call, Answer answer) {
    var told = document.meant(operation.node().path("responses").path(answer.status() + ""));
    return told.isMissingNode()
        ? Stream.of("the status is not documented")
        : Stream.concat(headers(told, answer), body(told, call, answer));
  }

  private Stream<String> headers(JsonNode told, Answer answer) {
    return told.path("headers").properties().stream()
        .flatMap(one -> header(one.getKey(), document.meant(one.getValue()), answer));
  }

  private Stream<String> header(String name, JsonNode told, Answer answer) {
    var value = answer.headers().firstValue(name);
    if (value.isEmpty()) {
      return told.path("required").asBoolean()
          ? Stream.of("the answer has no header " + name)
          : Stream.empty();
    }
    var schema = told.path("schema");
    return schemas.breaches(schema, schemas.read(schema, value.get())).stream()
        .map(breach -> "the answer's header %s: %s".formatted(name, breach));
  }

  private Stream<String> body(JsonNode told, Call call, Answer answer) {
    var content = told.path("content");
    boolean bodyless =
        call.method().equals("HEAD") || answer.status() == 204 || answer.status() == 304;
    if (bodyless || content.isMissingNode()) {
      return answer.body().length == 0
          ? Stream.empty()
          : Stream.of("the answer has a body, but must have none");
    }
    var type = Passed.mediaType(answer.headers());
    return media(content, type)
        .map(media -> content(type, media, answer))
        .orElseGet(() -> Stream.of("the answer's type '%s' is not documented".formatted(type)));
  }

  /** What is told of a media type: by itself, or by a range that it lies in. */
  static Optional<JsonNode> media(JsonNode content, String type) {
    return Stream.of(type, type.replaceFirst("/.*", "/*"), "*/*")
        .map(content::path)
        .filter(JsonNode::isObject)
        .findFirst();
  }

  private Stream<String> content(String type, JsonNode media, Answer answer) {
    var text = new String(answer.body(), UTF_8);
    return switch (type) {
      case "application/json" -> answer.whole() ? json(media, text) : Stream.empty();
      case "text/event-stream" -> events(media, text, answer.whole());
      default -> Stream.empty();
    };
  }

  private Stream<String> json(JsonNode media, String text) {
    try {
      return schemas.breaches(media.path("schema"), JSON.readTree(text)).stream()
          .map(breach -> "the answer: " + breach);
    } catch (JsonProcessingException broken) {
      return Stream.of("the answer is not JSON: " + text);
    }
  }

  private Stream<String> events(JsonNode media, String text, boolean whole) {
    var events = Event.all(text);
    var last = media.path("x-last").asText();
    var end = events.isEmpty() ? "" : events.getLast().data();
    boolean ended = !last.isEmpty() && end.equals(last);
    return Stream.concat(
        events.stream().limit(events.size() - (ended ? 1 : 0)).flatMap(one -> event(media, one)),
        whole && !last.isEmpty() && !ended
            ? Stream.of("the stream does not end with " + last)
            : Stream.empty());
  }

  private Stream<String> event(JsonNode media, Event event) {
    var names = names(media);
    return names.contains(event.name())
        ? json(media, event.data())
        : Stream.of("the event '%s' is not among %s".formatted(event.name(), names));
  }

  /** How events may be called; those that are told of without names have none. */
  private static List<String> names(JsonNode media) {
    var names = media.path("x-events");
    return names.isMissingNode()
        ? List.of("")
        : StreamSupport.stream(names.spliterator(), false).map(JsonNode::asText).toList();
  }
}
