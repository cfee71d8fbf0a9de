package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** An upstream that has chat only tells of a render while its stream is open, and only then. */
@TestInstance(Lifecycle.PER_CLASS)
class ChatUpstreamStoryTest {

  private static final String BREAK = "break";
  private static final String END = "data: [DONE]\n\n";

  private final HttpServer upstream = started();
  private final Map<String, Line> lines = new ConcurrentHashMap<>();
  private Service service;

  ChatUpstreamStoryTest() throws IOException {}

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    service = Service.start(home, settings());
  }

  @AfterAll
  void stop() {
    service.close();
    upstream.stop(0);
  }

  private String[] settings() {
    return new String[] {
      "reelway.upstreams.chat.dialect=sora-chat",
      "reelway.upstreams.chat.base-url=http://127.0.0.1:" + upstream.getAddress().getPort(),
      "reelway.upstreams.chat.key=k",
      "reelway.models.spoken[0].upstream=chat",
      "reelway.models.spoken[0].model=m",
      "camel.main.shutdown-timeout=1"
    };
  }

  @Test
  void progressIsShownWhileTheStreamIsOpen() throws Exception {
    var id = ordered("progress");
    line("progress").says(words("进度：40%"));
    shows(id, 40);

    line("progress").says(words("进度：20%"));
    line("progress").says(words("进度：150%"));
    await()
        .atMost(Service.PATIENCE)
        .until(
            () -> {
              line("progress").says(": ping\n\n");
              return service.video(id).path("progress").asInt() != 40;
            });
    shows(id, 99);
    line("progress")
        .says(words("http://127.0.0.1:1/odd.mp4"))
        .says(error("A lamp broke."))
        .says(END);

    assertThat(service.ended(id).at("/error/message").asText()).isEqualTo("A lamp broke.");
    assertThat(line("progress").orders).hasValue(1);
  }

  @Test
  void anOrderIsInProgressAsSoonAsItsStreamSaysSo() throws Exception {
    var id = ordered("role");
    line("role").says(": ok\n\n");
    line("role").says(words(""));

    await()
        .atMost(Service.PATIENCE)
        .until(() -> service.video(id).path("status").asText().equals("in_progress"));
    line("role").says(words("违规")).says(END);

    assertThat(service.ended(id).at("/error/code").asText()).isEqualTo("refused");
  }

  @Test
  void aStreamThatBreaksIsNeverFollowedByASecondOrder() throws Exception {
    var id = ordered("broken");
    line("broken").says(words("进度：40%"));
    shows(id, 40);
    line("broken").says(BREAK);

    var video = service.ended(id);

    assertThat(video.at("/error/code").asText()).isEqualTo("submit_unknown");
    assertThat(video.at("/error/message").asText()).startsWith("The upstream's stream broke off");
    assertThat(line("broken").orders).hasValue(1);
  }

  /** The stream would go on for ever; the line is closed as soon as it says anything. */
  @Test
  void theStreamOfADeletedVideoIsHungUpOn() throws Exception {
    var id = ordered("deleted");
    line("deleted").says(words("进度：40%"));
    shows(id, 40);

    service.send(service.request("/sora/v1/videos/" + id).DELETE());

    await()
        .atMost(Service.PATIENCE)
        .until(
            () -> {
              line("deleted").says(": ping\n\n");
              return line("deleted").gone;
            });
    assertThat(line("deleted").orders).hasValue(1);
  }

  @Test
  void aRenderUnderWayIsLostWithItsProcess(@TempDir Path home) throws Exception {
    String id;
    try (var first = Service.start(home, settings())) {
      id = ordered(first, "crash");
      line("crash").says(words("进度：40%"));
      shows(first, id, 40);
    }
    try (var second = Service.start(home, settings())) {
      var video = second.ended(id);

      assertThat(video.at("/error/code").asText()).isEqualTo("submit_unknown");
      assertThat(line("crash").orders).hasValue(1);
    }
  }

  // What the steps are made of.

  private String ordered(String prompt) throws Exception {
    return ordered(service, prompt);
  }

  private static String ordered(Service service, String prompt) throws Exception {
    var order = Map.of("prompt", prompt, "model", "spoken");
    var job = service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order));
    return Service.json(job).path("id").asText();
  }

  private void shows(String id, int progress) {
    shows(service, id, progress);
  }

  private static void shows(Service service, String id, int progress) {
    JsonNode shown =
        await()
            .atMost(Service.PATIENCE)
            .until(() -> service.video(id), video -> video.path("progress").asInt() >= progress);
    assertThat(shown.path("status").asText()).isEqualTo("in_progress");
    assertThat(shown.path("progress").asInt()).isEqualTo(progress);
  }

  private static String words(String content) throws IOException {
    var delta = Map.of("choices", new Object[] {Map.of("delta", Map.of("content", content))});
    return "data: " + Service.JSON.writeValueAsString(delta) + "\n\n";
  }

  private static String error(String message) throws IOException {
    var error = Map.of("error", Map.of("message", message, "code", "failed"));
    return "data: " + Service.JSON.writeValueAsString(error) + "\n\n";
  }

  /** The stream that answers a prompt, and what it says next. */
  private static final class Line {

    private final BlockingQueue<String> next = new LinkedBlockingQueue<>();
    private final AtomicInteger orders = new AtomicInteger();
    private volatile boolean gone;

    Line says(String words) {
      next.add(words);
      return this;
    }
  }

  private Line line(String prompt) {
    return lines.computeIfAbsent(prompt, first -> new Line());
  }

  private HttpServer started() throws IOException {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
    return server;
  }

  private void answer(HttpExchange call) throws IOException {
    var said = Service.JSON.readTree(call.getRequestBody());
    var line = line(said.at("/messages/0/content").asText());
    line.orders.incrementAndGet();
    call.getResponseHeaders().set("Content-Type", "text/event-stream");
    call.sendResponseHeaders(200, 0);
    try {
      speak(line, call);
    } catch (IOException disconnected) {
      line.gone = true;
      throw disconnected;
    }
  }

  /** What breaks off is closed before its last chunk. */
  private static void speak(Line line, HttpExchange call) throws IOException {
    for (var words = next(line); words != null; words = next(line)) {
      if (words.equals(BREAK)) {
        throw new IOException("broken");
      }
      call.getResponseBody().write(words.getBytes(StandardCharsets.UTF_8));
      call.getResponseBody().flush();
      if (words.equals(END)) {
        call.close();
        return;
      }
    }
  }

  private static @Nullable String next(Line line) {
    try {
      return line.next.poll(90, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
