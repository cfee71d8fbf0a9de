package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;
import static dev.reelway.dialects.Fields.whole;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Replicate: a prediction of a model has its input, and an output that is a link. */
final class ReplicateFixture extends Fixture {

  private static final String ALL = "/v1/predictions";
  private static final Pattern ONE = Pattern.compile(ALL + "/(\\w+)");
  private static final Pattern CANCEL = Pattern.compile(ALL + "/(\\w+)/cancel");

  private final Map<String, ObjectNode> predictions = new HashMap<>();
  private final Fields input =
      new Fields(
          Map.of(
              "prompt", text("(?s).*\\S.*"),
              "duration", whole(1, 60),
              "aspect_ratio", oneOf("16:9", "9:16", "1:1"),
              "resolution", oneOf("720p", "1080p")),
          Map.of("image", text("https://.+|data:image/(png|jpeg|webp);base64,[\\w+/]+=*")));
  private final Fields order = new Fields(Map.of("input", input::fit));

  ReplicateFixture() throws IOException {}

  @Override
  String dialect() {
    return "replicate";
  }

  @Override
  String model() {
    return "google/veo-3";
  }

  @Override
  Set<String> headers() {
    return Set.of("authorization");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    return call.header("authorization").equals("Bearer " + key())
        ? null
        : error(401, "You did not pass a valid authentication token.");
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST")
        && call.path().equals("/v1/models/%s/predictions".formatted(model()));
  }

  @Override
  @Nullable String asked(Call call) {
    return named("GET", ONE, call);
  }

  @Override
  @Nullable String ended(Call call) {
    return named("POST", CANCEL, call);
  }

  private static @Nullable String named(String method, Pattern path, Call call) {
    var named = path.matcher(call.path());
    return call.method().equals(method) && named.matches() ? named.group(1) : null;
  }

  @Override
  boolean cancels() {
    return true;
  }

  @Override
  boolean lists() {
    return true;
  }

  @Override
  boolean isList(Call call) {
    return call.method().equals("GET") && call.path().equals(ALL);
  }

  @Override
  String listed(String tasks) {
    return "{\"previous\": null, \"next\": null, \"results\": [%s]}".formatted(tasks);
  }

  @Override
  Stream<String> wrong(Call call) {
    return order.wrongIn(call.said());
  }

  @Override
  List<String> words() {
    return List.of("starting", "processing");
  }

  @Override
  String name(int number) {
    return "gm3qorzdhgbfurvjtvhg6d%04d".formatted(number);
  }

  @Override
  Reply accepted(String task) {
    var prediction = Call.JSON.createObjectNode();
    prediction.put("id", task).put("model", model()).put("version", "hidden");
    prediction.set("input", lastOrder().said().path("input"));
    prediction.put("logs", "").putNull("output").putNull("error").put("data_removed", false);
    prediction.put("created_at", Instant.now().toString());
    prediction.putObject("urls").put("get", baseUrl() + ALL + "/" + task);
    predictions.put(task, prediction);
    return Reply.json(201, prediction.put("status", "starting").toString());
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return shown(prediction(task).put("status", word));
  }

  @Override
  Reply done(String task, @Nullable String link) {
    return shown(prediction(task).put("status", "succeeded").put("output", link));
  }

  @Override
  Reply failed(String task) {
    return shown(prediction(task).put("status", "failed").put("error", "A lamp broke."));
  }

  @Override
  Reply refused(String task) {
    var words = "The input or output was flagged as sensitive. (E005)";
    return shown(prediction(task).put("status", "failed").put("error", words));
  }

  private ObjectNode prediction(String task) {
    return Objects.requireNonNull(predictions.get(task)).deepCopy();
  }

  private static Reply shown(ObjectNode prediction) {
    return Reply.json(200, prediction.toString());
  }

  @Override
  Reply error(int status, String message) {
    return Reply.json(
        status,
        "{\"title\": \"Error\", \"detail\": \"%s\", \"status\": %d}".formatted(message, status));
  }
}
