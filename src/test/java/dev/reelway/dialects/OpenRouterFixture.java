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

/** OpenRouter: many makers behind one API, whose videos are asked for by their number. */
final class OpenRouterFixture extends Fixture {

  private static final String VIDEOS = "/api/v1/videos";
  private static final String CONTENT = "/content";
  private static final Fields LINK =
      new Fields(Map.of("url", text("https://.+|data:image/(png|jpeg|webp);base64,[\\w+/]+=*")));
  private static final Fields FRAME =
      new Fields(
          Map.of(
              "type", oneOf("image_url"),
              "frame_type", oneOf("first_frame", "last_frame"),
              "image_url", LINK::fit));

  private final Fields order =
      new Fields(
          Map.of(
              "model", oneOf(model()),
              "prompt", text("(?s).*\\S.*"),
              "duration", whole(1, 60),
              "resolution", oneOf("480p", "720p", "768p", "1080p", "1K", "2K", "4K"),
              "aspect_ratio",
                  oneOf("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21")),
          Map.of("frame_images", OpenRouterFixture::areFrames));

  OpenRouterFixture() throws IOException {}

  private static boolean areFrames(JsonNode value) {
    return value.isArray()
        && !value.isEmpty()
        && StreamSupport.stream(value.spliterator(), false).allMatch(FRAME::fit);
  }

  @Override
  String dialect() {
    return "openrouter";
  }

  @Override
  String model() {
    return "google/veo-3.1";
  }

  @Override
  Set<String> headers() {
    return Set.of("authorization", "idempotency-key");
  }

  @Override
  boolean knowsQuery(Call call) {
    return call.query().equals(wanted(call) == null ? "" : "index=0");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    return call.header("authorization").equals("Bearer " + key())
        ? null
        : error(401, "The key is not known.");
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST") && call.path().equals(VIDEOS);
  }

  @Override
  @Nullable String asked(Call call) {
    return call.method().equals("GET") && call.path().startsWith(VIDEOS + "/")
        ? call.path().substring(VIDEOS.length() + 1)
        : null;
  }

  @Override
  @Nullable String wanted(Call call) {
    var asked = asked(call);
    return asked != null && asked.endsWith(CONTENT)
        ? asked.substring(0, asked.length() - CONTENT.length())
        : null;
  }

  @Override
  boolean keepsVideos() {
    return true;
  }

  @Override
  Stream<String> wrong(Call call) {
    return order.wrongIn(call.said());
  }

  @Override
  List<String> words() {
    return List.of("pending", "in_progress");
  }

  @Override
  String name(int number) {
    return "job-%06d".formatted(number);
  }

  @Override
  Reply accepted(String task) {
    return task(202, task, "pending", "");
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return task(200, task, word, "");
  }

  /** The makers' own links are not for everybody: they are named, and not to be followed. */
  @Override
  Reply done(String task, @Nullable String link) {
    var links = link == null ? "[]" : "[\"https://maker.example/%s.mp4\"]".formatted(task);
    return task(
        200,
        task,
        "completed",
        ", \"generation_id\": \"gen-1\", \"unsigned_urls\": %s, \"usage\": {\"cost\": 0.5}"
            .formatted(links));
  }

  @Override
  Reply failed(String task) {
    return task(200, task, "failed", ", \"error\": \"A lamp broke.\"");
  }

  @Override
  Reply refused(String task) {
    return task(200, task, "failed", ", \"error\": \"The prompt was flagged by moderation.\"");
  }

  private Reply task(int status, String task, String word, String more) {
    return Reply.json(
        status,
        "{\"id\": \"%s\", \"polling_url\": \"%s/%s\", \"status\": \"%s\"%s}"
            .formatted(task, baseUrl() + VIDEOS, task, word, more));
  }

  @Override
  Reply error(int status, String message) {
    return Reply.json(
        status,
        "{\"error\": {\"code\": %d, \"message\": \"%s\"}}"
            .formatted(status == 200 ? 502 : status, message));
  }
}
