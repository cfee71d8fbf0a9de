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

/** xAI: a render under way is a 202, with or without a body; a blocked video is done and billed. */
final class XaiFixture extends Fixture {

  private static final String VIDEOS = "/v1/videos/";
  private static final Fields FILE =
      new Fields(
          Map.of("url", text("https?://.+|data:[a-z]+/[a-z0-9.+-]+;base64,[A-Za-z0-9+/]+=*")));

  private final Fields order =
      new Fields(
          Map.of(
              "model", oneOf(model()),
              "prompt", text("(?s).*\\S.*"),
              "duration", whole(1, 15),
              "aspect_ratio", text("\\d+:\\d+"),
              "resolution", oneOf("480p", "720p", "1080p")),
          Map.of(
              "image", FILE::fit,
              "last_frame", FILE::fit,
              "reference_images", XaiFixture::areFiles));

  XaiFixture() throws IOException {}

  private static boolean areFiles(JsonNode all) {
    return StreamSupport.stream(all.spliterator(), false).allMatch(FILE::fit);
  }

  @Override
  String dialect() {
    return "xai";
  }

  @Override
  String model() {
    return "grok-imagine-video-1.5";
  }

  @Override
  Set<String> headers() {
    return Set.of("authorization");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    return call.header("authorization").equals("Bearer " + key())
        ? null
        : error(401, "The key is not known.");
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST") && call.path().equals(VIDEOS + "generations");
  }

  @Override
  @Nullable String asked(Call call) {
    return call.method().equals("GET") && call.path().startsWith(VIDEOS)
        ? call.path().substring(VIDEOS.length())
        : null;
  }

  @Override
  Stream<String> wrong(Call call) {
    return order.wrongIn(call.said());
  }

  @Override
  List<String> words() {
    return List.of("", "pending");
  }

  @Override
  String name(int number) {
    return "d97415a1-5796-b7ec-379f-%012x".formatted(number);
  }

  @Override
  Reply accepted(String task) {
    return Reply.json(200, "{\"request_id\": \"%s\"}".formatted(task));
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return word.isEmpty()
        ? new Reply(202, Map.of(), "")
        : Reply.json(
            word.equals("pending") ? 202 : 200,
            "{\"status\": \"%s\", \"progress\": %s}".formatted(word, percent));
  }

  @Override
  Reply done(String task, @Nullable String link) {
    var url = link == null ? "" : "\"url\": \"%s\", ".formatted(link);
    return done(url, true);
  }

  private Reply done(String url, boolean respects) {
    return Reply.json(
        200,
        """
        {"status": "done", "model": "%s", "progress": 100,
         "video": {%s"duration": 5, "respect_moderation": %s},
         "usage": {"cost_in_usd_ticks": 2500000000}}
        """
            .formatted(model(), url, respects));
  }

  @Override
  Reply failed(String task) {
    return Reply.json(
        200,
        "{\"status\": \"failed\","
            + " \"error\": {\"code\": \"internal_error\", \"message\": \"A lamp broke.\"}}");
  }

  @Override
  Reply refused(String task) {
    return done("", false);
  }

  @Override
  Reply error(int status, String message) {
    var code = status == 400 ? "invalid_argument" : "internal_error";
    return Reply.json(status, "{\"code\": \"%s\", \"error\": \"%s\"}".formatted(code, message));
  }
}
