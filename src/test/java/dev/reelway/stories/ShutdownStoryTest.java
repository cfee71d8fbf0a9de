package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.sandbox.Poster;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shutdown loses nothing that is paid for, and keeps nobody waiting. */
class ShutdownStoryTest {

  private static final String STILL_OPEN = "Still open while calls to upstreams are under way";

  private final CompletableFuture<Boolean> answers = new CompletableFuture<>();
  private final AtomicInteger videos = new AtomicInteger();
  private final AtomicInteger images = new AtomicInteger();
  private final HttpServer upstream = started();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path home;

  ShutdownStoryTest(@TempDir Path home) throws IOException {
    this.home = home;
  }

  @AfterEach
  void stop() {
    answers.complete(true);
    upstream.stop(0);
    client.close();
  }

  @Test
  void waitingCallsAreAnsweredAtOnceAndWorkUnderWayIsCommitted() throws Exception {
    var service = start("25s");
    var never = service.order("[sandbox:never] a long one");
    var video = ordered(service);
    var image = call(service, "/sora/v1/images/generations", Map.of("prompt", "A kite"));
    var whole = call(service, "/sora/v1/chat/completions", chat(false));
    var stream = opened(service, "/sora/v1/chat/completions", chat(true));
    var events = opened(service, "/sora/v1/videos/" + never + "/events", Map.of());
    var followed = FollowedVideos.of(service);
    await().atMost(Service.PATIENCE).until(() -> videos.get() == 1 && images.get() == 1);

    var closed = closing(service);

    assertThatItGoesOn(image.get(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS), "image");
    assertThatItGoesOn(whole.get(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS), "video");
    assertThat(text(stream)).contains("\"code\":\"shutting_down\"").doesNotContain("[DONE]");
    assertThat(text(events)).contains("event: error\ndata: {\"error\":").contains(never);
    await().atMost(Service.PATIENCE).until(followed::hasEnded);
    assertThat(followed.events().getLast().data()).contains("\"code\":\"shutting_down\"");
    followed.close();
    var late = client.send(service.request("/sora/v1/models").build(), BodyHandlers.ofString());
    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(late.headers().firstValue("Retry-After")).isPresent();
    assertThat(Service.json(late).at("/error/code").asText()).isEqualTo("not_ready");
    assertThat(closed).as(STILL_OPEN).isNotDone();

    answers.complete(true);
    closed.get(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS);

    try (var again = start("25s")) {
      assertThat(again.ended(video).path("status").asText()).isEqualTo("failed");
      assertThat(again.ended(video).at("/error/message").asText()).isEqualTo("It was asked after.");
      assertThat(again.get("/sora/v1/images/" + idOf(image.get())).statusCode()).isEqualTo(200);
    }
    assertThat(videos).hasValue(1);
    assertThat(images).hasValue(1);
  }

  @Test
  void nothingIsWaitedForLongerThanTheDrain() throws Exception {
    var service = start("100ms");
    ordered(service);
    await().atMost(Service.PATIENCE).until(() -> videos.get() == 1);

    closing(service).get(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertThat(answers).isNotDone();
  }

  /** On a thread of its own: the client needs those that all share. */
  private static CompletableFuture<Void> closing(Service service) {
    return CompletableFuture.runAsync(service::close, task -> Thread.ofPlatform().start(task));
  }

  private static void assertThatItGoesOn(HttpResponse<String> answer, String kind)
      throws IOException {
    assertThat(answer.statusCode()).isEqualTo(503);
    var error = Service.json(answer).path("error");
    assertThat(error.path("code").asText()).isEqualTo("shutting_down");
    assertThat(error.path("message").asText())
        .matches(
            "The service is shutting down\\. The job continues; fetch it later as "
                + kind
                + "_[0-9a-f]{32}\\.");
    assertThat(answer.headers().firstValue("x-should-retry")).hasValue("false");
    assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    assertThat(answer.headers().firstValue("Location"))
        .hasValue("/sora/v1/" + kind + "s/" + idOf(answer));
  }

  private static String idOf(HttpResponse<String> answer) throws IOException {
    return Service.json(answer).at("/error/message").asText().replaceFirst(".* as (.*)\\.$", "$1");
  }

  private Service start(String drain) throws IOException {
    return Service.start(
        home,
        "reelway.jobs.drain=" + drain,
        "camel.main.shutdown-timeout=1",
        "reelway.upstreams.slow.dialect=sora",
        "reelway.upstreams.slow.base-url=http://127.0.0.1:" + upstream.getAddress().getPort(),
        "reelway.upstreams.slow.key=k",
        "reelway.models.slow[0].upstream=slow",
        "reelway.models.slow[0].model=m",
        "reelway.models.sora_image[0].upstream=slow",
        "reelway.models.sora_image[0].model=m");
  }

  private static String ordered(Service service) throws IOException, InterruptedException {
    var order = Service.JSON.writeValueAsString(Map.of("model", "slow", "prompt", "A fox"));
    return Service.json(service.post("/sora/v1/videos", order)).path("id").asText();
  }

  private static Map<String, Object> chat(boolean stream) {
    var message = Map.of("role", "user", "content", "[sandbox:never] a video");
    return Map.of("model", "tiny", "stream", stream, "messages", List.of(message));
  }

  private CompletableFuture<HttpResponse<String>> call(
      Service service, String path, Map<String, ?> body) throws IOException {
    return client.sendAsync(request(service, path, body), BodyHandlers.ofString());
  }

  private InputStream opened(Service service, String path, Map<String, ?> body)
      throws IOException, InterruptedException {
    return client.send(request(service, path, body), BodyHandlers.ofInputStream()).body();
  }

  private static HttpRequest request(Service service, String path, Map<String, ?> body)
      throws IOException {
    var request = service.request(path);
    return body.isEmpty()
        ? request.build()
        : request
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Service.JSON.writeValueAsString(body)))
            .build();
  }

  private static String text(InputStream stream) throws IOException {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** An upstream that answers orders only when it is told to. */
  private HttpServer started() throws IOException {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/videos", this::video);
    server.createContext("/v1/images/generations", this::image);
    server.start();
    return server;
  }

  private void video(HttpExchange call) throws IOException {
    if (call.getRequestMethod().equals("POST")) {
      videos.incrementAndGet();
      answers.join();
      send(call, "{\"id\": \"task-1\", \"status\": \"queued\"}");
    } else if (call.getRequestURI().getPath().endsWith("task-1")) {
      send(
          call,
          "{\"id\": \"task-1\", \"status\": \"failed\","
              + " \"error\": {\"message\": \"It was asked after.\"}}");
    } else {
      send(call, "{\"data\": []}");
    }
  }

  private void image(HttpExchange call) throws IOException {
    images.incrementAndGet();
    answers.join();
    var image = Base64.getEncoder().encodeToString(Poster.png(64, 64, Color.RED));
    send(call, "{\"data\": [{\"b64_json\": \"%s\"}]}".formatted(image));
  }

  private static void send(HttpExchange call, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    call.getRequestBody().readAllBytes();
    call.getResponseHeaders().set("Content-Type", "application/json");
    call.sendResponseHeaders(200, body.length);
    call.getResponseBody().write(body);
    call.close();
  }
}
