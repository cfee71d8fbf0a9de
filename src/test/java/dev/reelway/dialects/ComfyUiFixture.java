package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;
import static dev.reelway.dialects.Fields.whole;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * ComfyUI: an order is a whole workflow, its images are uploaded before, and a render is in the
 * queue until it is in the history.
 */
final class ComfyUiFixture extends Fixture {

  private static final Pattern HISTORY = Pattern.compile("/history/([\\w-]+)");
  private static final Pattern FILE =
      Pattern.compile("filename=([\\w-]+)\\.mp4&subfolder=video&type=output");
  private static final String WORKFLOW =
      """
      {"3": {"class_type": "KSampler", "inputs": {"seed": "{{.seed // .random}}", "steps": 20}},
       "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{prompt}}", "clip": ["38", 0]}},
       "40": {"class_type": "EmptyVideo", "inputs": {"width": "{{width}}", "height": "{{height}}",
              "length": "{{.seconds * 16 + 1}}", "start_image": "{{first_frame}}"}}}
      """;

  private final Fields order =
      new Fields(
          Map.of("prompt", ComfyUiFixture::isWorkflow, "client_id", text("video_[0-9a-f]{32}")));
  private final Path template;
  private final Map<String, String> clients = new LinkedHashMap<>();
  private final Set<String> open = new HashSet<>();
  private final Set<String> uploads = new HashSet<>();

  ComfyUiFixture() throws IOException {
    template = Files.createTempFile("workflow", ".json");
    Files.writeString(template, WORKFLOW);
  }

  private static boolean isWorkflow(JsonNode workflow) {
    var inputs =
        new Fields(
            Map.of(
                "width", whole(16, 4096),
                "height", whole(16, 4096),
                "length", whole(17, 1000)),
            Map.of("start_image", text("image-\\d-\\w+\\.png")));
    return inputs.fit(workflow.at("/40/inputs"))
        && text("(?s).*\\S.*").test(workflow.at("/6/inputs/text"))
        && workflow.at("/3/inputs/seed").isInt()
        && oneOf("38").test(workflow.at("/6/inputs/clip/0"));
  }

  @Override
  String dialect() {
    return "comfyui";
  }

  @Override
  String model() {
    return "wan-2.2";
  }

  @Override
  Stream<String> form() {
    return Stream.of("template=" + template);
  }

  @Override
  Set<String> headers() {
    return Set.of("x-api-key");
  }

  @Override
  boolean knowsQuery(Call call) {
    return switch (call.path()) {
      case "/view" -> wanted(call) != null;
      case "/history" -> call.query().equals("max_items=200");
      default -> call.query().isEmpty();
    };
  }

  @Override
  @Nullable Reply refusal(Call call) {
    return call.header("x-api-key").equals(key()) ? null : error(401, "Unauthorized");
  }

  @Override
  @Nullable Reply aside(Call call) {
    return switch (call.method() + " " + call.path()) {
      case "GET /queue" -> queue();
      case "GET /history" -> history();
      case "POST /upload/image" -> uploaded(call.said());
      case "POST /interrupt" -> Reply.json(200, "");
      default -> null;
    };
  }

  private Reply uploaded(JsonNode form) {
    var name = form.at("/image/file").asText();
    if (name.isEmpty() || !form.path("overwrite").asText().equals("true")) {
      return error(400, "no file");
    }
    uploads.add(name);
    return Reply.json(
        200, "{\"name\": \"%s\", \"subfolder\": \"\", \"type\": \"input\"}".formatted(name));
  }

  private Reply queue() {
    var all = Call.JSON.createObjectNode();
    all.putArray("queue_pending");
    var running = all.putArray("queue_running");
    open.forEach(task -> running.add(prompt(task)));
    return Reply.json(200, all.toString());
  }

