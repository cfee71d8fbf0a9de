package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;
import static dev.reelway.dialects.Fields.whole;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Veo on Vertex: a service account whose token goes with every call, questions that are posted, and
 * videos in a bucket or inside the operation.
 */
final class VertexVeoFixture extends Fixture {

  private static final String BASE = "/v1/projects/p-1/locations/us-central1";
  private static final String MODELS = "publishers/google/models/";
  private static final String OBJECT = "/storage/storage/v1/b/films/o/";
  private static final Fields IMAGE =
      new Fields(
          Map.of(
              "bytesBase64Encoded", text("[A-Za-z0-9+/]+=*"),
              "mimeType", oneOf("image/png", "image/jpeg", "image/webp")));
  private static final Fields REFERENCE =
      new Fields(Map.of("image", IMAGE::fit, "referenceType", oneOf("asset", "style")));
  private static final Fields INSTANCE =
      new Fields(
          Map.of("prompt", text("(?s).*\\S.*")),
          Map.of(
              "image", IMAGE::fit,
              "lastFrame", IMAGE::fit,
              "referenceImages", VertexVeoFixture::isReferences));
  private static final Fields PARAMETERS =
      new Fields(
          Map.of(
              "sampleCount", whole(1, 4),
              "aspectRatio", oneOf("16:9", "9:16"),
              "durationSeconds", VertexVeoFixture::isLength,
              "resolution", oneOf("720p", "1080p")));
  private static final Fields ORDER =
      new Fields(Map.of("instances", VertexVeoFixture::isOne, "parameters", PARAMETERS::fit));

  private final ServiceAccountFixture account = new ServiceAccountFixture(key());

  VertexVeoFixture() throws IOException {}

  private static boolean isReferences(JsonNode all) {
    return StreamSupport.stream(all.spliterator(), false).allMatch(REFERENCE::fit);
  }

  private static boolean isLength(JsonNode value) {
    return value.isInt() && List.of(4, 6, 8).contains(value.intValue());
  }

  private static boolean isOne(JsonNode instances) {
    return instances.isArray() && instances.size() == 1 && INSTANCE.fit(instances.path(0));
  }

  @Override
  String dialect() {
    return "vertex-veo";
  }

  @Override
  String model() {
    return "veo-3.1-generate-001";
  }

  @Override
  int seconds() {
    return 8;
  }

  @Override
  Stream<String> settings(String name) {
    var prefix = "reelway.upstreams.%s.".formatted(name);
    return Stream.concat(
        super.settings(name).filter(one -> !one.matches(".*\\.(key|base-url)=.*")),
        Stream.of(
            prefix + "base-url=" + baseUrl() + BASE,
            prefix + "key=" + account.json(baseUrl() + "/token"),
            prefix + "settings.storage-url=" + baseUrl() + "/storage"));
  }

  @Override
  @Nullable Reply elsewhere(Call call) {
    return call.path().equals("/token") ? account.answer(call) : null;
  }

  @Override
  Set<String> headers() {
    return Set.of("authorization");
  }

  @Override
  boolean knowsQuery(Call call) {
    return call.query().equals(wanted(call) == null ? "" : "alt=media");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    return call.header("authorization").equals("Bearer " + key())
        ? null
        : error(401, 16, "UNAUTHENTICATED", "The token is missing, or has expired.");
  }

  @Override
  boolean isOrder(Call call) {
    return isCall(call, "predictLongRunning");
  }

  private boolean isCall(Call call, String method) {
    return call.method().equals("POST")
        && call.path().equals(BASE + "/" + MODELS + model() + ":" + method);
  }

  @Override
  @Nullable String asked(Call call) {
    return isCall(call, "fetchPredictOperation")
        ? call.said().path("operationName").textValue()
        : null;
  }

  @Override
  @Nullable String wanted(Call call) {
    return call.method().equals("GET") && call.path().startsWith(OBJECT)
        ? prefix() + call.path().substring(OBJECT.length()).replace("%2Fsample_0.mp4", "")
        : null;
  }

  @Override
  String link(String task) {
    return "gs://films/%s/sample_0.mp4".formatted(task.substring(prefix().length()));
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
    return BASE.substring("/v1/".length()) + "/" + MODELS + model() + "/operations/";
  }

  @Override
  Reply accepted(String task) {
    return operation(task, "");
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return operation(task, "");
  }

  /** Where nothing goes wrong, every other video is inside the answer. */
  @Override
  Reply done(String task, @Nullable String link) {
    if (link == null) {
      return made(task, "\"videos\": [{\"mimeType\": \"video/mp4\"}]");
    }
    boolean inside = fault() == Fault.NONE && task.matches(".*[13579bdf]");
    var video =
        inside
            ? "\"bytesBase64Encoded\": \"%s\"".formatted(base64(video()))
            : "\"gcsUri\": \"%s\"".formatted(link);
    return made(task, "\"videos\": [{%s, \"mimeType\": \"video/mp4\"}]".formatted(video));
  }

  private static String base64(byte[] bytes) {
    return new String(Base64.getEncoder().encode(bytes), UTF_8);
  }

  @Override
  Reply failed(String task) {
    var error = "{\"code\": 13, \"message\": \"A lamp broke.\", \"status\": \"INTERNAL\"}";
    return operation(task, ", \"done\": true, \"error\": " + error);
  }

  /** What is filtered is done, and not there. */
  @Override
  Reply refused(String task) {
    return made(
        task, "\"raiMediaFilteredCount\": 1, \"raiMediaFilteredReasons\": [\"Not this one.\"]");
  }

  private static Reply made(String task, String videos) {
    return operation(task, ", \"done\": true, \"response\": {%s}".formatted(videos));
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
      case 200 -> error(status, 13, "INTERNAL", message);
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
