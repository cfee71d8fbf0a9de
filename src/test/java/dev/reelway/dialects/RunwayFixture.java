package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;
import static dev.reelway.dialects.Fields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Runway: a version on every call, a path for videos from images, an error is a text. */
final class RunwayFixture extends Fixture {

  private static final String TASKS = "/v1/tasks/";
  private static final String FROM_TEXT = "/v1/text_to_video";
  private static final String FROM_IMAGES = "/v1/image_to_video";
  private static final Predicate<JsonNode> IMAGE =
      text("https://.+|data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*");
  private static final Fields FRAME =
      new Fields(Map.of("uri", IMAGE, "position", oneOf("first", "last")));

  private final Map<String, Predicate<JsonNode>> common =
      Map.of(
          "model", oneOf(model()),
          "promptText", value -> value.isTextual() && isPrompt(value.textValue()),
          "ratio", oneOf("1280:720", "720:1280", "1104:832", "832:1104", "960:960", "1584:672"),
          "duration", whole(2, 10));

  RunwayFixture() throws IOException {}

  /** The limit is one of UTF-16. */
  private static boolean isPrompt(String text) {
    return !text.isBlank() && text.length() <= 1000;
  }

  private static boolean isImages(JsonNode value) {
    return IMAGE.test(value)
        || value.isArray()
            && !value.isEmpty()
            && StreamSupport.stream(value.spliterator(), false).allMatch(FRAME::fit);
  }

  @Override
  String dialect() {
    return "runway";
  }

  /** It asks for more patience than a test has. */
  @Override
  Stream<String> settings(String name) {
    return Stream.concat(super.settings(name), Stream.of("reelway.dialects.runway.poll-every=0s"));
  }

  @Override
  String model() {
    return "gen4.5";
  }

  @Override
  Set<String> headers() {
    return Set.of("authorization", "x-runway-version");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    if (!call.header("authorization").equals("Bearer " + key())) {
      return error(401, "The key is not known.");
    }
    return call.header("x-runway-version").equals("2024-11-06")
        ? null
        : error(400, "X-Runway-Version must be given.");
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST") && List.of(FROM_TEXT, FROM_IMAGES).contains(call.path());
  }

  @Override
  @Nullable String asked(Call call) {
    return named("GET", call);
  }

  @Override
  @Nullable String ended(Call call) {
    return named("DELETE", call);
  }

  private static @Nullable String named(String method, Call call) {
    return call.method().equals(method) && call.path().startsWith(TASKS)
        ? call.path().substring(TASKS.length())
        : null;
  }

  @Override
  boolean cancels() {
    return true;
  }

  @Override
  Stream<String> wrong(Call call) {
    var fields = new HashMap<>(common);
    if (call.path().equals(FROM_IMAGES)) {
      fields.put("promptImage", RunwayFixture::isImages);
    }
    return new Fields(fields).wrongIn(call.said());
  }

  @Override
  List<String> words() {
    return List.of("PENDING", "THROTTLED", "RUNNING");
  }

  @Override
  String name(int number) {
    return new UUID(0x497f6eca62764993L, 0xbfeb53cbbbba6f08L + number).toString();
  }

  @Override
  Reply accepted(String task) {
    return Reply.json(200, "{\"id\": \"%s\"}".formatted(task));
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return task(task, word, ", \"progress\": %s".formatted(percent / 100));
  }

  @Override
  Reply done(String task, @Nullable String link) {
    var videos = link == null ? "[]" : "[\"%s\"]".formatted(link);
    return task(task, "SUCCEEDED", ", \"output\": " + videos);
  }

  @Override
  Reply failed(String task) {
    return failed(task, "INTERNAL.BAD_OUTPUT.CODE01", "A lamp broke.");
  }

  @Override
  Reply refused(String task) {
    return failed(task, "SAFETY.OUTPUT.VIDEO", "Not this one.");
  }

  private static Reply failed(String task, String code, String message) {
    return task(
        task, "FAILED", ", \"failure\": \"%s\", \"failureCode\": \"%s\"".formatted(message, code));
  }

  @Override
  Reply error(int status, String message) {
    var issues = status == 400 ? ", \"issues\": [], \"docUrl\": \"https://docs.example\"" : "";
    return Reply.json(status, "{\"error\": \"%s\"%s}".formatted(message, issues));
  }

  private static Reply task(String task, String word, String more) {
    return Reply.json(
        200,
        """
        {"id": "%s", "status": "%s", "createdAt": "2026-09-14T10:00:00Z"%s}
        """
            .formatted(task, word.toUpperCase(Locale.ROOT), more));
  }
}
