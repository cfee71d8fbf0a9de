package dev.reelway.stories;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.database.Database;
import dev.reelway.media.LoopbackSite;
import dev.reelway.sandbox.Poster;
import java.awt.Color;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever has waited for too long finds later what the job has come to. */
class LongWaitStoryTest extends StoryTest {

  private static final String CHAT = "/sora/v1/chat/completions";
  private static final String IMAGES = "/sora/v1/images/";

  @Override
  String[] settings() {
    var away = UpstreamSettings.of("away", "sora", "http://127.0.0.1:9");
    return Stream.concat(away, usual()).toArray(String[]::new);
  }

  private static Stream<String> usual() {
    return Stream.of(
        "reelway.api.longest-wait=2s",
        "reelway.references.private-hosts=127.0.0.1",
        "reelway.licences.other.key=other-key",
        "reelway.licences.other.scopes=images");
  }

  @Test
  void aCallThatHasWaitedTooLongIsAnsweredWithItsJob() throws Exception {
    var answer =
        said(CHAT, Map.of("model", "tiny", "messages", List.of(user("[sandbox:never] x"))));

    var id = stillRendering(answer, "video");
    assertThat(service.video(id).path("id").asText()).isEqualTo(id);
    assertThat(answer.headers().firstValue("Location")).hasValue("/sora/v1/videos/" + id);
  }

