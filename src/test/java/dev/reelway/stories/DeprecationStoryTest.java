package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.reelway.RunningClock;
import dev.reelway.contracts.Contract;
import dev.reelway.contracts.RecordingProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers are told that a model is on its way out, and one day it is gone, its videos are not. */
class DeprecationStoryTest extends StoryTest {

  private static final String VIDEOS = "/sora/v1/videos";
  private static final String MODELS = "/sora/v1/models";
  private static final Duration DAY = Duration.ofDays(1);

  private final RunningClock clock = new RunningClock();
  private final Instant since = clock.instant().minus(DAY);
  private final Instant sunset = clock.instant().plus(DAY);
  private final AtomicInteger orders = new AtomicInteger();
  private final HttpServer upstream = tired();
  private final HttpClient client = HttpClient.newHttpClient();
  private RecordingProxy proxy;

  @Override
  Clock clock() {
    return clock;
  }

  @Override
  String[] settings() {
    return new String[] {
      "reelway.models.leaving[0].upstream=sandbox",
      "reelway.models.leaving[0].model=small",
      "reelway.deprecations.leaving.since=" + since,
      "reelway.deprecations.leaving.sunset=" + sunset,
      "reelway.deprecations.leaving.successor=tiny",
      "reelway.models.old_image[0].upstream=sandbox",
      "reelway.models.old_image[0].model=sora_image",
      "reelway.deprecations.old_image.since=2026-09-24",
      "reelway.deprecations.gone.since=2026-01-01",
      "reelway.deprecations.gone.sunset=2026-02-01",
      "reelway.deprecations.gone.successor=tiny",
      "reelway.deprecations.gone_image.since=2026-01-01",
      "reelway.upstreams.tired.dialect=sora",
      "reelway.upstreams.tired.base-url=http://127.0.0.1:" + upstream.getAddress().getPort(),
      "reelway.upstreams.tired.key=k",
      "reelway.models.resting[0].upstream=tired",
      "reelway.models.resting[0].model=m",
      "reelway.intake.hot-folder.model=leaving",
    };
  }

  @BeforeAll
  void record() throws IOException {
    proxy = RecordingProxy.before(service.port());
  }

  /** All that was told must be as the served description says. */
  @AfterAll
  void holdAgainstTheContract() throws Exception {
    upstream.stop(0);
    assertThat(Contract.shipped().breaches(proxy.passed())).isEmpty();
    proxy.close();
  }

  /** One test, as time goes one way: before the sunset, and after it. */
  @Test
  void aModelOnItsWayOutIsOrderedUntilItsSunset() throws Exception {
    var order = order("leaving");
    var created = post(VIDEOS, order);
    var video = VIDEOS + "/" + Service.json(created).path("id").asText();
    service.ended(Service.json(created).path("id").asText());

    for (var answer : new HttpResponse<?>[] {created, get(video), get(MODELS + "/leaving")}) {
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThatTheDeprecationIsReported(answer);
    }
    assertThat(models()).contains("leaving");
    assertThatTheDeprecationIsReported(post(VIDEOS, "{\"model\": \"leaving\"}"));
    assertThat(header(get(VIDEOS), "Deprecation")).isEmpty();

    clock.passes(DAY.plusHours(1));

    var remix = post(video + "/remix", "{\"prompt\": \"at night\"}");
    for (var answer :
        new HttpResponse<?>[] {post(VIDEOS, order), remix, get(MODELS + "/leaving")}) {
      assertThat(answer.statusCode()).isEqualTo(410);
      assertThatTheDeprecationIsReported(answer);
    }
    assertThat(models()).doesNotContain("leaving").contains("tiny");
    assertThat(get(video).statusCode()).isEqualTo(200);
    assertThat(get(video + "/content").statusCode()).isEqualTo(200);
    assertThat(post(video + "/remix", order("tiny")).statusCode()).isEqualTo(200);
    aDroppedLineIsRefused();
  }

  private void aDroppedLineIsRefused() throws Exception {
    var inbox = service.home().resolve("inbox");
    var partial = Files.writeString(inbox.resolve(".late.part"), "a fox\n");
    Files.move(partial, inbox.resolve("late.txt"));
    var results = inbox.resolve("results/late.txt.errors.jsonl");
    await().atMost(Service.PATIENCE).until(() -> Files.exists(results));

    var line = Service.JSON.readTree(Files.readString(results));

    assertThat(line.at("/error/code").asText()).isEqualTo("model_switched_off");
    assertThat(line.at("/error/message").asText()).contains("use tiny instead");
  }

