package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;
import static dev.reelway.dialects.Fields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** ByteDance Ark: an order is a list of contents, an error has a code. */
final class ArkFixture extends Fixture {

  private static final String TASKS = "/api/v3/contents/generations/tasks";
  private static final String IMAGE =
      "https://.+|data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*";
  private static final Fields PROMPT =
      new Fields(Map.of("type", oneOf("text"), "text", text("(?s).*\\S.*")));
  private static final Fields FRAME =
      new Fields(
          Map.of(
              "type", oneOf("image_url"),
              "image_url", new Fields(Map.of("url", text(IMAGE)))::fit,
              "role", oneOf("first_frame", "last_frame", "reference_image")));

  /** A video is never sent within an order. */
  private static final Fields VIDEO =
      new Fields(
          Map.of(
              "type", oneOf("video_url"),
              "video_url", new Fields(Map.of("url", text("https?://.+")))::fit,
              "role", oneOf("reference_video")));

  private static final Fields AUDIO =
      new Fields(
          Map.of(
              "type", oneOf("audio_url"),
              "audio_url",
                  new Fields(
                          Map.of(
                              "url",
                              text("https?://.+|data:audio/(wav|mp3);base64,[A-Za-z0-9+/]+=*")))
                      ::fit,
              "role", oneOf("reference_audio")));

  private final Fields order =
      new Fields(
          Map.of(
              "model", oneOf(model()),
              "content", ArkFixture::isContent,
              "ratio", oneOf("21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "adaptive"),
              "resolution", oneOf("480p", "720p", "1080p", "4k"),
              "duration", whole(4, 15),
              "watermark", JsonNode::isBoolean),
          Map.of("callback_url", text("https?://.+"), "generate_audio", JsonNode::isBoolean));

  ArkFixture() throws IOException {}

  private static boolean isContent(JsonNode content) {
    return content.isArray()
        && PROMPT.fit(content.path(0))
        && StreamSupport.stream(content.spliterator(), false).skip(1).allMatch(ArkFixture::isFile);
  }

  private static boolean isFile(JsonNode one) {
    return FRAME.fit(one) || VIDEO.fit(one) || AUDIO.fit(one);
  }

  @Override
  boolean isList(Call call) {
    return call.method().equals("GET") && call.path().equals(TASKS);
  }

  @Override
  boolean knowsQuery(Call call) {
    return isList(call)
        ? call.query().matches("page_num=\\d+&page_size=100")
        : super.knowsQuery(call);
  }

  @Override
  String listed(String tasks) {
    return "{\"items\": [%s]}".formatted(tasks);
  }

  @Override
  String dialect() {
    return "ark";
  }

  @Override
  String model() {
    return "doubao-seedance-2-0-260128";
  }

  @Override
  Set<String> headers() {
    return Set.of("authorization");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    return call.header("authorization").equals("Bearer " + key())
        ? null
        : error(401, "AuthenticationError", "The key is not known.");
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST") && call.path().equals(TASKS);
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
    return call.method().equals(method) && call.path().startsWith(TASKS + "/")
        ? call.path().substring(TASKS.length() + 1)
        : null;
  }

  @Override
  boolean cancels() {
    return true;
  }

  @Override
  Stream<String> wrong(Call call) {
    return order.wrongIn(call.said());
  }

  @Override
  List<String> words() {
    return List.of("queued", "running");
  }

  @Override
  String name(int number) {
    return "cgt-20260914100000-%05d".formatted(number);
  }

  @Override
  Reply accepted(String task) {
    return Reply.json(200, "{\"id\": \"%s\"}".formatted(task));
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return task(task, word, "null", "");
  }

  @Override
  Reply done(String task, @Nullable String link) {
    var video = link == null ? "{}" : "{\"video_url\": \"%s\"}".formatted(link);
    return task(
        task,
        "succeeded",
        "null",
        ", \"content\": %s, \"usage\": {\"total_tokens\": 7}".formatted(video));
  }

  @Override
  Reply failed(String task) {
    return task(task, "failed", error("InternalServiceError", "A lamp broke."), "");
  }

  @Override
  Reply refused(String task) {
    var code = "OutputVideoSensitiveContentDetected.PolicyViolation";
    return task(task, "failed", error(code, "Not this one."), "");
  }

  @Override
  Reply error(int status, String message) {
    return error(status, status == 400 ? "InvalidParameter" : "InternalServiceError", message);
  }

  private static Reply error(int status, String code, String message) {
    return Reply.json(status, "{\"error\": %s}".formatted(error(code, message)));
  }

  private static String error(String code, String message) {
    return "{\"code\": \"%s\", \"message\": \"%s\", \"param\": \"\", \"type\": \"\"}"
        .formatted(code, message);
  }

  private Reply task(String task, String word, String error, String more) {
    return Reply.json(
        200,
        """
        {"id": "%s", "model": "%s", "status": "%s", "error": %s%s,
         "created_at": 1790000000, "updated_at": 1790000001}
        """
            .formatted(task, model(), word, error, more));
  }
}