  private Reply history() {
    var all = Call.JSON.createObjectNode();
    clients.keySet().stream()
        .filter(task -> !open.contains(task))
        .forEach(task -> all.putObject(task).set("prompt", prompt(task)));
    return Reply.json(200, all.toString());
  }

  private ArrayNode prompt(String task) {
    var prompt = Call.JSON.createArrayNode().add(1).add(task);
    prompt.addObject();
    prompt.addObject().put("client_id", Objects.requireNonNull(clients.get(task)));
    return prompt;
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST") && call.path().equals("/prompt");
  }

  @Override
  @Nullable String asked(Call call) {
    var named = HISTORY.matcher(call.path());
    return call.method().equals("GET") && named.matches() ? named.group(1) : null;
  }

  @Override
  @Nullable String wanted(Call call) {
    var named = FILE.matcher(URLDecoder.decode(call.query(), UTF_8));
    return call.path().equals("/view") && named.matches() ? named.group(1) : null;
  }

  @Override
  @Nullable String ended(Call call) {
    return call.method().equals("POST") && call.path().equals("/queue")
        ? call.said().at("/delete/0").asText()
        : null;
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
  String written(byte[] image) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(image);
      return HexFormat.of().formatHex(digest).substring(32);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  Stream<String> wrong(Call call) {
    var image = call.said().at("/prompt/40/inputs/start_image").asText();
    return Stream.concat(
        order.wrongIn(call.said()),
        image.isEmpty() || uploads.contains(image) ? Stream.empty() : Stream.of(image));
  }

  /** The history says nothing of a render that is under way. */
  @Override
  List<String> words() {
    return List.of("queued", "running");
  }

  @Override
  String name(int number) {
    return new UUID(0x3fc4c1a07b0d4e2aL, 0x9a11c2f5d8e60000L + number).toString();
  }

  @Override
  Reply accepted(String task) {
    clients.put(task, lastOrder().said().path("client_id").asText());
    open.add(task);
    return Reply.json(
        200, "{\"prompt_id\": \"%s\", \"number\": 7, \"node_errors\": {}}".formatted(task));
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    return Reply.json(200, "{}");
  }

  @Override
  Reply done(String task, @Nullable String link) {
    var entry = entry(task, "success");
    var node = entry.putObject("outputs").putObject("58");
    node.putArray("animated").add(true);
    if (link != null) {
      var file = node.putArray("images").addObject();
      file.put("filename", task + ".mp4").put("subfolder", "video").put("type", "output");
    }
    return history(task, entry);
  }

  @Override
  Reply failed(String task) {
    return failed(task, "A lamp broke.");
  }

  @Override
  boolean moderates() {
    return false;
  }

  @Override
  Reply refused(String task) {
    return failed(task, "Not this one.");
  }

  private Reply failed(String task, String message) {
    var entry = entry(task, "error");
    entry.putObject("outputs");
    var told = ((ArrayNode) entry.at("/status/messages")).addArray().add("execution_error");
    told.addObject()
        .put("node_id", "3")
        .put("node_type", "KSampler")
        .put("exception_message", message);
    return history(task, entry);
  }

  private ObjectNode entry(String task, String word) {
    open.remove(task);
    var entry = Call.JSON.createObjectNode();
    entry.set("prompt", prompt(task));
    var status = entry.putObject("status").put("status_str", word);
    status.put("completed", word.equals("success"));
    status.putArray("messages").addArray().add("execution_start").addObject();
    return entry;
  }

  private static Reply history(String task, ObjectNode entry) {
    return Reply.json(200, Call.JSON.createObjectNode().set(task, entry).toString());
  }

  @Override
  Reply error(int status, String message) {
    return Reply.json(
        status,
        """
        {"error": {"type": "prompt_outputs_failed_validation", "message": "%s", "details": "",
         "extra_info": {}}, "node_errors": {}}
        """
            .formatted(message));
  }

  @Override
  public void close() {
    super.close();
    try {
      Files.deleteIfExists(template);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
