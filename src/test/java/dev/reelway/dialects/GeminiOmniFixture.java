package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Gemini Omni: interactions in the background, a prompt or blocks as the input, and videos at a
 * link that takes the key or inside the answer.
 */
final class GeminiOmniFixture extends Fixture {

  private static final String INTERACTIONS = "/v1beta/interactions";
  private static final String FILES = "/v1beta/files/";
  private static final String DOWNLOAD = ":download";
  private static final String CANCEL = "/cancel";
  private static final Predicate<JsonNode> PROMPT = text("(?s).*\\S.*");
  private static final Fields TEXT = new Fields(Map.of("type", oneOf("text"), "text", PROMPT));
  private static final Fields IMAGE =
      new Fields(
          Map.of(
              "type", oneOf("image"),
              "mime_type", oneOf("image/png", "image/jpeg", "image/webp"),
              "data", text("[A-Za-z0-9+/]+=*")));
  private static final Fields FORMAT =
      new Fields(
          Map.of(
              "type", oneOf("video"),
              "delivery", oneOf("uri", "inline"),
              "duration", text("([3-9]|1[0-5])s"),
              "aspect_ratio", oneOf("16:9", "9:16"),
              "resolution", oneOf("360p", "720p", "1080p", "4k")));
  private static final Fields TASK =
      new Fields(Map.of("task", oneOf("text_to_video", "image_to_video", "reference_to_video")));
  private static final Fields CONFIG = new Fields(Map.of("video_config", TASK::fit));
  private static final Fields LABELS = new Fields(Map.of("reelway_job", text("[a-z0-9_-]{1,63}")));

  private final Fields order =
      new Fields(
          Map.of(
              "model", oneOf(model()),
              "input", GeminiOmniFixture::isInput,
              "background", JsonNode::asBoolean,
              "store", JsonNode::asBoolean,
              "response_format", FORMAT::fit,
              "generation_config", CONFIG::fit,
              "labels", LABELS::fit));

  GeminiOmniFixture() throws IOException {}

  private static boolean isInput(JsonNode input) {
    return PROMPT.test(input)
        || TEXT.fit(input.path(0))
            && StreamSupport.stream(input.spliterator(), false).skip(1).allMatch(IMAGE::fit);
  }

  @Override
  String dialect() {
    return "gemini-omni";
  }

  @Override
  String model() {
    return "gemini-omni-1.2-flash";
  }

  @Override
  Set<String> headers() {
    return Set.of("x-goog-api-key");
  }

  @Override
  boolean knowsQuery(Call call) {
    return call.query().equals(wanted(call) == null ? "" : "alt=media");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    return call.header("x-goog-api-key").equals(key())
        ? null
        : error(403, "The key is missing, or not known.");
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST") && call.path().equals(INTERACTIONS);
  }

  @Override
  @Nullable String asked(Call call) {
    return call.method().equals("GET") && call.path().startsWith(INTERACTIONS + "/")
        ? call.path().substring(INTERACTIONS.length() + 1)
        : null;
  }

  @Override
  @Nullable String ended(Call call) {
    var path = call.path();
    return call.method().equals("POST")
            && path.startsWith(INTERACTIONS + "/")
            && path.endsWith(CANCEL)
        ? path.substring(INTERACTIONS.length() + 1, path.length() - CANCEL.length())
        : null;
  }

  @Override
  boolean cancels() {
    return true;
  }

  @Override
  @Nullable String wanted(Call call) {
    var path = call.path();
    return call.method().equals("GET") && path.startsWith(FILES) && path.endsWith(DOWNLOAD)
        ? path.substring(FILES.length(), path.length() - DOWNLOAD.length())
        : null;
  }

  @Override
  Reply video(Call call, String task) {
    return Reply.moved(cdn().link(task));
  }

  @Override
  String link(String task) {
    return baseUrl() + FILES + task + DOWNLOAD + "?alt=media";
  }

  @Override
  Stream<String> wrong(Call call) {
    return order.wrongIn(call.said());
  }

  @Override
  List<String> words() {
    return List.of("queued", "in_progress");
  }

  @Override
  String name(int number) {
    return "v1_ChdtZXNz%06x".formatted(number);
  }

  @Override
  Reply accepted(String task) {
    return interaction(task, "queued", "");
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return interaction(task, word, "");
  }

  /** Where nothing goes wrong, every other video is inside the answer. */
  @Override
  Reply done(String task, @Nullable String link) {
    if (link == null) {
      return interaction(task, "completed", "");
    }
    boolean inside = fault() == Fault.NONE && task.matches(".*[13579bdf]");
    var place =
        inside
            ? "\"data\": \"%s\"".formatted(Base64.getEncoder().encodeToString(video()))
            : "\"uri\": \"%s\"".formatted(link);
    return interaction(
        task,
        "completed",
        ", \"output_video\": {%s, \"mime_type\": \"video/mp4\"}".formatted(place));
  }

  @Override
  Reply failed(String task) {
    return failed(task, "INTERNAL", "A lamp broke.");
  }

  @Override
  Reply refused(String task) {
    return failed(task, "SAFETY", "Not this one.");
  }

  private static Reply failed(String task, String code, String message) {
    return interaction(
        task,
        "failed",
        ", \"error\": {\"code\": \"%s\", \"message\": \"%s\"}".formatted(code, message));
  }

  private static Reply interaction(String task, String word, String more) {
    return Reply.json(200, "{\"id\": \"%s\", \"status\": \"%s\"%s}".formatted(task, word, more));
  }

  @Override
  Reply error(int status, String message) {
    return Reply.json(
        status,
        "{\"error\": {\"code\": %d, \"message\": \"%s\"}}"
            .formatted(status == 200 ? 13 : status, message));
  }
}
