package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams fail in all the ways that they do; no video is ever ordered twice for that. */
class UpstreamStoryTest extends StoryTest {

  private final Map<String, AtomicInteger> orders = new ConcurrentHashMap<>();
  private final List<String> cancelled = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Boolean> answers = new CompletableFuture<>();
  private final HttpServer upstream = started();

  @Override
  String[] settings() {
    return Stream.concat(
            UpstreamSettings.of("odd", "sora", upstream),
            Stream.of(
                "reelway.models.second[0].upstream=odd",
                "reelway.models.second[0].model=m",
                "reelway.models.second[1].upstream=sandbox",
                "reelway.models.second[1].model=small"))
        .toArray(String[]::new);
  }

  @AfterAll
  void stopUpstream() {
    upstream.stop(0);
  }

  @Test
  void theNextTargetIsTriedWhenNothingWasAccepted() throws Exception {
    var video = ended("second", "away");

    assertThat(video.path("status").asText()).isEqualTo("completed");
    assertThat(orders.get("away")).hasValue(1);
  }

  @Test
  void aLostAnswerIsNeverFollowedByASecondOrder() throws Exception {
    var video = ended("second", "lost");

    assertThat(video.at("/error/code").asText()).isEqualTo("submit_unknown");
    assertThat(orders.get("lost")).hasValue(1);
  }

  @Test
  void aRenderWhoseAnswerWasLostIsFoundInTheUpstreamsList() throws Exception {
    var video = ended("odd", "found");

    assertThat(video.at("/error/message").asText()).isEqualTo("found and polled");
    assertThat(orders.get("found")).hasValue(1);
  }

  @Test
  void aRefusalEndsTheJobWithTheUpstreamsWords() throws Exception {
    var video = ended("second", "refused");

    assertThat(video.at("/error/code").asText()).isEqualTo("refused");
    assertThat(video.at("/error/message").asText()).isEqualTo("not this one");
    assertThat(orders.get("refused")).hasValue(1);
  }

  @Test
  void anAnswerThatIsNoVideoIsNotStoredAsOne() throws Exception {
    var order = Map.of("prompt", "no video", "model", "odd");
    var id =
        Service.json(service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order)))
            .path("id")
            .asText();
    await()
        .atMost(Service.PATIENCE)
        .until(() -> orders.getOrDefault("content", new AtomicInteger()).get() >= 2);

    await()
        .atMost(Service.PATIENCE)
        .until(() -> service.video(id).path("status").asText().equals("in_progress"));
    assertThat(orders.get("no video")).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"junk", "page"})
  void anAnswerThatIsNoImageFailsTheJobSoonAndIsNotOrderedAgain(String prompt) throws Exception {
    var order = Map.of("prompt", prompt, "model", "odd");

    var answer =
        service.post("/sora/v1/images/generations", Service.JSON.writeValueAsString(order));

    assertThat(Service.json(answer).at("/error/message").asText())
        .isEqualTo("The file from the upstream is not a PNG, JPEG or WebP image.");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(orders.get(prompt)).hasValue(1);
  }

  @Test
  void aRenderThatIsAcceptedForAnEndedJobIsCancelled() throws Exception {
    var order = Map.of("prompt", "late", "model", "odd");
    var job = service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order));
    await().atMost(Service.PATIENCE).until(() -> orders.containsKey("late"));

    var path = "/sora/v1/videos/" + Service.json(job).path("id").asText();
    assertThat(service.send(service.request(path).DELETE()).statusCode()).isEqualTo(200);
    assertThat(cancelled).isEmpty();
    answers.complete(true);

    await().atMost(Service.PATIENCE).until(() -> !cancelled.isEmpty());
    assertThat(cancelled).containsExactly("/v1/videos/task-9 Bearer k");
  }

  private JsonNode ended(String model, String prompt) throws Exception {
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
    var path = call.getRequestURI().getPath();
    if (call.getRequestMethod().equals("POST")) {
      ordered(call);
    } else if (call.getRequestMethod().equals("DELETE")) {
      cancelled.add(path + " " + call.getRequestHeaders().getFirst("Authorization"));
      reply(call, 500, "{}");
    } else if (path.endsWith("/content")) {
      count("content");
      reply(call, 200, "{\"error\":\"expired\"}");
    } else if (path.endsWith("/v1/videos")) {
      reply(
          call,
          200,
          "{\"data\":[{\"id\":\"task-7\",\"prompt\":\"found\",\"created_at\":99999999999}]}");
    } else {
      var failed = "{\"id\":\"task-7\",\"status\":\"failed\",\"error\":\"found and polled\"}";
      reply(
          call,
          200,
          path.endsWith("task-7") ? failed : "{\"id\":\"task-8\",\"status\":\"completed\"}");
    }
  }

  private void ordered(HttpExchange call) throws IOException {
    var prompt = Service.JSON.readTree(call.getRequestBody()).path("prompt").asText();
    count(prompt);
    switch (prompt) {
      case "away" -> reply(call, 503, "{}");
      case "refused" -> reply(call, 400, "{\"error\":{\"message\":\"not this one\"}}");
      case "no video" -> reply(call, 200, "{\"id\":\"task-8\",\"status\":\"queued\"}");
      case "junk" -> reply(call, 200, "{\"data\":[{\"b64_json\":\"bm8gcGljdHVyZQ==\"}]}");
      case "page" -> reply(call, 200, "{\"data\":[{\"url\":\"/v1/images/1/content\"}]}");
      case "late" -> {
        answers.join();
        reply(call, 200, "{\"id\":\"task-9\",\"status\":\"queued\"}");
      }
      default -> call.close(); // The order has arrived, its answer never does.
    }
  }

  private void count(String what) {
    orders.computeIfAbsent(what, first -> new AtomicInteger()).incrementAndGet();
  }

  private static void reply(HttpExchange call, int status, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, body.length);
    call.getResponseBody().write(body);
    call.close();
  }
}
