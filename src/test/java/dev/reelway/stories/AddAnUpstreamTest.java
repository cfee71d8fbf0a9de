package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.Reelway;
import dev.reelway.contracts.Ports;
import dev.reelway.docs.Page;
import dev.reelway.drills.Node;
import dev.reelway.leaks.Leaks;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.imageio.ImageIO;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pages say of adding an upstream and a sink, done to the letter: their files and their
 * settings are laid into a folder, Reelway is started there in a process of its own, once, and
 * videos and images come from the engine.
 */
class AddAnUpstreamTest {

  private static final String VIDEO_DIALECT = "routes/upstreams/tinyvideo.camel.yaml";
  private static final String KEY = "only-the-engine-knows";
  private static final byte[] VIDEO = video();
  private static final byte[] PNG = png();

  /** A third engine, whose dialect has all verbs of the page, and one for images. */
  private static final List<String> MORE =
      List.of(
          "reelway.upstreams.listing.dialect=tinylisting",
          "reelway.upstreams.listing.key=" + KEY,
          "reelway.models.listing-1[0].upstream=listing",
          "reelway.models.listing-1[0].model=listed",
          "reelway.upstreams.imaging.dialect=tinyimage",
          "reelway.upstreams.imaging.key=" + KEY,
          "reelway.models.image-1[0].upstream=imaging",
          "reelway.models.image-1[0].model=painter",
          "reelway.upstreams.signing.dialect=tinysigned",
          "reelway.upstreams.signing.key=me:" + KEY,
          "reelway.models.signed-1[0].upstream=signing",
          "reelway.models.signed-1[0].model=signed");

  private final Path folder;
  private final List<JsonNode> orders = new CopyOnWriteArrayList<>();
  private final AtomicInteger polls = new AtomicInteger();
  private final AtomicInteger pages = new AtomicInteger();
  private final Map<String, Long> listed = new ConcurrentHashMap<>();
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();
  private final List<String> signed = new CopyOnWriteArrayList<>();
  private volatile JsonNode painted = MissingNode.getInstance();
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = Ports.free();
  private final HttpServer engine = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private Process reelway;

  AddAnUpstreamTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
  }

  @BeforeEach
  void start() throws IOException {
    engine.createContext("/videos", this::answer);
    engine.createContext("/listing/videos", this::list);
    engine.createContext("/images", this::paint);
    engine.createContext("/signed/videos", this::verify);
    engine.createContext("/7.mp4", call -> reply(call, VIDEO));
    engine.start();
    layOut();
    reelway = started();
    awaitReadiness();
  }

  /** A process of its own begins with compiling itself, while others may be at work. */
  private void awaitReadiness() {
    try {
      await("Reelway to be ready").atMost(Service.PATIENCE.multipliedBy(2)).until(this::isReady);
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(said(), late);
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    reelway.destroyForcibly().waitFor();
    Leaks.search("the log of the jar beside an upstream", said());
    engine.stop(0);
    client.close();
  }

  @Test
  void theExamplesOfThePagesMakeVideosAndImages() throws Exception {
    theFirstExampleMakesVideos();
    theOtherVerbsWork();
    anImageIsMadeWithinTheCall();
    aRequestIsSigned();
  }

  private void theFirstExampleMakesVideos() throws Exception {
    var id = json(post("/v1/videos", orderOfThePage())).path("id").asText();

    ended(id);

    assertThat(content(id)).isEqualTo(VIDEO);
    assertThat(polls).hasValueGreaterThan(1);
    assertThat(orders)
        .containsExactly(
            Service.JSON.readTree(
                "{\"model\": \"tinyvideo-large\", \"text\": \"A fox\","
                    + " \"shape\": \"landscape\", \"length\": 5}"));
    theLoggerOfThePageShowsWhyAStepFailed(id);
    theSinkOfThePageHasACopy(id);

    var image = post("/v1/images/generations", "{\"model\": \"tiny-1\", \"prompt\": \"A fox\"}");
    assertThat(json(image).at("/error/message").asText()).isEqualTo("This engine makes no images.");
    assertThat(orders).hasSize(1);
  }

  private static String orderOfThePage() {
    var command =
        Page.named("add-an-upstream.md").snippets().stream()
            .filter(one -> one.isRun() && one.about().equals("shell"))
            .findFirst()
            .orElseThrow();
    var body = Pattern.compile("-d '([^']+)'").matcher(command.text());
    assertThat(body.find()).isTrue();
    return body.group(1);
  }

  /** The engine's first answer to a poll is status 500. */
  private void theLoggerOfThePageShowsWhyAStepFailed(String id) {
    assertThat(said())
        .containsPattern(
            id + " .*500 from 127\\.0\\.0\\.1\\. \\(HttpOperationFailedException.*/videos/v-7\\)")
        .contains("\tat dev.reelway.");
  }

  private void theSinkOfThePageHasACopy(String id) throws IOException {
    for (var place : List.of("data/outbox", "archive")) {
      try (var files = Files.walk(folder.resolve(place))) {
        var own = files.filter(file -> file.getFileName().toString().startsWith(id)).toList();
        assertThat(own).as(place).hasSizeGreaterThan(1);
        assertThat(own).anyMatch(file -> file.toString().endsWith(".mp4") && isVideo(file));
      }
    }
  }

  private static boolean isVideo(Path file) {
    try {
      return Arrays.equals(Files.readAllBytes(file), VIDEO);
    } catch (IOException e) {
      return false;
    }
  }

  private void theOtherVerbsWork() throws Exception {
    var order = "{\"model\": \"listing-1\", \"prompt\": \"%s\", \"size\": \"1280x720\"}";
    var lost = json(post("/v1/videos", order.formatted("answer lost"))).path("id").asText();
    var kept = json(post("/v1/videos", order.formatted("A fox"))).path("id").asText();
    var unwanted = json(post("/v1/videos", order.formatted("never done"))).path("id").asText();

    ended(lost);
    ended(kept);
    await("the render").atMost(Service.PATIENCE).until(() -> listed.containsKey("never done"));
    await("its task")
        .atMost(Service.PATIENCE)
        .until(() -> video(unwanted).path("status").asText().equals("in_progress"));
    client.send(to("/v1/videos/" + unwanted).DELETE().build(), BodyHandlers.discarding());

    assertThat(content(lost)).isEqualTo(VIDEO);
    assertThat(content(kept)).isEqualTo(VIDEO);
    await("its cancellation")
        .atMost(Service.PATIENCE)
        .until(() -> deleted.contains("l-never-done"));
    assertThat(pages).hasValueGreaterThan(0);
  }

  private void anImageIsMadeWithinTheCall() throws Exception {
    var reference = Base64.getEncoder().encodeToString(PNG);
    var answer =
        json(
            post(
                "/v1/images/edits",
                "{\"model\": \"image-1\", \"prompt\": \"A boat\", \"image\": \"data:image/png;base64,%s\","
                        .formatted(reference)
                    + " \"response_format\": \"b64_json\"}"));

    assertThat(answer.at("/data/0/b64_json").asText()).as(answer.toString()).isEqualTo(reference);
    assertThat(painted.at("/from/0").asText()).isEqualTo(reference);
    assertThat(painted.path("text").asText()).isEqualTo("A boat");
  }

  private void aRequestIsSigned() throws Exception {
    var order = "{\"model\": \"signed-1\", \"prompt\": \"A fox\", \"size\": \"1280x720\"}";
    var id = json(post("/v1/videos", order)).path("id").asText();

    ended(id);

    assertThat(content(id)).isEqualTo(VIDEO);
    var parts = signed.getFirst().replace("Bearer ", "").split("\\.");
    var claims = Service.JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
    assertThat(claims.path("iss").asText()).isEqualTo("me");
    assertThat(claims.path("exp").isIntegralNumber()).isTrue();
    assertThat(claims.path("exp").asLong() - claims.path("nbf").asLong()).isEqualTo(1_805);
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    assertThat(Base64.getUrlDecoder().decode(parts[2]))
        .isEqualTo(mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8)));
  }

  /** All files as they stand on the pages; only the engine is on loopback here. */
  private void layOut() throws IOException {
    var files = new LinkedHashMap<String, String>();
    for (var page : List.of("add-an-upstream.md", "add-a-sink.md")) {
      Page.named(page).snippets().stream()
          .filter(one -> one.isRun() && !one.about().equals("shell"))
          .forEach(one -> files.put(one.about(), one.text()));
    }
    var more = String.valueOf(files.remove(VIDEO_DIALECT + ", more"));
    var sign = String.valueOf(files.remove(VIDEO_DIALECT + ", signed"));
    assertThat(files)
        .containsOnlyKeys(
            VIDEO_DIALECT,
            "application.yaml",
            "routes/upstreams/tinyimage.camel.yaml",
            "routes/sinks/archive.camel.yaml",
            "config/application.yaml");
    files.put(
        "routes/upstreams/tinylisting.camel.yaml",
        (files.get(VIDEO_DIALECT) + more).replace("tinyvideo", "tinylisting"));
    files.put(
        "routes/upstreams/tinysigned.camel.yaml",
        withRoute(String.valueOf(files.get(VIDEO_DIALECT)), sign)
            .replace("tinyvideo", "tinysigned"));
    for (var file : files.entrySet()) {
      var place = folder.resolve(file.getKey());
      Files.createDirectories(place.getParent());
      Files.writeString(place, file.getValue().replace("https://tinyvideo.example.com", base()));
    }
  }

  /** A file with its route sign replaced. */
  private static String withRoute(String file, String sign) {
    var routes =
        Arrays.stream(file.split("(?m)^(?=- route:)"))
            .map(one -> one.contains("id: upstream-tinyvideo-sign\n") ? sign + "\n" : one)
            .toList();
    assertThat(routes).contains(sign + "\n");
    return String.join("", routes);
  }

  private String base() {
    return "http://127.0.0.1:" + engine.getAddress().getPort();
  }

  /** The product as it is shipped, without what the tests say about logging. */
  private static String productPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(one -> !Path.of(one).endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private Process started() throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        new ArrayList<>(
            List.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                productPath(),
                Reelway.class.getName(),
                // The shipped settings lie where the classes do, which is no jar here.
                "--spring.config.additional-location=optional:" + folder.toUri(),
                "--server.port=" + port,
                "--management.server.port=0",
                "--logging.level.reelway.jobs=debug",
                "--reelway.upstreams.listing.base-url=" + base() + "/listing",
                "--reelway.upstreams.imaging.base-url=" + base(),
                "--reelway.upstreams.signing.base-url=" + base() + "/signed",
                "--reelway.intake.hot-folder.enabled=false",
                "--reelway.jobs.poll-every=200ms",
                "--reelway.jobs.first-retry=200ms",
                "--reelway.references.private-hosts=127.0.0.1"));
    command.addAll(1, Node.SHORT_LIVED);
    MORE.forEach(one -> command.add("--" + one));
    var builder = new ProcessBuilder(command);
    builder.environment().put("TINYVIDEO_KEY", KEY);
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
    if (isRefused(call)) {
      return;
    }
    if (call.getRequestMethod().equals("POST")) {
      orders.add(Service.JSON.readTree(call.getRequestBody()));
      reply(call, "{\"video\": \"v-7\", \"state\": \"waiting\"}");
      return;
    }
    switch (polls.incrementAndGet()) {
      case 1 -> fail(call, 500);
      case 2 -> reply(call, "{\"video\": \"v-7\", \"state\": \"making\", \"percent\": 40}");
      default ->
          reply(
              call,
              "{\"video\": \"v-7\", \"state\": \"ready\", \"url\": \"%s/7.mp4\"}"
                  .formatted(base()));
    }
  }

  /** An engine that lists its videos, loses the first answer, and ends one of them never. */
  private void list(HttpExchange call) throws IOException {
    if (isRefused(call)) {
      return;
    }
    var path = call.getRequestURI().getPath().replace("/listing/videos", "");
    if (call.getRequestMethod().equals("POST")) {
      take(call);
    } else if (call.getRequestMethod().equals("DELETE")) {
      deleted.add(path.substring(1));
      reply(call, "{}");
    } else if (path.endsWith("/file")) {
      reply(call, VIDEO);
    } else if (path.isEmpty()) {
      pages.incrementAndGet();
      var all = listed.keySet().stream().map(this::shown).collect(Collectors.joining(","));
      reply(call, "{\"videos\": [%s], \"next\": null}".formatted(all));
    } else {
      var text = path.substring("/l-".length()).replace('-', ' ');
      reply(call, shown(listed.keySet().stream().filter(text::equals).findFirst().orElse(text)));
    }
  }

  private void take(HttpExchange call) throws IOException {
    var text = Service.JSON.readTree(call.getRequestBody()).path("text").asText();
    listed.put(text, Instant.now().getEpochSecond());
    if (text.equals("answer lost")) {
      fail(call, 500);
    } else {
      reply(call, shown(text));
    }
  }

  private String shown(String text) {
    return "{\"video\": \"l-%s\", \"text\": \"%s\", \"made\": %d, \"state\": \"%s\"}"
        .formatted(
            text.replace(' ', '-'),
            text,
            listed.getOrDefault(text, 0L),
            text.equals("never done") ? "making" : "ready");
  }

  private void paint(HttpExchange call) throws IOException {
    if (isRefused(call)) {
      return;
    }
    painted = Service.JSON.readTree(call.getRequestBody());
    reply(call, "{\"images\": [\"%s\"]}".formatted(Base64.getEncoder().encodeToString(PNG)));
  }

  /** An engine that takes tokens only, and has a video at once. */
  private void verify(HttpExchange call) throws IOException {
    signed.add(String.valueOf(call.getRequestHeaders().getFirst("Authorization")));
    reply(
        call,
        "{\"video\": \"s-1\", \"state\": \"ready\", \"url\": \"%s/7.mp4\"}".formatted(base()));
  }

  /** Small engines often do not read bodies that come in chunks. */
  private static boolean isRefused(HttpExchange call) throws IOException {
    var headers = call.getRequestHeaders();
    if (!KEY.equals(headers.getFirst("X-Key"))) {
      fail(call, 401);
      return true;
    }
    if (call.getRequestMethod().equals("POST") && !headers.containsKey("Content-Length")) {
      fail(call, 411);
      return true;
    }
    return false;
  }

  private static void fail(HttpExchange call, int status) throws IOException {
    call.sendResponseHeaders(status, -1);
    call.close();
  }

  private static void reply(HttpExchange call, String json) throws IOException {
    reply(call, json.getBytes(StandardCharsets.UTF_8));
  }

  private static void reply(HttpExchange call, byte[] body) throws IOException {
    call.sendResponseHeaders(200, body.length);
    call.getResponseBody().write(body);
    call.close();
  }

  private static byte[] video() {
    var video = ByteBuffer.allocate(1_000);
    for (var box : List.of("ftypisom\0\0\0\0isom", "moovan index", "mdat" + "x".repeat(900))) {
      video.putInt(4 + box.length()).put(box.getBytes(StandardCharsets.ISO_8859_1));
    }
    var whole = new byte[video.position()];
    video.flip().get(whole);
    return whole;
  }

  private static byte[] png() {
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB), "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  // The caller.

  private void ended(String id) {
    await("the end of " + id)
        .atMost(Service.PATIENCE)
        .until(() -> video(id).path("status").asText().matches("completed|failed"));
  }

  private byte[] content(String id) throws Exception {
    return get("/v1/videos/" + id + "/content", BodyHandlers.ofByteArray()).body();
  }

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
