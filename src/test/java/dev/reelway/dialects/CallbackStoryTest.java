package dev.reelway.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.stories.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

/** An upstream calls when a render changes that would be asked after much later. */
@TestInstance(Lifecycle.PER_CLASS)
class CallbackStoryTest {

  private static final String ENDED = "{\"status\": \"succeeded\"}";

  private static final List<String> CALLING = List.of("one", "flooded", "unbelieving", "forged");
  private static final String SILENT = "silent";

  private final Map<String, ArkFixture> upstreams = new HashMap<>();
  private final MinimaxFixture minimax = new MinimaxFixture();
  private ArkFixture upstream = new ArkFixture();
  private String model = SILENT;
  private Service service;

  CallbackStoryTest() throws IOException {
    upstreams.put(SILENT, upstream);
    for (var name : CALLING) {
      upstreams.put(name, new ArkFixture());
    }
  }

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    var settings =
        Stream.of(
            upstreams.entrySet().stream().flatMap(one -> one.getValue().settings(one.getKey())),
            CALLING.stream().map("reelway.upstreams.%s.callbacks=true"::formatted),
            minimax.settings(),
            Stream.of(
                "reelway.upstreams.minimax.callbacks=true",
                "reelway.references.private-hosts[0]=127.0.0.1",
                "reelway.public-url=http://127.0.0.1:${server.port}/",
                "reelway.jobs.poll-every=10m"));
    service = Service.start(home, settings.flatMap(one -> one).toArray(String[]::new));
  }

  @AfterAll
  void stop() {
    service.close();
    upstreams.values().forEach(Fixture::close);
    minimax.close();
    assertThat(upstreams.values()).allMatch(one -> one.violations().isEmpty());
    assertThat(minimax.violations()).isEmpty();
  }

  /** Each test has an upstream of its own, and counts what that is asked. */
  private void at(String name) {
    model = name;
    upstream = Objects.requireNonNull(upstreams.get(name));
  }

  @Test
  void aVideoArrivesSoonWhoseUpstreamCalls(CapturedOutput output) throws Exception {
    at("one");
    var job = ordered();
    var address = address();

    while (questions() < 3) {
      assertThat(call(address, ENDED).statusCode()).isEqualTo(204);
    }

    assertThat(service.ended(job).path("status").asText()).isEqualTo("completed");
    var path = "/sora/v1/videos/" + job + "/content";
    assertThat(service.bytes(service.request(path)).body()).isEqualTo(upstream.video());
    assertThat(output.getAll()).contains(job).doesNotContain(seal(address));
  }

  /** Three questions are asked until the video is there, the first one at once. */
  @Test
  void aFloodOfCallsIsNoFloodOfQuestions() throws Exception {
    at("flooded");
    ordered();
    var address = address();
    long begun = System.nanoTime();

    while (questions() < 3) {
      call(address, ENDED);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1_900));
  }

  @Test
  void whatACallClaimsIsNotBelieved() throws Exception {
    at("unbelieving");
    var job = ordered();

    assertThat(call(address(), ENDED).body()).isEmpty();

    Awaitility.await().atMost(Service.PATIENCE).until(() -> questions() == 1);
    assertThat(call(address(), "x".repeat(100_000)).statusCode()).isEqualTo(204);
    assertThat(status(job)).isEqualTo("in_progress");
  }

  @Test
  void aForgedCallbackIsRefusedAndPollsNothing() throws Exception {
    at("forged");
    var address = address(ordered());
    var another = address(ordered());
    var unknown = genuine("video_" + "0".repeat(32));
    assertThat(genuine(address.split("/")[5])).isEqualTo(address);

    var answers =
        List.of(
            call(address.substring(0, address.length() - 1), ENDED),
            call(address + "A", ENDED),
            call(address.replace(seal(address), seal(another)), ENDED),
            call(address.replace(seal(address), "x"), ENDED),
            call(unknown, ENDED));

    assertThat(answers).allMatch(one -> one.statusCode() == 404);
    assertThat(answers.stream().map(HttpResponse::body).distinct()).hasSize(1);
    assertThat(Service.json(answers.getFirst()).at("/error/code").asText())
        .isEqualTo("unknown_url");
    aChallengeIsEchoed(address);
    assertThat(questions()).isZero();
  }

  /** At a genuine address only; MiniMax sends one before it has answered the order. */
  private void aChallengeIsEchoed(String address) throws Exception {
    ordered("minimax");
    var challenge = "{\"challenge\":\"c-1\"}";

    var echo = call(address, challenge);

    assertThat(echo.statusCode()).isEqualTo(200);
    assertThat(echo.body()).isEqualTo(challenge);
    assertThat(echo.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(call(address + "A", challenge).statusCode()).isEqualTo(404);
    Awaitility.await().atMost(Service.PATIENCE).until(() -> minimax.orders() == 1);
    assertThat(minimax.lastOrder().said().path("callback_url").asText()).contains("/sora/hooks/");
  }

  @Test
  void anUpstreamWithoutCallbacksGetsNoCallbackUrl() throws Exception {
    at(SILENT);

    ordered();

    Awaitility.await().atMost(Service.PATIENCE).until(() -> upstream.orders() == 1);
    assertThat(upstream.lastOrder().said().has("callback_url")).isFalse();
  }

  private String ordered() throws Exception {
    return ordered(model);
  }

  private String ordered(String model) throws Exception {
    var order =
        Map.of("prompt", "a fox in the snow", "model", model, "size", "1280x720", "seconds", 5);
    var answer = service.post("/sora/v1/videos", Call.JSON.writeValueAsString(order));
    return Service.json(answer).path("id").asText();
  }

  /** Where the upstream was told to call about its only order. */
  private String address() {
    Awaitility.await().atMost(Service.PATIENCE).until(() -> upstream.orders() == 1);
    return told();
  }

  private String address(String job) {
    return Awaitility.await()
        .atMost(Service.PATIENCE)
        .until(() -> upstream.orders() == 0 ? "" : told(), one -> one.contains(job));
  }

  private String told() {
    return upstream.lastOrder().said().path("callback_url").asText();
  }

  private static String seal(String address) {
    return address.substring(address.lastIndexOf('/') + 1);
  }

  /** The address of a job that may not be there, made with the service's own secret. */
  private String genuine(String job) throws SQLException {
    var url = "jdbc:sqlite:" + service.home().resolve("ledger.db");
    try (var database = DriverManager.getConnection(url);
        var ask = database.prepareStatement("select bytes from secret where name = 'callbacks'");
        var row = ask.executeQuery()) {
      return "http://127.0.0.1:%d/sora/hooks/%s/%s"
          .formatted(service.port(), job, seal(HexFormat.of().parseHex(row.getString(1)), job));
    }
  }

  private static String seal(byte[] secret, String job) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(job.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> call(String address, String body) throws Exception {
    var path = URI.create(address).getPath();
    assertThat(address).isEqualTo("http://127.0.0.1:" + service.port() + path);
    return service.send(
        service
            .bare(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private int questions() {
    return upstream.questions();
  }

  private String status(String job) throws Exception {
    return service.video(job).path("status").asText();
  }
}
