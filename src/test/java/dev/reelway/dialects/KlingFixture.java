package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Kling: a path for each kind of order, codes beside the HTTP status, images in base64 without a
 * media type, and tasks that are also found by the name that the caller gave them.
 */
final class KlingFixture extends Fixture {

  private static final String VIDEOS = "/v1/videos/";
  private static final Pattern TASK =
      Pattern.compile("/v1/videos/(text2video|image2video|multi-image2video)/(\\w+)");
  private static final Predicate<JsonNode> IMAGE = text("https://.+|[A-Za-z0-9+/]+=*");
  private static final Predicate<JsonNode> RATIO = oneOf("16:9", "9:16", "1:1");

  private final Map<String, Predicate<JsonNode>> required =
      Map.of(
          "model_name", oneOf(model()),
          "prompt", text("(?s).*\\S.*"),
          "duration", oneOf("5", "10"),
          "mode", oneOf("std", "pro"),
          "external_task_id", text("video_[0-9a-f]{32}"));
  private final Map<String, Predicate<JsonNode>> optional =
      Map.of(
          "negative_prompt", text("(?s).+"),
          "sound", oneOf("on", "off"),
          "cfg_scale", JsonNode::isNumber,
          "watermark_info", new Fields(Map.of("enabled", JsonNode::isBoolean))::fit,
          "callback_url", text("https?://.+"));
  private final Map<String, String> ordered = new HashMap<>();

  KlingFixture() throws IOException {}

  @Override
  String dialect() {
    return "kling";
  }

  @Override
  String model() {
    return "kling-v3";
  }

  @Override
  Set<String> headers() {
    return Set.of("authorization");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    return call.header("authorization").equals("Bearer " + key())
        ? null
        : error(401, "Authorization is invalid");
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST") && TASK.matcher(call.path() + "/new").matches();
  }

  /** A task is found where it was ordered only, by its id or by the caller's. */
  @Override
  @Nullable String asked(Call call) {
    var named = TASK.matcher(call.path());
    return call.method().equals("GET") && named.matches()
        ? ordered.get(named.group(1) + "/" + named.group(2))
        : null;
  }

  @Override
  boolean lists() {
    return true;
  }

  @Override
  Stream<String> wrong(Call call) {
    var all = new HashMap<>(required);
    var others = new HashMap<>(optional);
    switch (call.path().substring(VIDEOS.length())) {
      case "image2video" -> {
        all.put("image", IMAGE);
        others.put("image_tail", IMAGE);
      }
      case "multi-image2video" -> {
        all.put("image_list", KlingFixture::areImages);
        others.put("aspect_ratio", RATIO);
      }
      default -> others.put("aspect_ratio", RATIO);
    }
    return new Fields(all, others).wrongIn(call.said());
  }

  private static boolean areImages(JsonNode list) {
    return list.isArray()
        && !list.isEmpty()
        && list.size() <= 4
        && StreamSupport.stream(list.spliterator(), false)
            .allMatch(new Fields(Map.of("image", IMAGE))::fit);
  }

  @Override
  List<String> words() {
    return List.of("submitted", "processing");
  }

  @Override
  String name(int number) {
    return "8672837417%08d".formatted(number);
  }

  @Override
  Reply accepted(String task) {
    var order = lastOrder();
    var place = order.path().substring(VIDEOS.length()) + "/";
    ordered.put(place + task, task);
    ordered.put(place + order.said().path("external_task_id").asText(), task);
    return task(task, "submitted", "", "");
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return task(task, word, "", "");
  }

  @Override
  Reply done(String task, @Nullable String link) {
    var video =
        link == null
            ? ""
            : "{\"id\": \"1\", \"url\": \"%s\", \"duration\": \"5.1\"}".formatted(link);
    return task(task, "succeed", "", ", \"task_result\": {\"videos\": [%s]}".formatted(video));
  }

  @Override
  Reply failed(String task) {
    return task(task, "failed", "A lamp broke.", "");
  }

  @Override
  Reply refused(String task) {
    return task(task, "failed", "Failure to pass the risk control system", "");
  }

  @Override
  Reply error(int status, String message) {
    int code =
        switch (status) {
          case 400 -> 1201;
          case 401 -> 1002;
          case 404 -> 1203;
          case 429 -> 1303;
          case 503 -> 5001;
          default -> 5000;
        };
    return Reply.json(
        status,
        "{\"code\": %d, \"message\": \"%s\", \"request_id\": \"r-1\"}".formatted(code, message));
  }

  private static Reply task(String task, String word, String message, String more) {
    return Reply.json(
        200,
        """
        {"code": 0, "message": "SUCCEED", "request_id": "r-1",
         "data": {"task_id": "%s", "task_status": "%s", "task_status_msg": "%s",
                  "created_at": 1790000000000, "updated_at": 1790000001000%s}}
        """
            .formatted(task, word, message, more));
  }
}
