package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * fal: a queue for each model, whose path loses its last parts once a request has a name; the
 * result is somewhere else than the status, and tells failures too.
 */
final class FalFixture extends Fixture {

  private static final String QUEUE = "/fal-ai/veo3/requests/";
  private static final Pattern STATUS = Pattern.compile(QUEUE + "([\\w-]+)/status");
  private static final Pattern RESULT = Pattern.compile(QUEUE + "([\\w-]+)");
  private static final Pattern CANCEL = Pattern.compile(QUEUE + "([\\w-]+)/cancel");

  private final Map<String, Reply> failures = new HashMap<>();
  private final Fields order =
      new Fields(
          Map.of(
              "prompt", text("(?s).*\\S.*"),
              "duration", text("[1-9]\\d*s"),
              "aspect_ratio", oneOf("16:9", "9:16", "1:1"),
              "resolution", oneOf("720p", "1080p")),
          Map.of("image_url", text("https://.+|data:image/(png|jpeg|webp);base64,[\\w+/]+=*")));

  FalFixture() throws IOException {}

  @Override
  String dialect() {
    return "fal";
  }

  @Override
  String model() {
    return "fal-ai/veo3/fast/image-to-video";
  }

  @Override
  Set<String> headers() {
    return Set.of("authorization");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    return call.header("authorization").equals("Key " + key())
        ? null
        : error(401, "Authentication is required.");
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST") && call.path().equals("/" + model());
  }

  @Override
  @Nullable String asked(Call call) {
    return named("GET", STATUS, call);
  }

  @Override
  @Nullable String wanted(Call call) {
    return named("GET", RESULT, call);
  }

  @Override
  @Nullable String ended(Call call) {
    return named("PUT", CANCEL, call);
  }

  private static @Nullable String named(String method, Pattern path, Call call) {
    var named = path.matcher(call.path());
    return call.method().equals(method) && named.matches() ? named.group(1) : null;
  }

  @Override
  boolean hasEnded(String task) {
    return failures.containsKey(task);
  }

  @Override
  Reply video(Call call, String task) {
    var failure = failures.get(task);
    var video =
        fault() == Fault.NO_LINK
            ? "null"
            : "{\"url\": \"%s\", \"content_type\": \"video/mp4\"}".formatted(link(task));
    return failure != null
        ? failure
        : Reply.json(200, "{\"video\": %s, \"seed\": 7}".formatted(video));
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
    return List.of("IN_QUEUE", "IN_PROGRESS");
  }

  @Override
  String name(int number) {
    return new UUID(0x80e732af660e45cdL, 0xbd63580e4f2a0000L + number).toString();
  }

  @Override
  Reply accepted(String task) {
    return status(task, "IN_QUEUE", ", \"queue_position\": 3");
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return status(task, word, "");
  }

  @Override
  Reply done(String task, @Nullable String link) {
    return status(task, "COMPLETED", ", \"metrics\": {\"inference_time\": 61.5}");
  }

  @Override
  Reply failed(String task) {
    return failed(task, "downstream_service_error", "A lamp broke.");
  }

  @Override
  Reply refused(String task) {
    return failed(task, "content_policy_violation", "Not this one.");
  }

  private Reply failed(String task, String type, String message) {
    failures.put(
        task,
        Reply.json(
            422,
            "{\"detail\": [{\"loc\": [\"body\"], \"msg\": \"%s\", \"type\": \"%s\"}]}"
                .formatted(message, type)));
    return done(task, null);
  }

  @Override
  Reply error(int status, String message) {
    return Reply.json(status, "{\"detail\": \"%s\"}".formatted(message));
  }

  private Reply status(String task, String word, String more) {
    var url = baseUrl() + QUEUE + task;
    return Reply.json(
        200,
        """
        {"status": "%s", "request_id": "%s", "response_url": "%s", "status_url": "%s/status",
         "cancel_url": "%s/cancel"%s}
        """
            .formatted(word, task, url, url, url, more));
  }
}
