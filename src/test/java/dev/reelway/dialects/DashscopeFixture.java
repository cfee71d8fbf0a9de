package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;
import static dev.reelway.dialects.Fields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Alibaba's DashScope with Wan 3: orders that must ask for a task, media as a list, a status in
 * capitals within an output, and errors without one.
 */
final class DashscopeFixture extends Fixture {

  private static final String ORDERS = "/api/v1/services/aigc/video-generation/video-synthesis";
  private static final String TASKS = "/api/v1/tasks/";
  private static final String CANCEL = "/cancel";
  private static final Fields MEDIUM =
      new Fields(
          Map.of(
              "type", oneOf("first_frame", "last_frame", "reference_image", "reference_video"),
              "url", text("https://.+|data:\\w+/[\\w-]+;base64,[A-Za-z0-9+/]+=*")));
  private static final Fields INPUT =
      new Fields(
          Map.of("prompt", text("(?s).*\\S.*")),
          Map.of("negative_prompt", text("(?s).+"), "media", DashscopeFixture::areMedia));
  private static final Fields PARAMETERS =
      new Fields(
          Map.of(
              "duration", whole(2, 30),
              "resolution", oneOf("480P", "720P", "1080P"),
              "watermark", JsonNode::isBoolean),
          Map.of(
              "ratio", oneOf("16:9", "9:16", "1:1", "4:3", "3:4"),
              "seed", JsonNode::isIntegralNumber,
              "audio", JsonNode::isBoolean,
              "prompt_extend", JsonNode::isBoolean));

  private final Fields order =
      new Fields(
          Map.of("model", oneOf(model()), "input", INPUT::fit, "parameters", PARAMETERS::fit));

  DashscopeFixture() throws IOException {}

  private static boolean areMedia(JsonNode list) {
    return list.isArray()
        && !list.isEmpty()
        && StreamSupport.stream(list.spliterator(), false).allMatch(MEDIUM::fit);
  }

  @Override
  String dialect() {
    return "dashscope";
  }

  @Override
  String model() {
    return "wan3.0-video";
  }

  @Override
  Set<String> headers() {
    return Set.of("authorization", "x-dashscope-async");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    if (!call.header("authorization").equals("Bearer " + key())) {
      return error(401, "InvalidApiKey", "Invalid API-key provided.");
    }
    return call.header("x-dashscope-async").equals(isOrder(call) ? "enable" : "")
        ? null
        : error(403, "AccessDenied", "The account does not support synchronous calls.");
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST") && call.path().equals(ORDERS);
  }

  @Override
  @Nullable String asked(Call call) {
    return call.method().equals("GET") && call.path().startsWith(TASKS)
        ? call.path().substring(TASKS.length())
        : null;
  }

  @Override
  @Nullable String ended(Call call) {
    var path = call.path();
    return call.method().equals("POST") && path.startsWith(TASKS) && path.endsWith(CANCEL)
        ? path.substring(TASKS.length(), path.length() - CANCEL.length())
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
    return List.of("PENDING", "RUNNING");
  }

  @Override
  String name(int number) {
    return new UUID(0x86ecf553d3404e21L, 0xbfeb53cbbbba6f08L + number).toString();
  }

  @Override
  Reply accepted(String task) {
    return task(task, "PENDING", "");
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return task(task, word, "");
  }

  @Override
  Reply done(String task, @Nullable String link) {
    return task(task, "SUCCEEDED", link == null ? "" : ", \"video_url\": \"%s\"".formatted(link));
  }

  @Override
  Reply failed(String task) {
    return failed(task, "InternalError", "A lamp broke.");
  }

  @Override
  Reply refused(String task) {
    return failed(task, "DataInspectionFailed", "Not this one.");
  }

  private static Reply failed(String task, String code, String message) {
    return task(task, "FAILED", ", \"code\": \"%s\", \"message\": \"%s\"".formatted(code, message));
  }

  private static Reply task(String task, String word, String more) {
    return Reply.json(
        200,
        """
        {"request_id": "r-1", "output": {"task_id": "%s", "task_status": "%s"%s},
         "usage": {"duration": 5, "SR": 720}}
        """
            .formatted(task, word, more));
  }

  @Override
  Reply error(int status, String message) {
    return switch (status) {
      case 400 -> error(status, "InvalidParameter", message);
      case 429 -> error(status, "Throttling.RateQuota", message);
      default -> error(status, "InternalError", message);
    };
  }

  private static Reply error(int status, String code, String message) {
    return Reply.json(
        status,
        "{\"request_id\": \"r-1\", \"code\": \"%s\", \"message\": \"%s\"}"
            .formatted(code, message));
  }
}
