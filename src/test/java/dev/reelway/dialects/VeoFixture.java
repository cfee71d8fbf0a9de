package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Veo in the Gemini API: operations, a key in a header of its own, images in base64 only, and
 * videos that are asked for with the key and then lie where it must not be told.
 */
final class VeoFixture extends Fixture {

  private static final String VERSION = "/v1beta/";
  private static final String FILE = VERSION + "files/";
  private static final String DOWNLOAD = ":download";
  private static final Fields IMAGE =
      new Fields(
          Map.of(
              "bytesBase64Encoded", text("[A-Za-z0-9+/]+=*"),
              "mimeType", oneOf("image/png", "image/jpeg", "image/webp")));
  private static final Fields INSTANCE =
      new Fields(Map.of("prompt", text("(?s).*\\S.*")), Map.of("image", IMAGE::fit));
  private static final Fields PARAMETERS =
      new Fields(
          Map.of(
              "aspectRatio", oneOf("16:9", "9:16"),
              "durationSeconds", VeoFixture::isLength,
              "resolution", oneOf("720p", "1080p")));
  private static final Fields ORDER =
      new Fields(Map.of("instances", VeoFixture::isOne, "parameters", VeoFixture::isPossible));

  VeoFixture() throws IOException {}

  private static boolean isLength(JsonNode value) {
    return value.isInt() && List.of(4, 6, 8).contains(value.intValue());
  }

  private static boolean isOne(JsonNode instances) {
    return instances.isArray() && instances.size() == 1 && INSTANCE.fit(instances.path(0));
  }

  private static boolean isPossible(JsonNode parameters) {
    boolean fine = parameters.path("resolution").asText().equals("1080p");
    return PARAMETERS.fit(parameters)
        && (!fine || parameters.path("durationSeconds").intValue() == 8);
  }

  @Override
  String dialect() {
    return "veo";
  }

  @Override
  String model() {
    return "veo-3.1-generate-preview";
  }

  @Override
  int seconds() {
    return 8;
  }

  @Override
  Set<String> headers() {
    return Set.of("x-goog-api-key", "idempotency-key");
  }

  @Override
  boolean knowsQuery(Call call) {
    return call.query().equals(wanted(call) == null ? "" : "alt=media");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    return call.header("x-goog-api-key").equals(key())
        ? null
        : error(403, 7, "PERMISSION_DENIED", "The key is missing, or not known.");
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST")
        && call.path().equals(VERSION + "models/" + model() + ":predictLongRunning");
  }

  @Override
  @Nullable String asked(Call call) {
    return call.method().equals("GET") && call.path().startsWith(VERSION + prefix())
        ? call.path().substring(VERSION.length())
        : null;
  }

  @Override
  @Nullable String wanted(Call call) {
    var path = call.path();
    return call.method().equals("GET") && path.startsWith(FILE) && path.endsWith(DOWNLOAD)
        ? prefix() + path.substring(FILE.length(), path.length() - DOWNLOAD.length())
        : null;
  }

  @Override
  Reply video(Call call, String task) {
    return Reply.moved(cdn().link(task.substring(prefix().length())));
  }

  @Override
  String link(String task) {
    return baseUrl() + FILE + task.substring(prefix().length()) + DOWNLOAD + "?alt=media";
  }

  @Override
  Stream<String> wrong(Call call) {
    return ORDER.wrongIn(call.said());
  }

  /** There are no words: an operation is done, or it is not. */
  @Override
  List<String> words() {
    return List.of("", "");
  }

  @Override
  String name(int number) {
    return prefix() + "%08x".formatted(0x3fa91c00 + number);
  }

  private String prefix() {
    return "models/" + model() + "/operations/";
  }

  @Override
  Reply accepted(String task) {
    return operation(task, "");
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return operation(task, "");
  }

  @Override
  Reply done(String task, @Nullable String link) {
    var video = link == null ? "{}" : "{\"uri\": \"%s\"}".formatted(link);
    return made(task, "\"generatedSamples\": [{\"video\": %s}]".formatted(video));
  }

  @Override
  Reply failed(String task) {
    var error = "{\"code\": 13, \"message\": \"A lamp broke.\"}";
    return operation(task, ", \"done\": true, \"error\": " + error);
  }

  /** What is filtered is done, and not there. */
  @Override
  Reply refused(String task) {
    return made(
        task, "\"raiMediaFilteredCount\": 1, \"raiMediaFilteredReasons\": [\"Not this one.\"]");
  }

  private static Reply made(String task, String samples) {
    return operation(
        task,
        ", \"done\": true, \"response\": {\"@type\": \"PredictLongRunningResponse\","
            + " \"generateVideoResponse\": {%s}}".formatted(samples));
  }

  private static Reply operation(String task, String more) {
    return Reply.json(200, "{\"name\": \"%s\"%s}".formatted(task, more));
  }

  @Override
  Reply error(int status, String message) {
    return switch (status) {
      case 400 -> error(status, status, "INVALID_ARGUMENT", message);
      case 404 -> error(status, status, "NOT_FOUND", message);
      case 429 -> error(status, status, "RESOURCE_EXHAUSTED", message);
      case 200 -> error(status, 8, "RESOURCE_EXHAUSTED", message);
      default -> error(status, status, "INTERNAL", message);
    };
  }

  private static Reply error(int status, int code, String word, String message) {
    return Reply.json(
        status,
        "{\"error\": {\"code\": %d, \"message\": \"%s\", \"status\": \"%s\"}}"
            .formatted(code, message, word));
  }
}
