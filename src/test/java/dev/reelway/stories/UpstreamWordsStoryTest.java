package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** However much an upstream says, and in whatever signs, callers read one plain line of it. */
class UpstreamWordsStoryTest extends StoryTest {

  private static final String SIGNS = "\u001b[31mno\u001b[0m \u001b]0;x\u0007\n\u2028\u202e\u0000";

  /** As JSON spells them, and half a character too. */
  private static final String WORDS = spelled((SIGNS + "\ud83e").repeat(5_000));

  private static final String UNCLEAN = "[\\p{Cntrl}&&[^\\n]]|[\\u2028\\u2029\\u202e]|x1b|\\[31m";

  private final AtomicInteger tasks = new AtomicInteger();
  private final HttpServer upstream = started();

  private static String spelled(String text) {
    try {
      return new com.fasterxml.jackson.databind.ObjectMapper()
          .configure(
              com.fasterxml.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(),
              true)
          .writeValueAsString(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  String[] settings() {
    return Stream.concat(
            Stream.of("odd", "flood").flatMap(name -> UpstreamSettings.of(name, "sora", upstream)),
            Stream.of("reelway.intake.hot-folder.model=odd"))
        .toArray(String[]::new);
  }

  @AfterAll
  void stopUpstream() {
    upstream.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refused", "failing"})
  void whatItSaysOfARenderIsPlainAndShort(String prompt, CapturedOutput output) throws Exception {
    var video = ended("odd", prompt);

    var message = video.at("/error/message").asText();
    assertThat(message).startsWith("no").hasSizeBetween(1_000, 2_001);
    assertThat(message).doesNotContainPattern(UNCLEAN);
    assertThat(output.getAll().lines().filter(line -> line.length() > 1_000)).isEmpty();
    assertThat(output).doesNotContainPattern("\u001b|\\u2028|\\u202e");
  }

  @Test
  void soItIsInResultsAndPages() throws Exception {
    var inbox = service.home().resolve("inbox");
    Files.writeString(inbox.resolve(".odd.txt"), "refused\nfailing\n");
    Files.move(inbox.resolve(".odd.txt"), inbox.resolve("odd.txt"));

    var errors = inbox.resolve("results/odd.txt.errors.jsonl");
    await().atMost(Service.PATIENCE).until(() -> Files.exists(errors));
    assertThat(errors).content().hasSizeLessThan(12_000).doesNotContainPattern(UNCLEAN);
    assertThat(Files.readString(errors)).doesNotContain("\\u001b", "\\n");
    assertThat(inbox.resolve("results/odd.txt.report.html"))
        .content()
        .doesNotContainPattern("\u001b|\\u2028|\\u202e");
  }

  @Test
  void soItIsInAChat() throws Exception {
    var chat =
        """
        {"model": "odd", "stream": true, "messages": [{"role": "user", "content": "refused"}]}\
        """;

    var answer = service.post("/sora/v1/chat/completions", chat).body();

    assertThat(answer)
        .contains("\"message\":\"no ")
        .doesNotContainPattern(UNCLEAN)
        .doesNotContain("\\u001b");
    assertThat(answer.length()).isLessThan(10_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bomb", "deep", "huge", "endless", "endless error"})
  void anAnswerThatIsTooLargeIsNotStored(String prompt) throws Exception {
    assertThat(ended("flood", prompt).path("status").asText()).isEqualTo("failed");
    assertThat(service.health().statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bomb", "deep"})
  void anAnswerThatIsTooLargeIsRefusedAsSuch(String prompt) throws Exception {
    assertThat(ended("flood", prompt).at("/error/message").asText())
        .startsWith("The upstream's answer to the order is too large or too deeply nested");
  }

  private com.fasterxml.jackson.databind.JsonNode ended(String model, String prompt)
      throws Exception {
    var order = Map.of("prompt", prompt, "model", model, "size", "128x72", "seconds", 1);
    var job = service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order));
    return service.ended(Service.json(job).path("id").asText());
  }

  private HttpServer started() {
    try {
      var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::answer);
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange call) throws IOException {
    var ordered = call.getRequestMethod().equals("POST");
    var body = ordered ? Service.JSON.readTree(call.getRequestBody()) : null;
    switch (body == null ? call.getRequestURI().getPath() : body.path("prompt").asText()) {
      case "refused" -> reply(call, 400, "{\"error\":{\"message\":" + WORDS + "}}");
      case "failing" -> reply(call, 200, task("1"));
      case "/v1/videos/task-1", "/v1/videos/task-2", "/v1/videos/task-3", "/v1/videos/task-4" ->
          reply(call, 200, "{\"status\":\"failed\",\"error\":" + WORDS + "}");
      case "/v1/videos" -> reply(call, 200, "{\"data\":[]}");
      case "bomb" -> reply(call, 200, task("[" + "{},".repeat(200_000) + "{}]"));
      case "deep" -> reply(call, 200, task("[".repeat(900) + "]".repeat(900)));
      case "huge" ->
          reply(call, 200, task("[" + ("\"" + "x".repeat(9_999_999) + "\",").repeat(10) + "1]"));
      case "endless" -> endless(call, 200);
      case "endless error" -> endless(call, 500);
      default -> reply(call, 200, "{}");
    }
  }

  private String task(String more) {
    return "{\"id\":\"task-"
        + tasks.incrementAndGet()
        + "\",\"status\":\"queued\",\"more\":"
        + more
        + "}";
  }

  private static void endless(HttpExchange call, int status) throws IOException {
    call.getResponseHeaders().set("Content-Type", "application/json");
    call.sendResponseHeaders(status, 0);
    try (var out = call.getResponseBody()) {
      var some = "[[[[[[[[".repeat(8192).getBytes(StandardCharsets.UTF_8);
      for (long sent = 0; sent < 1L << 40; sent += some.length) {
        out.write(some);
      }
    }
  }

  private static void reply(HttpExchange call, int status, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("Content-Type", "application/json");
    call.sendResponseHeaders(status, body.length);
    call.getResponseBody().write(body);
    call.close();
  }
}
