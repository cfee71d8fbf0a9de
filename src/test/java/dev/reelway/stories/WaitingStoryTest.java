package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever waits for a job is counted, in whatever way it waits. */
class WaitingStoryTest extends StoryTest {

  private final HttpClient client = HttpClient.newHttpClient();

  @Override
  String[] settings() {
    return new String[] {
      "reelway.api.waiting-calls=2",
      "reelway.licences.other.key=other-key",
      "reelway.licences.other.scopes=videos"
    };
  }

  /** That callers of the test before have left is noticed after a while. */
  @BeforeEach
  void nobodyWaits() {
    await().atMost(Service.PATIENCE).until(this::areTwoLetIn);
  }

  private boolean areTwoLetIn() {
    var first = client.sendAsync(imageOrder("0").build(), BodyHandlers.ofString());
    var second = client.sendAsync(imageOrder("0").build(), BodyHandlers.ofString());
    return isTaken(first.join()) && isTaken(second.join());
  }

  @Test
  void aLicenceFollowsOnlySoManyVideosAtOnce() throws Exception {
    var id = service.order("[sandbox:never] a long one");
    var first = followed(id);
    var second = followed(id);

    var third = followed(id);
    var refusal = new String(third.body().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.headers().firstValue("Retry-After")).isPresent();
    assertThat(refusal).contains("at most 2 requests of a licence may wait");
    assertThat(service.video(id).path("id").asText()).isEqualTo(id);
    first.body().close();
    await().atMost(Service.PATIENCE).until(() -> isLetIn(id));
    second.body().close();
    await().atMost(Service.PATIENCE).until(() -> isLetIn(id));
  }

  @Test
  void anUnknownVideoAndAnEndedOneUseNoCapacity() throws Exception {
    var ended = service.order("a short one");
    service.ended(ended);

    for (int i = 0; i < 5; i++) {
      assertThat(followed("video_" + "0".repeat(32)).statusCode()).isEqualTo(404);
      try (var events = followed(ended).body()) {
        assertThat(new String(events.readAllBytes(), StandardCharsets.UTF_8))
            .contains("event: video.completed");
      }
    }
  }

  @Test
  void theRetryOfARefusedCallIsNoRepetitionOfAnEarlierOne() throws Exception {
    var earlier = image("0");
    var id = service.order("[sandbox:never] another long one");
    var first = followed(id);
    var second = followed(id);
    assertThat(image("0").statusCode()).isEqualTo(429);
    first.body().close();
    second.body().close();
    await().atMost(Service.PATIENCE).until(() -> isLetIn(id));

    var tries = new AtomicInteger();
    var retry =
        await()
            .atMost(Service.PATIENCE)
            .until(() -> image("" + tries.incrementAndGet()), this::isTaken);

    assertThat(earlier.statusCode()).isEqualTo(200);
    assertThat(retry.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(Service.json(retry).path("id")).isNotEqualTo(Service.json(earlier).path("id"));
  }

  @Test
  void whoeverDoesNotWaitForImagesIsNotCounted() throws Exception {
    var made = Service.json(image("0")).path("id").asText();
    try (var first = calling();
        var second = calling()) {
      await().atMost(Service.PATIENCE).until(() -> image("0").statusCode() == 429);

      var accepted = waiting("[sandbox:never] a late kite", "respond-async");
      var open = Service.json(accepted).path("id").asText();
      var lookup = service.request("/sora/v1/images/" + open).header("Prefer", "respond-async");

      assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
      assertThat(service.send(lookup).statusCode()).isEqualTo(202);
      assertThat(service.get("/sora/v1/images/" + open).statusCode()).isEqualTo(429);
      assertThat(service.get("/sora/v1/images/" + made).statusCode()).isEqualTo(200);
      assertThat(first.isConnected() && second.isConnected()).isTrue();
    }
  }

  @Test
  void aHeadIsAnsweredAtOnceAndWaitsForNothing() throws Exception {
    var id = service.order("[sandbox:never] a very long one");
    var image =
        Service.json(waiting("[sandbox:never] a kite", "respond-async")).path("id").asText();

    for (int i = 0; i < 3; i++) {
      for (var path : List.of("videos/events", "videos/" + id + "/events")) {
        var head = service.send(service.request("/sora/v1/" + path).HEAD());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type").orElse(""))
            .startsWith("text/event-stream");
      }
      for (var query : List.of("", "?stream=true", "?response_format=b64_json")) {
        var head = service.send(service.request("/sora/v1/images/" + image + query).HEAD());
        assertThat(head.statusCode()).isEqualTo(202);
      }
    }
    await().atMost(Service.PATIENCE).until(() -> isLetIn(id));
  }

  @Test
  void aCallWhoseCallerHasLeftWaitsNoLonger() throws Exception {
    var id = service.order("[sandbox:never] a lasting one");
    try (var first = calling();
        var second = calling()) {
      await().atMost(Service.PATIENCE).until(() -> image("0").statusCode() == 429);
      assertThat(first.isConnected() && second.isConnected()).isTrue();
    }

    await().atMost(Service.PATIENCE).until(() -> isLetIn(id));
    await().atMost(Service.PATIENCE).until(() -> !counted("499").isEmpty());
    assertThat(counted("504")).isEmpty();
  }

  /** How often calls for images have ended with this status. */
  private List<String> counted(String status) throws Exception {
    return service
        .metrics()
        .lines()
        .filter(line -> line.startsWith("http_server_requests_seconds_count"))
        .filter(line -> line.contains("/images/generations"))
        .filter(line -> line.contains("status=\"%s\"".formatted(status)))
        .toList();
  }

  /** A call whose caller can leave at any time. */
  private Socket calling() throws IOException {
    var order = "{\"prompt\": \"[sandbox:never] a kite\"}";
    var head =
        "POST /sora/v1/images/generations HTTP/1.1\r\nHost: localhost\r\nAuthorization: demo\r\n"
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n";
    var socket = new Socket("127.0.0.1", service.port());
    socket
        .getOutputStream()
        .write((head.formatted(order.length()) + order).getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private HttpResponse<String> waiting(String prompt, String preference) throws Exception {
    return service.send(
        service
            .request("/sora/v1/images/generations")
            .header("Content-Type", "application/json")
            .header("Prefer", preference)
            .POST(BodyPublishers.ofString("{\"prompt\": \"%s\"}".formatted(prompt))));
  }

  private boolean isTaken(HttpResponse<String> answer) {
    return answer.statusCode() == 200;
  }

  private HttpResponse<String> image(String retryCount) throws Exception {
    return service.send(imageOrder(retryCount));
  }

  private HttpRequest.Builder imageOrder(String retryCount) {
    return service
        .request("/sora/v1/images/generations")
        .header("Content-Type", "application/json")
        .header("x-stainless-retry-count", retryCount)
        .POST(BodyPublishers.ofString("{\"prompt\": \"a kite\"}"));
  }

  private boolean isLetIn(String id) throws IOException, InterruptedException {
    var answer = followed(id);
    answer.body().close();
    return answer.statusCode() == 200;
  }

  private HttpResponse<InputStream> followed(String id) throws IOException, InterruptedException {
    var call = service.request("/sora/v1/videos/" + id + "/events").build();
    return client.send(call, BodyHandlers.ofInputStream());
  }
}