  private void assertThatTheDeprecationIsReported(HttpResponse<?> answer) {
    var date =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    var successor = "<%s/tiny>; rel=\"successor-version\"".formatted(at(MODELS));
    assertThat(header(answer, "Deprecation")).hasValue("@" + since.getEpochSecond());
    assertThat(header(answer, "Sunset")).hasValue(date.format(sunset));
    assertThat(header(answer, "Link")).hasValue(successor);
  }

  @ParameterizedTest
  @CsvSource({
    "/sora/v1/videos, gone",
    "/sora/v1/images/generations, gone_image",
    "/sora/v1/chat/completions, gone",
    "/sora/v1/chat/completions, gone_image"
  })
  void aSwitchedOffModelIsRefusedAtEachEntryPoint(String door, String model) throws Exception {
    for (var more : new String[] {"", ", \"stream\": true"}) {
      var said = "\"prompt\": \"a fox\"";
      var messages = "\"messages\": [{\"role\": \"user\", \"content\": \"a fox\"}]" + more;
      var answer =
          post(
              door,
              "{\"model\": \"%s\", %s}".formatted(model, door.contains("chat") ? messages : said));

      var error = Service.json(answer).path("error");
      assertThat(answer.statusCode()).isEqualTo(410);
      assertThat(header(answer, "Deprecation")).hasValue("@1767225600");
      assertThat(error.path("code").asText()).isEqualTo("model_switched_off");
      assertThat(error.path("param").asText()).isEqualTo("model");
      assertThat(error.path("message").asText())
          .isEqualTo(
              model.equals("gone")
                  ? "model gone was switched off on 2026-02-01: use tiny instead"
                  : "model gone_image has been deprecated since 2026-01-01 and is switched off");
    }
  }

  @Test
  void imagesOfAModelOnItsWayOutSaySo() throws Exception {
    var order = "{\"model\": \"old_image\", \"prompt\": \"a fox\"}";
    var chat =
        "{\"model\": \"old_image\", \"stream\": true,"
            + " \"messages\": [{\"role\": \"user\", \"content\": \"a fox\"}]}";

    for (var answer :
        new HttpResponse<?>[] {
          post("/sora/v1/images/generations", order), post("/sora/v1/chat/completions", chat)
        }) {
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "Deprecation")).hasValue("@1790208000");
      assertThat(header(answer, "Sunset")).isEmpty();
      assertThat(header(answer, "Link")).isEmpty();
    }
  }

  @Test
  void aModelWithOpenBreakersIsListedAsUnavailable() throws Exception {
    assertThat(Service.json(get(MODELS + "/resting")).path("available").asBoolean()).isTrue();

    var order = post(VIDEOS, order("resting"));

    assertThat(order.statusCode()).isEqualTo(200);
    await()
        .atMost(Service.PATIENCE)
        .until(() -> !Service.json(get(MODELS + "/resting")).path("available").asBoolean(true));
    assertThat(models()).contains("resting");
    assertThat(Service.json(get(MODELS + "/tiny")).path("available").asBoolean()).isTrue();
    assertThat(orders).hasValue(1);
  }

  private String models() throws Exception {
    return Service.json(get(MODELS)).path("data").findValuesAsText("id").toString();
  }

  private static String order(String model) throws IOException {
    return Service.JSON.writeValueAsString(
        Map.of("prompt", "a fox", "model", model, "size", "128x72", "seconds", 1));
  }

  private static Optional<String> header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(at(path)));
  }

  private HttpResponse<String> post(String path, String json) throws Exception {
    return send(
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.header("Authorization", "demo").build(), BodyHandlers.ofString());
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + proxy.port() + path);
  }

  /** An upstream that asks to be left alone for a while. */
  private HttpServer tired() {
    try {
      var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.createContext(
          "/",
          call -> {
            orders.incrementAndGet();
            call.getResponseHeaders().set("Retry-After", "200");
            call.sendResponseHeaders(429, -1);
            call.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
