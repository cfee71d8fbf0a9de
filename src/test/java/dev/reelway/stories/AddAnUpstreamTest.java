package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.Reelway;
import dev.reelway.contracts.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What README says of adding an upstream, done to the letter: its file and its settings are laid
 * into a folder, Reelway is started there in a process of its own, and films come from the engine.
 */
class AddAnUpstreamTest {

  private static final Pattern EXAMPLES =
      Pattern.compile(
          "`(routes/upstreams/\\S+|application\\.yaml)`[^`]*```yaml\n(.*?)```", Pattern.DOTALL);
  private static final String KEY = "only-the-engine-knows";
  private static final byte[] FILM = film();

  private final Path folder;
  private final List<JsonNode> orders = new CopyOnWriteArrayList<>();
  private final AtomicInteger polls = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = Ports.free();
  private final HttpServer engine = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private Process reelway;

  AddAnUpstreamTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
  }

  @BeforeEach
  void start() throws IOException {
    engine.createContext("/films", this::answer);
    engine.createContext("/7.mp4", call -> reply(call, FILM));
    engine.start();
    layOut();
    reelway = started();
    await("Reelway to be ready").atMost(Service.PATIENCE).until(this::isReady);
  }

  @AfterEach
  void stop() throws InterruptedException {
    reelway.destroyForcibly().waitFor();
    engine.stop(0);
    client.close();
  }

  @Test
  void theExampleOfTheReadmeMakesFilms() throws Exception {
    var order =
        "{\"model\": \"tiny-1\", \"prompt\": \"A fox\", \"size\": \"1280x720\", \"seconds\": 5}";
    var id = json(post("/v1/videos", order)).path("id").asText();

    await("the film")
        .atMost(Service.PATIENCE)
        .until(() -> video(id).path("status").asText().equals("completed"));

    var film = get("/v1/videos/" + id + "/content", BodyHandlers.ofByteArray());
    assertThat(film.body()).isEqualTo(FILM);
    assertThat(polls).hasValueGreaterThan(1);
    assertThat(orders)
        .containsExactly(
            Service.JSON.readTree(
                "{\"model\": \"tinyfilm-large\", \"text\": \"A fox\","
                    + " \"shape\": \"landscape\", \"length\": 5}"));

    var picture = post("/v1/images/generations", "{\"model\": \"tiny-1\", \"prompt\": \"A fox\"}");
    assertThat(json(picture).at("/error/message").asText())
        .isEqualTo("This engine makes no pictures.");
    assertThat(orders).hasSize(1);
  }

  /** Both files as they stand in README; only the engine is on loopback here. */
  private void layOut() throws IOException {
    var address = "127.0.0.1:" + engine.getAddress().getPort();
    var examples = examples();
    assertThat(examples)
        .containsOnlyKeys("routes/upstreams/tinyfilm.camel.yaml", "application.yaml");
    for (var example : examples.entrySet()) {
      var file = folder.resolve(example.getKey());
      Files.createDirectories(file.getParent());
      var text = example.getValue().replace("https://tinyfilm.example.com", "http://" + address);
      Files.writeString(file, text);
    }
  }

  private static Map<String, String> examples() throws IOException {
    var readme = Files.readString(Path.of("README.md"));
    var section =
        readme.substring(readme.indexOf("A new dialect"), readme.indexOf("## Add a sink"));
    return EXAMPLES
        .matcher(section)
        .results()
        .collect(Collectors.toMap(one -> one.group(1), one -> one.group(2)));
  }

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
            "--reelway.intake.hot-folder.enabled=false",
            "--reelway.jobs.poll-every=200ms",
            "--reelway.references.private-hosts=127.0.0.1");
    builder.environment().put("TINYFILM_KEY", KEY);
    return builder
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private boolean isReady() throws Exception {
    assertThat(reelway.isAlive()).as(() -> said()).isTrue();
    try {
      return get("/v1/models", BodyHandlers.ofString()).statusCode() == 200;
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

  // The engine.

  private void answer(HttpExchange call) throws IOException {
    if (!KEY.equals(call.getRequestHeaders().getFirst("X-Key"))) {
      call.sendResponseHeaders(401, -1);
      call.close();
    } else if (call.getRequestMethod().equals("POST")) {
      orders.add(Service.JSON.readTree(call.getRequestBody()));
      reply(call, "{\"film\": \"f-7\", \"state\": \"waiting\"}");
    } else if (polls.incrementAndGet() == 1) {
      reply(call, "{\"film\": \"f-7\", \"state\": \"making\", \"percent\": 40}");
    } else {
      var url = "http://127.0.0.1:%d/7.mp4".formatted(engine.getAddress().getPort());
      reply(call, "{\"film\": \"f-7\", \"state\": \"ready\", \"url\": \"%s\"}".formatted(url));
    }
  }

  private static void reply(HttpExchange call, String json) throws IOException {
    reply(call, json.getBytes(StandardCharsets.UTF_8));
  }

  private static void reply(HttpExchange call, byte[] body) throws IOException {
    call.sendResponseHeaders(200, body.length);
    call.getResponseBody().write(body);
    call.close();
  }

  private static byte[] film() {
    var film = ByteBuffer.allocate(1_000);
    for (var box : List.of("ftypisom\0\0\0\0isom", "moovan index", "mdat" + "x".repeat(900))) {
      film.putInt(4 + box.length()).put(box.getBytes(StandardCharsets.ISO_8859_1));
    }
    var whole = new byte[film.position()];
    film.flip().get(whole);
    return whole;
  }

  // The caller.

  private JsonNode video(String id) throws Exception {
    return json(get("/v1/videos/" + id, BodyHandlers.ofString()));
  }

  private <T> HttpResponse<T> get(String path, BodyHandler<T> body) throws Exception {
    return client.send(to(path).build(), body);
  }

  private HttpResponse<String> post(String path, String json) throws Exception {
    var order = to(path).header("Content-Type", "application/json");
    return client.send(order.POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sora" + path))
        .header("Authorization", "demo");
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return Service.json(answer);
  }
}
