package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.Reelway;
import dev.reelway.contracts.Ports;
import dev.reelway.drills.Node;
import dev.reelway.leaks.Leaks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An operator adds a sink of one file: Reelway is started beside it in a process of its own, and
 * serves files whatever its {@code open} answers.
 */
@Order(1)
@TestInstance(Lifecycle.PER_CLASS)
class AddASinkTest {

  private static final Map<String, Object> ORDER =
      Map.of("model", "tiny", "prompt", "A fox", "size", "128x72", "seconds", 1);

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = Ports.free();
  private final HttpServer store = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private volatile String kind = "file";
  private Path folder;
  private Process reelway;

  AddASinkTest() throws IOException {}

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    folder = home;
    store.createContext("/kind", call -> reply(call, 200, kind.getBytes(StandardCharsets.UTF_8)));
    store.createContext("/shelf/", this::file);
    store.start();
    var sink = Files.createDirectories(folder.resolve("routes/sinks")).resolve("shelf.camel.yaml");
    try (var example = AddASinkTest.class.getResourceAsStream("/sinks/shelf.camel.yaml")) {
      Files.copy(example, sink);
    }
    reelway = started();
    await("Reelway to be ready").atMost(Service.PATIENCE.multipliedBy(3)).until(this::isReady);
  }

  @AfterAll
  void stop() throws InterruptedException {
    reelway.destroyForcibly().waitFor();
    Leaks.search("the log of the jar beside a sink", said());
    store.stop(0);
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "path", "bytes", "stream", "cache", "wrapped", "http"})
  void aVideoIsServedAndReadWhateverItsSinkOpens(String answered) throws Exception {
    kind = answered;
    var id = completed(json(post("/v1/videos", ORDER)).path("id").asText());
    var path = "/v1/videos/" + id + "/content";
    var bytes = Files.readAllBytes(folder.resolve("shelf/" + id + ".mp4"));

    assertThat(get(path).body()).isEqualTo(bytes);
    aRangeIsServed(path, bytes);
    aHeadRequestReturnsTheLength(path, bytes);
    var thumbnail = get(path + "?variant=thumbnail");
    assertThat(thumbnail.headers().firstValue("Content-Type")).hasValue("image/webp");
    assertThat(thumbnail.body())
        .isEqualTo(Files.readAllBytes(folder.resolve("shelf/" + id + ".webp")));
    completed(json(post("/v1/videos/" + id + "/remix", Map.of("prompt", "at night"))));
  }

  private void aRangeIsServed(String path, byte[] bytes) throws Exception {
    var part = send(to(path).header("Range", "bytes=1000-1999"));
    var end = send(to(path).header("Range", "bytes=-7"));
    var several = send(to(path).header("Range", "bytes=0-1,4-5"));
    var beyond = send(to(path).header("Range", "bytes=%d-".formatted(bytes.length)));

    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Range"))
        .hasValue("bytes 1000-1999/" + bytes.length);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 1_000, 2_000));
    assertThat(end.body()).isEqualTo(Arrays.copyOfRange(bytes, bytes.length - 7, bytes.length));
    if (List.of("stream", "cache", "http").contains(kind)) {
      assertThat(several.statusCode()).isEqualTo(200);
      assertThat(several.body()).isEqualTo(bytes);
    } else {
      assertThat(several.statusCode()).isEqualTo(206);
    }
    assertThat(beyond.statusCode()).isEqualTo(416);
  }

  private void aHeadRequestReturnsTheLength(String path, byte[] bytes) throws Exception {
    var head = send(to(path).header("Range", "bytes=1000-1999").HEAD());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(bytes.length);
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "bytes", "stream", "http"})
  void imagesAreAnsweredInBase64(String answered) throws Exception {
    kind = answered;

    var order =
        Map.of("model", "tiny_image", "prompt", "A fox", "n", 2, "response_format", "b64_json");
    var images = json(post("/v1/images/generations", order));

    var id = images.path("id").asText();
    assertThat(images.path("data")).as(images::toString).hasSize(2);
    assertThat(images.path("data").findValuesAsText("b64_json"))
        .containsExactly(base64(id + ".png"), base64(id + "-2.png"));
  }

  /** They are rendered and paid: the same order must not make others. */
  @Test
  void imagesThatCannotBeOpenedAreNamedAndWaitForAnEqualOrder() throws Exception {
    var order =
        Map.of("model", "tiny_image", "prompt", "A lynx", "n", 2, "response_format", "b64_json");
    kind = "list";
    var away = post("/v1/images/generations", order);
    kind = "file";

    var again = json(post("/v1/images/generations", order));

    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(code(away)).isEqualTo("storage_away");
    var id = again.path("id").asText();
    assertThat(json(away).at("/error/message").asText())
        .endsWith("The job continues; fetch it later as %s.".formatted(id));
    assertThat(away.headers().firstValue("Location").orElseThrow()).endsWith("/v1/images/" + id);
    assertThat(away.headers().firstValue("x-should-retry")).hasValue("false");
    assertThat(again.path("data")).hasSize(2);
  }

  @Test
  void anAnswerThatHoldsNoBytesIsSaidInOneSentence() throws Exception {
    kind = "file";
    var id = completed(json(post("/v1/videos", ORDER)));
    kind = "list";

    var answer = get("/v1/videos/" + id + "/content");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(code(answer)).isEqualTo("storage_away");
    await()
        .atMost(Service.PATIENCE)
        .until(() -> said().contains("The sink shelf opened a file as java.util.ArrayList, which"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "none", "http"})
  void whatIsNotInTheSinkIsGone(String answered) throws Exception {
    kind = "file";
    var id = completed(json(post("/v1/videos", ORDER)));
    Files.delete(folder.resolve("shelf/" + id + ".mp4"));
    kind = answered;

    var answer = get("/v1/videos/" + id + "/content");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(code(answer)).isEqualTo("content_gone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "stream", "http"})
  void whatIsNotAsLongAsItWasIsNotServedAsWhole(String answered) throws Exception {
    kind = answered;
    var id = completed(json(post("/v1/videos", ORDER)));
    var file = folder.resolve("shelf/" + id + ".mp4");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1_000));

    int status;
    try {
      status = get("/v1/videos/" + id + "/content").statusCode();
    } catch (IOException broken) {
      status = 0;
    }

    assertThat(status).as("503, or a connection that breaks").isIn(0, 503);
  }

  // The operator's store.

  private void file(HttpExchange call) throws IOException {
    var file = folder.resolve(call.getRequestURI().getPath().substring(1));
    if (Files.exists(file)) {
      reply(call, 200, Files.readAllBytes(file));
    } else {
      reply(call, 404, "no such file".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void reply(HttpExchange call, int status, byte[] body) throws IOException {
    try (call) {
      call.sendResponseHeaders(status, body.length);
      call.getResponseBody().write(body);
    }
  }

  // The service.

  private Process started() throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Reelway.class.getName(),
            "--server.port=" + port,
            "--management.server.port=0",
            "--reelway.sink=shelf",
            "--reelway.sinks.file.folder=" + folder.resolve("shelf"),
            "--reelway.sinks.shelf.store=127.0.0.1:" + store.getAddress().getPort(),
            "--reelway.sinks.shelf.key={job}.{ext}",
            "--reelway.models.tiny[0].upstream=sandbox",
            "--reelway.models.tiny[0].model=tiny",
            "--reelway.models.tiny_image[0].upstream=sandbox",
            "--reelway.models.tiny_image[0].model=sora_image",
            "--reelway.dialects.sora.remix=false",
            "--reelway.dialects.sora.last-frame=true",
            "--reelway.sandbox.render-time=100ms",
            "--reelway.jobs.poll-every=100ms",
            "--reelway.intake.hot-folder.enabled=false");
    builder.command().addAll(1, Node.SHORT_LIVED);
    return builder
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private boolean isReady() throws Exception {
    assertThat(reelway.isAlive()).as(this::said).isTrue();
    try {
      return get("/v1/models").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  // The caller.

  private String completed(JsonNode order) {
    return completed(order.path("id").asText());
  }

  private String completed(String id) {
    await("the end of " + id)
        .atMost(Service.PATIENCE)
        .until(() -> json(get("/v1/videos/" + id)).path("status").asText(), "completed"::equals);
    return id;
  }

  private String base64(String name) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("shelf/" + name)));
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return send(to(path));
  }

  private HttpResponse<byte[]> post(String path, Map<String, ?> order) throws Exception {
    var body = BodyPublishers.ofByteArray(Service.JSON.writeValueAsBytes(order));
    return send(to(path).header("Content-Type", "application/json").POST(body));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sora" + path))
        .header("Authorization", "demo");
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    return Service.JSON.readTree(answer.body());
  }

  private static String code(HttpResponse<byte[]> answer) throws IOException {
    return json(answer).at("/error/code").asText();
  }
}