  @Test
  void imagesAreFoundByACallThatWaitsForThemToo() throws Exception {
    var answer = said(IMAGES + "generations", Map.of("prompt", "[sandbox:5s] a late kite"));
    var id = stillRendering(answer, "image");
    var place = answer.headers().firstValue("Location").orElseThrow();

    var found = service.get(place);
    while (found.statusCode() == 504) {
      assertThat(stillRendering(found, "image")).isEqualTo(id);
      found = service.get(place);
    }

    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(Service.json(found).path("id").asText()).isEqualTo(id);
    assertThat(Service.json(found).at("/data/0/url").asText()).endsWith(id + ".png");
    var bytes = Service.json(service.get(place + "?response_format=b64_json"));
    assertThat(bytes.at("/data/0/b64_json").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Idempotency-Key, late", "x-stainless-retry-count, 1"})
  void whoeverSendsTheRequestAgainJoinsItsJob(String header, String value) throws Exception {
    var order = "{\"prompt\": \"[sandbox:5s] a late kite, %s\"}".formatted(header);
    var id = stillRendering(repeated(order, header, value), "image");

    var joined = repeated(order, header, value);
    while (joined.statusCode() == 504) {
      assertThat(stillRendering(joined, "image")).isEqualTo(id);
      joined = repeated(order, header, value);
    }

    assertThat(joined.statusCode()).isEqualTo(200);
    assertThat(joined.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(Service.json(joined).path("id").asText()).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({"Idempotency-Key, slow", "x-stainless-retry-count, 1"})
  void whoeverSendsTheRequestAgainTooEarlyIsToldSo(String header, String value) throws Exception {
    var image = new CompletableFuture<byte[]>();
    try (var site = new LoopbackSite();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var link = site.page("/slow.png", out -> out.write(image.join()));
      var order = "{\"prompt\": \"a fox\", \"image_url\": \"%s\"}".formatted(link);
      var first = callers.submit(() -> repeated(order, header, value));
      await().atMost(Service.PATIENCE).until(() -> !site.heads().isEmpty());

      var second = repeated(order, header, value);
      var png = Poster.png(64, 64, Color.RED);
      var head = LoopbackSite.answer("200 OK\r\nContent-Length: " + png.length, "");
      image.complete(ByteBuffer.allocate(head.length + png.length).put(head).put(png).array());
      var third = repeated(order, header, value);
      while (third.statusCode() == 409) {
        third = repeated(order, header, value);
      }

      assertThat(second.statusCode()).isEqualTo(409);
      assertThat(second.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(error(second).path("code").asText()).isEqualTo("earlier_request_open");
      assertThat(idOf(third)).isEqualTo(idOf(first.get()));
      assertThat(site.heads()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"Idempotency-Key, away", "x-stainless-retry-count, 1"})
  void anImageThatWasNotSubmittedInTimeIsOrderedAgain(String header, String value)
      throws Exception {
    var order = "{\"prompt\": \"by %s\", \"model\": \"away\"}".formatted(header);

    var first = repeated(order, header, value);
    while (first.statusCode() == 504) {
      first = repeated(order, header, value);
    }
    assertThat(first.statusCode()).as(first.body()).isEqualTo(503);
    assertThat(error(first).path("code").asText()).isEqualTo("wait_expired");
    var looked = service.get("/sora/v1/images/" + newest("by " + header));
    assertThat(looked.statusCode()).as(looked.body()).isEqualTo(422);
    assertThat(looked.headers().firstValue("x-should-retry")).hasValue("false");
    assertThat(error(looked).path("code").asText()).isEqualTo("wait_expired");
    var jobs = jobs("by " + header);
    var second = repeated(order, header, value);

    assertThat(second.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(jobs("by " + header)).isEqualTo(jobs + 1);
  }

  private String newest(String prompt) {
    return service
        .bean(Database.class)
        .reader()
        .sql("select id from job where request like ? order by id desc limit 1")
        .param("%" + prompt + "%")
        .query(String.class)
        .single();
  }

  private int jobs(String prompt) {
    return service
        .bean(Database.class)
        .reader()
        .sql("select count(*) from job where request like ?")
        .param("%" + prompt + "%")
        .query(Integer.class)
        .single();
  }

  private HttpResponse<String> repeated(String order, String header, String value)
      throws Exception {
    return service.send(
        service
            .request(IMAGES + "generations")
            .header("Content-Type", "application/json")
            .header(header, value)
            .POST(BodyPublishers.ofString(order)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"images/generations", "chat/completions", "chat/completions?stream=true"})
  void anEqualCallJoinsTheJobOfACallerWhoHasLeft(String path) throws Exception {
    var prompt = "[sandbox:3s] a lonely kite by " + path;
    var order = path.startsWith("chat") ? chat(prompt) : order(prompt);
    try (var caller = calling("/sora/v1/" + path, order)) {
      await().atMost(Service.PATIENCE).until(() -> jobs("a lonely kite by " + path) == 1);
      caller.getInputStream().read(new byte[caller.getInputStream().available()]);
    }

    var joined = service.post("/sora/v1/" + path, order);
    while (joined.statusCode() == 504) {
      joined = service.post("/sora/v1/" + path, order);
    }

    assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
    assertThat(joined.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(jobs("a lonely kite by " + path)).isOne();
  }

  @Test
  void anEqualCallJoinsTheJobOfACallerWhoWasToldToComeAgain() throws Exception {
    var order = order("[sandbox:5s] a slow kite");
    var id = stillRendering(said(IMAGES + "generations", order), "image");

    var joined = said(IMAGES + "generations", order);
    while (joined.statusCode() == 504) {
      assertThat(stillRendering(joined, "image")).isEqualTo(id);
      joined = said(IMAGES + "generations", order);
    }
    var another = said(IMAGES + "generations", order);

    assertThat(Service.json(joined).path("id").asText()).isEqualTo(id);
    assertThat(stillRendering(another, "image")).isNotEqualTo(id);
  }

  @Test
  void anOrderThatNobodyWaitsForIsLeftToNobody() throws Exception {
    var order = order("[sandbox:never] a kite for later");

    var accepted = preferringAsync(IMAGES + "generations", order);
    var id = stillRendering(said(IMAGES + "generations", order), "image");

    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    assertThat(id).isNotEqualTo(Service.json(accepted).path("id").asText());
  }

  @Test
  void anImageThatNobodyWaitsForMayWaitAsLongAsAVideo() throws Exception {
    var order = "{\"prompt\": \"a patient kite\", \"model\": \"away\"}";

    var accepted = preferringAsync(IMAGES + "generations", order);

    var wait =
        service
            .bean(Database.class)
            .reader()
            .sql("select wait_until - created_at from job where id = ?")
            .param(Service.json(accepted).path("id").asText())
            .query(Long.class)
            .single();
    assertThat(Duration.ofMillis(wait)).isEqualTo(Duration.ofDays(1));
  }

  /** A stream goes before the preference. */
  @Test
  void anEqualCallJoinsTheStreamOfACallerWhoHasLeftWhateverThePreference() throws Exception {
    var path = IMAGES + "generations?stream=true";
    var order = order("[sandbox:3s] a streamed kite");
    try (var caller = calling(path, order, "Prefer: respond-async")) {
      await().atMost(Service.PATIENCE).until(() -> jobs("a streamed kite") == 1);
      caller.getInputStream().read(new byte[caller.getInputStream().available()]);
    }

    var joined = preferringAsync(path, order);

    assertThat(joined.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(jobs("a streamed kite")).isOne();
  }

  private HttpResponse<String> preferringAsync(String path, String order) throws Exception {
    return service.send(
        service
            .request(path)
            .header("Content-Type", "application/json")
            .header("Prefer", "respond-async")
            .POST(BodyPublishers.ofString(order)));
  }

  @Test
  void twoCallersWhoBothWaitGetARenderEach() throws Exception {
    var order = order("[sandbox:1s] two kites");
    try (var first = calling(IMAGES + "generations", order);
        var second = calling(IMAGES + "generations", order)) {
      await().atMost(Service.PATIENCE).until(() -> jobs("two kites") == 2);

      assertThat(answered(first)).isNotEqualTo(answered(second)).doesNotContain("Replayed");
    }
    assertThat(jobs("two kites")).isEqualTo(2);
  }

  /** The job of a call that was answered with its images, or that has waited too long. */
  private String idOf(HttpResponse<String> answer) throws Exception {
    return answer.statusCode() == 504
        ? stillRendering(answer, "image")
        : Service.json(answer).path("id").asText();
  }

  /** A call whose caller can leave at any time. */
  private Socket calling(String path, String order) throws Exception {
    return calling(path, order, "Accept: */*");
  }

  private Socket calling(String path, String order, String header) throws Exception {
    var socket = new Socket("127.0.0.1", service.port());
    var head =
        """
        POST %s HTTP/1.1\r
        Host: 127.0.0.1\r
        Authorization: demo\r
        Content-Type: application/json\r
        Connection: close\r
        %s\r
        Content-Length: %d\r
        \r
        """
            .formatted(path, header, order.length());
    socket.getOutputStream().write((head + order).getBytes(US_ASCII));
    return socket;
  }

  private static String answered(Socket caller) throws Exception {
    return new BufferedReader(new InputStreamReader(caller.getInputStream(), US_ASCII))
        .lines()
        .filter(line -> line.startsWith("{") || line.contains("Replayed"))
        .findFirst()
        .orElseThrow();
  }

  private static String order(String prompt) throws Exception {
    return Service.JSON.writeValueAsString(Map.of("prompt", prompt, "model", "sora_image"));
  }

  private static String chat(String prompt) throws Exception {
    return Service.JSON.writeValueAsString(
        Map.of("model", "sora_image", "messages", List.of(user(prompt))));
  }

  @Test
  void othersImagesAreUnknownOnes() throws Exception {
    var made = said(IMAGES + "generations", Map.of("prompt", "A kite"));
    var id =
        made.statusCode() == 504 // on a slow machine
            ? stillRendering(made, "image")
            : Service.json(made).path("id").asText();
    var unknown = "image_" + "0".repeat(32);

    for (var name : List.of(id, unknown, "generations", "x".repeat(100))) {
      var foreign = service.send(service.bare(IMAGES + name).header("Authorization", "other-key"));
      assertThat(foreign.statusCode()).isEqualTo(404);
      assertThat(error(foreign).path("code").asText()).isEqualTo("image_not_found");
    }
    assertThat(service.get(IMAGES + id + "?response_format=x").statusCode()).isEqualTo(400);
    assertThat(service.send(service.bare(IMAGES + id)).statusCode()).isEqualTo(401);
    assertThat(service.get(IMAGES + service.order("a video")).statusCode()).isEqualTo(404);
  }

  @Test
  void aLaterFailureIsAnsweredInTheRequestedForm() throws Exception {
    var parameters = Map.of("prompt", "[sandbox:4s] [sandbox:refuse] a kite");
    var id = stillRendering(said(IMAGES + "generations", parameters), "image");

    var found = service.get(IMAGES + id);
    while (found.statusCode() == 504) {
      found = service.get(IMAGES + id);
    }

    assertThat(found.statusCode()).isEqualTo(400);
    assertThat(error(found).path("code").asText()).isEqualTo("refused");
  }

  private static String stillRendering(HttpResponse<String> answer, String kind) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
    assertThat(answer.headers().firstValue("x-should-retry")).hasValue("false");
    var message = error(answer).path("message").asText();
    assertThat(message)
        .matches(
            "Still rendering after 2 s\\. The job continues; fetch it later as "
                + kind
                + "_[0-9a-f]{32}\\.");
    return message.replaceFirst(".* as (.*)\\.$", "$1");
  }

  private static JsonNode error(HttpResponse<String> answer) throws Exception {
    return Service.json(answer).path("error");
  }

  private static Map<String, String> user(String prompt) {
    return Map.of("role", "user", "content", prompt);
  }

  private HttpResponse<String> said(String path, Map<String, ?> body) throws Exception {
    return said(path, Service.JSON.writeValueAsString(body));
  }

  private HttpResponse<String> said(String path, String body) throws Exception {
    return service.post(path, body);
  }
}
