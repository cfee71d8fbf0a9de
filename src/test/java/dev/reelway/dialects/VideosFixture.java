package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What all those have in common who took on the shape of OpenAI's Videos API. */
abstract class VideosFixture extends Fixture {

  static final Predicate<JsonNode> PROMPT = text("(?s).*\\S.*");
  static final Predicate<JsonNode> FILE =
      new Fields(
              Map.of(
                  "file", text(".+\\.(png|jpg|webp)"),
                  "type", oneOf("image/png", "image/jpeg", "image/webp")))
          ::fit;

  private static final String VIDEOS = "/v1/videos";
  private static final Pattern TASK = Pattern.compile(VIDEOS + "/(\\w+)");
  private static final Pattern CONTENT = Pattern.compile(VIDEOS + "/(\\w+)/content");
  private static final Pattern REMIX = Pattern.compile(VIDEOS + "/(\\w+)/remix");

  private final Map<String, ObjectNode> videos = new HashMap<>();

  VideosFixture() throws IOException {}

  /** The code of an error that is a refusal. */
  abstract String refusalCode();

  /** What an order of a video, and of a remix, must say. */
  abstract Fields order(boolean remix);

  @Override
  Set<String> headers() {
    return Set.of("authorization", "idempotency-key");
  }

  @Override
  boolean knowsQuery(Call call) {
    return call.query().equals(isList(call) ? "limit=100&order=desc" : "");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    return call.header("authorization").equals("Bearer " + key())
        ? null
        : error(401, "The key is not known.");
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST") && (call.path().equals(VIDEOS) || isRemix(call));
  }

  static boolean isRemix(Call call) {
    return REMIX.matcher(call.path()).matches();
  }

  @Override
  boolean isForm(Call order) {
    return !isRemix(order);
  }

  @Override
  String written(byte[] image) {
    return new String(image, ISO_8859_1);
  }

  @Override
  Stream<String> wrong(Call call) {
    return order(isRemix(call)).wrongIn(call.said());
  }

  @Override
  @Nullable String asked(Call call) {
    return named("GET", TASK, call);
  }

  @Override
  @Nullable String wanted(Call call) {
    return named("GET", CONTENT, call);
  }

  @Override
  @Nullable String ended(Call call) {
    return named("DELETE", TASK, call);
  }

  @Override
  boolean cancels() {
    return true;
  }

  private static @Nullable String named(String method, Pattern path, Call call) {
    var named = path.matcher(call.path());
    return call.method().equals(method) && named.matches() ? named.group(1) : null;
  }

  @Override
  boolean keepsVideos() {
    return true;
  }

  @Override
  boolean lists() {
    return true;
  }

  @Override
  boolean isList(Call call) {
    return call.method().equals("GET") && call.path().equals(VIDEOS);
  }

  @Override
  List<String> words() {
    return List.of("queued", "in_progress");
  }

  @Override
  String name(int number) {
    return "video_%032x".formatted(0x690a0000L + number);
  }

  @Override
  Reply accepted(String task) {
    var said = lastOrder().said();
    var video = Call.JSON.createObjectNode();
    video.put("id", task).put("object", "video").put("model", model());
    video.put("created_at", Instant.now().getEpochSecond());
    video.putNull("completed_at").putNull("expires_at").putNull("remixed_from_video_id");
    video.set("prompt", said.path("prompt"));
    video.put("size", "1280x720").put("seconds", Integer.toString(seconds()));
    videos.put(task, video);
    return shown(task, "queued", 0);
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return shown(task, word, percent);
  }

  /** Videos are found under their task; a link is more than most of them name. */
  @Override
  @Nullable String link(String task) {
    return null;
  }

  @Override
  Reply done(String task, @Nullable String link) {
    var video = video(task, "completed", 100);
    if (link != null) {
      video.put("url", link);
    }
    return Reply.json(200, video.toString());
  }

  @Override
  Reply failed(String task) {
    return failed(task, "server_error", "A lamp broke.");
  }

  @Override
  Reply refused(String task) {
    return failed(task, refusalCode(), "Not this one.");
  }

  private Reply failed(String task, String code, String message) {
    var video = video(task, "failed", 0);
    video.set("error", error(code, message));
    return Reply.json(200, video.toString());
  }

  private static ObjectNode error(String code, String message) {
    return Call.JSON.createObjectNode().put("code", code).put("message", message);
  }

  private Reply shown(String task, String word, double percent) {
    return Reply.json(200, video(task, word, percent).toString());
  }

  private ObjectNode video(String task, String word, double percent) {
    var video = Objects.requireNonNull(videos.get(task)).deepCopy();
    return video.put("status", word).put("progress", (int) percent).putNull("error");
  }

  @Override
  Reply error(int status, String message) {
    var error = error(status < 500 && status != 200 ? "invalid_value" : "server_error", message);
    error.put("type", status == 400 ? "invalid_request_error" : "server_error").putNull("param");
    var body = Call.JSON.createObjectNode();
    body.set("error", error);
    return Reply.json(status, body.toString());
  }
}
