package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;
import static dev.reelway.dialects.Fields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * MiniMax H3: an order is a list of contents that are either frames or references, and a callback
 * URL must echo a challenge within three seconds before the order is accepted.
 */
final class MinimaxFixture extends Fixture {

  private static final String ORDERS = "/v2/video_generation";
  private static final String TASKS = "/v2/query/video_generation/";
  private static final String FILE = "https://.+|data:\\w+/[\\w-]+;base64,[A-Za-z0-9+/]+=*";
  private static final Fields LINK = new Fields(Map.of("url", text(FILE)));
  private static final Fields PROMPT =
      new Fields(Map.of("type", oneOf("text"), "text", text("(?s).*\\S.*")));

  private final Fields order =
      new Fields(
          Map.of(
              "model", oneOf(model()),
              "content", MinimaxFixture::isContent,
              "resolution", oneOf("768P", "2K"),
              "duration", whole(4, 15)),
          Map.of(
              "ratio", oneOf("adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"),
              "aigc_watermark", JsonNode::isBoolean,
              "callback_url", MinimaxFixture::echoes));

  MinimaxFixture() throws IOException {}

  private static boolean isContent(JsonNode content) {
    var media = StreamSupport.stream(content.spliterator(), false).skip(1).toList();
    long frames =
        media.stream().filter(one -> one.path("role").asText().endsWith("_frame")).count();
    return PROMPT.fit(content.path(0))
        && media.stream().allMatch(MinimaxFixture::isMedium)
        && (frames == 0 || frames == media.size() && frames <= 2);
  }

  private static boolean isMedium(JsonNode one) {
    var role = one.path("role").asText();
    var kind =
        switch (role) {
          case "reference_video" -> "video_url";
          case "reference_audio" -> "audio_url";
          default -> "image_url";
        };
    return new Fields(
            Map.of(
                "type",
                oneOf(kind),
                kind,
                LINK::fit,
                "role",
                text("first_frame|last_frame|reference_(image|video|audio)")))
        .fit(one);
  }

  /** Whether a callback URL answers a challenge with the same challenge, and in time. */
  private static boolean echoes(JsonNode url) {
    var challenge = "{\"challenge\":\"c-4711 ü\"}";
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(url.asText()))
              .timeout(Duration.ofSeconds(3))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(challenge))
              .build();
      var answer = client.send(request, BodyHandlers.ofString());
      return answer.statusCode() == 200
          && Call.JSON.readTree(answer.body()).equals(Call.JSON.readTree(challenge));
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  String dialect() {
    return "minimax";
  }

  @Override
  String model() {
    return "MiniMax-H3";
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
    return call.method().equals("POST") && call.path().equals(ORDERS);
  }

  @Override
  @Nullable String asked(Call call) {
    return call.method().equals("GET") && call.path().startsWith(TASKS)
        ? call.path().substring(TASKS.length())
        : null;
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
    return "4221153341%05d".formatted(number);
  }

  @Override
  Reply accepted(String task) {
    return Reply.json(200, "{\"task_id\": \"%s\"}".formatted(task));
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return task(task, word, "");
  }

  @Override
  Reply done(String task, @Nullable String link) {
    return task(
        task,
        "succeeded",
        ", \"content\": %s, \"usage\": {\"total_seconds\": 5, \"output_seconds\": 5}"
            .formatted(link == null ? "{}" : "{\"url\": \"%s\"}".formatted(link)));
  }

  @Override
  Reply failed(String task) {
    return failed(task, "1000", "A lamp broke.");
  }

  @Override
  Reply refused(String task) {
    return failed(task, "1027", "Not this one.");
  }

  private Reply failed(String task, String code, String message) {
    return task(
        task,
        "failed",
        ", \"error\": {\"code\": %s, \"message\": \"%s\"}".formatted(code, message));
  }

  private Reply task(String task, String word, String more) {
    return Reply.json(
        200,
        """
        {"task": {"id": "%s", "model": "%s", "status": "%s", "resolution": "768P", "duration": 5,
                  "ratio": "16:9"%s}}
        """
            .formatted(task, model(), word, more));
  }

  @Override
  Reply error(int status, String message) {
    var type =
        switch (status) {
          case 400 -> "invalid_request_error";
          case 401 -> "authentication_error";
          case 429 -> "rate_limit_error";
          default -> "api_error";
        };
    return Reply.json(
        status,
        "{\"type\": \"error\", \"error\": {\"type\": \"%s\", \"message\": \"%s\"}}"
            .formatted(type, message));
  }
}
