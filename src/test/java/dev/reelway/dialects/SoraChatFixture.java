package dev.reelway.dialects;

import static dev.reelway.dialects.Fields.oneOf;
import static dev.reelway.dialects.Fields.text;
import static dev.reelway.dialects.Fields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The seed's own by chat: an order is a message, and all that is ever told of it is its answer.
 * Nobody asks questions here, so that faults of questions come as oddities of the stream: a page, a
 * word that nobody knows, comments, progress that goes astray.
 */
final class SoraChatFixture extends Fixture {

  private static final String IMAGE = "data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*";
  private static final String LINK = "> ✅ 视频生成成功，[点击这里](%s) 查看视频~~~";
  private static final Fields WORDS =
      new Fields(Map.of("type", oneOf("text"), "text", VideosFixture.PROMPT));
  private static final Fields SHOWN =
      new Fields(
          Map.of(
              "type",
              oneOf("image_url"),
              "image_url",
              new Fields(Map.of("url", text(IMAGE)))::fit));
  private static final Fields MESSAGE =
      new Fields(Map.of("role", oneOf("user"), "content", SoraChatFixture::isContent));
  private static final Predicate<JsonNode> MESSAGES =
      all -> all.isArray() && all.size() == 1 && MESSAGE.fit(all.path(0));
  private static final Predicate<JsonNode> TRUE = value -> value.isBoolean() && value.asBoolean();
  private static final Predicate<JsonNode> SIZE = text("\\d+x\\d+");

  private final Fields video =
      new Fields(
          Map.of(
              "model", oneOf(model()),
              "messages", MESSAGES,
              "stream", TRUE,
              "size", SIZE,
              "duration", whole(10, 25)));
  private final Fields image =
      new Fields(
          Map.of(
              "model",
              oneOf(imageModel()),
              "messages",
              MESSAGES,
              "stream",
              TRUE,
              "size",
              SIZE,
              "n",
              whole(1, 4),
              "output_format",
              oneOf("png", "jpeg", "webp")));

  SoraChatFixture() throws IOException {}

  private static boolean isContent(JsonNode content) {
    return VideosFixture.PROMPT.test(content)
        || content.isArray()
            && content.size() > 1
            && WORDS.fit(content.path(0))
            && IntStream.range(1, content.size()).allMatch(i -> SHOWN.fit(content.path(i)));
  }

  @Override
  boolean isChat() {
    return true;
  }

  @Override
  String dialect() {
    return "sora-chat";
  }

  @Override
  String model() {
    return "sora_video2";
  }

  @Override
  String imageModel() {
    return "sora_image";
  }

  @Override
  boolean remixes() {
    return false;
  }

  @Override
  int seconds() {
    return 10;
  }

  @Override
  Set<String> headers() {
    return Set.of("authorization", "idempotency-key");
  }

  @Override
  @Nullable Reply refusal(Call call) {
    return call.header("authorization").equals("Bearer " + key())
        ? null
        : error(401, "The key is not known.");
  }

  @Override
  @Nullable String asked(Call call) {
    return null;
  }

  @Override
  boolean isOrder(Call call) {
    return call.method().equals("POST") && call.path().equals("/v1/chat/completions");
  }

  private boolean isOfImages(Call order) {
    return order.said().path("model").asText().equals(imageModel());
  }

  @Override
  Stream<String> wrong(Call call) {
    return (isOfImages(call) ? image : video).wrongIn(call.said());
  }

  @Override
  @Nullable Reply images(Call order) {
    if (!isOfImages(order)) {
      return null;
    }
    var shown =
        IntStream.range(0, order.said().path("n").asInt())
            .mapToObj(i -> "![image](%s)\n\n".formatted(cdn().link("image.png", image())));
    return stream(Stream.concat(shown.map(this::chunk), end()));
  }

  @Override
  List<String> words() {
    return List.of();
  }

  @Override
  String name(int number) {
    return "chatcmpl-%04d".formatted(number);
  }

  /** The whole stream: an order that is taken is told of once, and never again. */
  @Override
  Reply accepted(String task) {
    return switch (fault()) {
      case FAILED -> failed(task);
      case REFUSED -> refused(task);
      case NO_LINK -> done(task, null);
      default -> done(task, link(task));
    };
  }

  @Override
  Reply underWay(String task, String word, double percent) {
    throw new UnsupportedOperationException("nobody can ask");
  }

  @Override
  Reply done(String task, @Nullable String link) {
    var video = Stream.ofNullable(link).map(LINK::formatted).map(this::chunk);
    return stream(Stream.of(beginning(), odd(), video, end()).flatMap(part -> part));
  }

  @Override
  Reply failed(String task) {
    return stream(
        Stream.of(beginning(), Stream.of(error("server_error", "A lamp broke."))).flatMap(p -> p));
  }

  @Override
  Reply refused(String task) {
    var error = error("content_policy_violation", "Not this one.");
    return stream(Stream.of(beginning(), Stream.of(error)).flatMap(part -> part));
  }

  private Stream<String> beginning() {
    return Stream.of(
            "```json\n{\"prompt\":\"a fox in the snow\",\"mode\":\"横屏模式\"}\n```\n\n",
            "> ⌛️ 任务正在队列中，请耐心等待...\n\n",
            "> 🏃 进度：36.0%\n\n")
        .map(this::chunk);
  }

  private Stream<String> odd() {
    return switch (fault()) {
      case PAGE_LATER -> Stream.of("<html><h1>Welcome</h1></html>");
      case UNKNOWN_STATUS -> Stream.of(chunk("> 💤 dreaming\n\n"), "{\"object\": \"dream\"}");
      case ODD_PROGRESS ->
          Stream.of("60", "20", "15000").map("> 进度：%s%%\n"::formatted).map(this::chunk);
      case LOST, STORM -> Stream.of("", "null", "[]");
      default -> Stream.empty();
    };
  }

  private Stream<String> end() {
    return Stream.of(chunk("{}", "\"stop\""), "[DONE]");
  }

  private String chunk(String words) {
    var delta = Call.JSON.createObjectNode().put("content", words);
    return chunk(delta.toString(), "null");
  }

  private String chunk(String delta, String finish) {
    return """
    {"id": "chatcmpl-7", "object": "chat.completion.chunk", "created": 1790000000, "model": "%s",\
     "choices": [{"index": 0, "delta": %s, "finish_reason": %s}]}\
    """
        .formatted(model(), delta, finish);
  }

  private static Reply stream(Stream<String> events) {
    var body = new StringBuilder(": ok\n\n");
    events.forEach(one -> body.append("data: ").append(one).append("\n\n: ping\n\n"));
    return new Reply(200, Map.of("Content-Type", "text/event-stream"), body.toString());
  }

  @Override
  Reply error(int status, String message) {
    return Reply.json(status, error(status == 400 ? "invalid_value" : "server_error", message));
  }

  private static String error(String code, String message) {
    return "{\"error\": {\"message\": \"%s\", \"type\": \"server_error\", \"code\": \"%s\"}}"
        .formatted(message, code);
  }
}
