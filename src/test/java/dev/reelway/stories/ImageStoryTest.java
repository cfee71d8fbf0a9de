package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.contracts.Event;
import dev.reelway.sandbox.Poster;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** Images go in and come out; what is wrong with them is told in one sentence. */
class ImageStoryTest extends StoryTest {

  private static final String IMAGES = "/sora/v1/images/generations";
  private static final String EDITS = "/sora/v1/images/edits";

  @Override
  String[] settings() {
    return new String[] {
      "reelway.models.tiny_image[0].upstream=sandbox",
      "reelway.models.tiny_image[0].model=sora_image",
      "reelway.models.gpt-image-tiny[0].upstream=sandbox",
      "reelway.models.gpt-image-tiny[0].model=sora_image",
      "reelway.api.refused-chat-prompts[0]=### Task:",
      "reelway.licences.other.key=other-key",
      "reelway.licences.other.scopes=videos"
    };
  }

  @Test
  void imagesLieInTheOutboxBesideTheirSidecar() throws Exception {
    var answer = Service.json(post(IMAGES, Map.of("prompt", "Two boats", "n", 2)));

    var id = answer.path("id").asText();
    var names = filesOf(id);
    assertThat(names).containsExactlyInAnyOrder(id + ".png", id + "-2.png", id + ".json");
    assertThat(answer.path("data")).hasSize(2);
  }

  @Test
  void aLinkOpensWithoutALicenceAndNoOtherDoes() throws Exception {
    var answer = Service.json(post(IMAGES, Map.of("prompt", "A kite")));
    var link = answer.at("/data/0/url").asText().replaceFirst("https?://[^/]+", "");

    var opened = service.bytes(service.bare(link));
    var part = service.bytes(service.bare(link).header("Range", "bytes=0-7"));
    var forged = service.send(service.bare(link.replaceFirst("/media/\\d", "/media/9")));

    assertThat(opened.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(forged.statusCode()).isEqualTo(403);
    assertThat(Service.json(forged).at("/error/code").asText()).isEqualTo("link_invalid");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://127.0.0.1:9/x.png|not public",
        "http://localhost:9/x.png|not public",
        "http://169.254.169.254/latest/meta-data|not public",
        "data:image/svg+xml;base64,PHN2Zy8+PHN2Zy8+PHN2Zy8+|PNG, JPEG or WebP",
        "data:image/png;base64,!!!!|base64",
        "data:text/plain,hello|base64",
        "file:///etc/passwd|must be an image",
        "file-00000000000000000000000000000000|no such file"
      })
  void anImageThatCannotBeTakenIsRefused(String upload, String why) throws Exception {
    var image = post(EDITS, Map.of("prompt", "x", "image", upload));
    var video = post("/sora/v1/videos", Map.of("prompt", "x", "input_reference", upload));

    for (var answer : List.of(image, video)) {
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(error(answer).path("message").asText()).contains(why);
    }
  }

  @Test
  void anImageIsKeptOnceHoweverOftenItComes() throws Exception {
    var bytes = Poster.png(320, 200, Color.RED);
    var image = base64(bytes);
    var order = Map.of("prompt", "x", "image", List.of(image, "data:image/png;base64," + image));

    assertThat(post(EDITS, order).statusCode()).isEqualTo(200);
    assertThat(post(EDITS, order).statusCode()).isEqualTo(200);

    try (var kept = Files.walk(service.home().resolve("outbox/.media"))) {
      var name = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      assertThat(kept.filter(file -> file.toString().contains(name))).hasSize(1);
    }
    await().atMost(Service.PATIENCE).until(() -> nothingIncoming());
  }

  @ParameterizedTest
  @CsvSource({
    "model, sora_video2",
    "model, nothing",
    "n, 5",
    "size, huge",
    "output_format, gif",
    "response_format, bytes",
    "stream, maybe",
    "frame_count, 3",
    "svg[model], x",
    "complexity, high",
    "partial_images, 4",
    "partial_images, few",
    "mask, x",
    "hd, true"
  })
  void whatIsWrongWithAnImageOrderIsNamed(String name, String value) throws Exception {
    var answer = post(IMAGES, Map.of("prompt", "x", name, value));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer).path("param").asText()).isEqualTo(name);
  }

  @Test
  void aModelThatIsAnsweredInBase64IsAnsweredWithLinksToWhoAsksForThem() throws Exception {
    var usual = Map.of("prompt", "A kite", "model", "gpt-image-tiny");
    var linked = Map.of("prompt", "x", "model", "gpt-image-tiny", "response_format", "url");
    var wrong = Map.of("prompt", "x", "model", "gpt-image-tiny", "response_format", "bytes");
    var streamed = Map.of("prompt", "x", "stream", true, "response_format", "url");

    assertThat(Service.json(post(IMAGES, usual)).at("/data/0/b64_json").asText()).isNotEmpty();
    assertThat(Service.json(post(IMAGES, linked)).at("/data/0/url").asText()).startsWith("http");
    for (var order : List.of(wrong, streamed)) {
      var refused = post(IMAGES, order);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(error(refused).path("param").asText()).isEqualTo("response_format");
    }
  }

  @Test
  void anEditNeedsAnImageAndAVideoMayTakeTwo() throws Exception {
    var image = Base64.getEncoder().encodeToString(Poster.png(64, 64, Color.RED));

    var none = post(EDITS, Map.of("prompt", "x"));
    var two =
        post("/sora/v1/videos", Map.of("prompt", "x", "input_reference", List.of(image, image)));

    assertThat(error(none).path("param").asText()).isEqualTo("image");
    assertThat(two.statusCode()).isEqualTo(200);
  }

  /** The sandbox leaves what a mask protects as it is. */
  @ParameterizedTest
  @ValueSource(strings = {"json", "form", "file"})
  void aMaskProtectsItsOpaquePixelsHoweverItIsSent(String door) throws Exception {
    var image = Poster.png(64, 64, Color.RED);
    var mask = Poster.png(64, 64, Color.BLACK);

    var answer =
        switch (door) {
          case "json" -> masked(base64(image), "data:image/png;base64," + base64(mask));
          case "file" -> masked(base64(image), uploaded(mask));
          default ->
              form(
                  EDITS,
                  new Form()
                      .field("prompt", "x")
                      .file("image", "a", image)
                      .file("mask", "b", mask));
        };

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var link = Service.json(answer).at("/data/0/url").asText().replaceFirst("https?://[^/]+", "");
    var made = ImageIO.read(new ByteArrayInputStream(service.bytes(service.bare(link)).body()));
    assertThat(new Color(made.getRGB(700, 300))).isEqualTo(Color.RED);
    var order = sidecar(Service.json(answer).path("id").asText()).path("order");
    assertThat(order.at("/guide/role").asText()).isEqualTo("mask");
    assertThat(order.path("references")).hasSize(1);
  }

  @Test
  void aMaskThatDoesNotFitIsRefusedBeforeAnythingIsPaid() throws Exception {
    var image = base64(Poster.png(64, 64, Color.RED));
    var small = masked(image, base64(Poster.png(2, 2, Color.BLACK)));
    var jpeg = masked(image, base64(Poster.jpeg(64, 64, Color.BLACK)));
    var alone = post(IMAGES, Map.of("prompt", "x", "mask", image));
    var video = post("/sora/v1/videos", Map.of("prompt", "x", "mask", image));
    var markup = post(EDITS, Map.of("prompt", "x", "image", image, "markup", image));

    assertThat(error(small).path("message").asText()).contains("64x64: it is 2x2");
    assertThat(error(jpeg).path("message").asText()).contains("must be a PNG image");
    assertThat(error(alone).path("message").asText()).contains("mask belongs to an image");
    assertThat(error(markup).path("message").asText()).contains("markup must be omitted");
    for (var answer : List.of(small, jpeg, alone, video)) {
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(error(answer).path("param").asText()).isEqualTo("mask");
    }
  }

  private HttpResponse<String> masked(String image, String mask) throws Exception {
    return post(EDITS, Map.of("prompt", "x", "image", image, "mask", mask));
  }

  private HttpResponse<String> form(String path, Form form) throws Exception {
    return service.send(service.request(path).header("Content-Type", Form.TYPE).POST(form.whole()));
  }

  private String uploaded(byte[] file) throws Exception {
    var form = new Form().field("purpose", "vision").file("file", "mask.png", file);
    return Service.json(form("/sora/v1/files", form)).path("id").asText();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void imagesAreStreamedOneEventEach() throws Exception {
    var order = Map.of("prompt", "Two kites", "n", 2, "stream", true, "partial_images", 2);

    var answer = post(IMAGES, order);
    var events = events(answer);

    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(answer.body()).startsWith(":ok\n\n");
    var images = events.stream().filter(event -> !event.has("partial_image_index")).toList();
    assertThat(images).hasSize(2).allSatisfy(ImageStoryTest::isCompleted);
    assertThat(events.subList(events.size() - 2, events.size())).isEqualTo(images);
    assertThat(images.get(0).path("b64_json")).isNotEqualTo(images.get(1).path("b64_json"));
    assertThat(events).extracting(event -> event.path("id")).containsOnly(images.get(0).path("id"));
    var id = images.get(0).path("id").asText();
    assertThat(events(service.get("/sora/v1/images/" + id + "?stream=true"))).isEqualTo(images);
  }

  @Test
  void unfinishedImagesAreStreamedWhileTheImageIsRendered() throws Exception {
    var image = base64(Poster.png(64, 64, Color.RED));
    var prompt = "[sandbox:1s] a kite";
    var order =
        Map.of(
            "prompt",
            prompt,
            "image",
            image,
            "stream",
            true,
            "partial_images",
            2,
            "quality",
            "low");

    var events = events(post(EDITS, order));

    assertThat(events)
        .extracting(event -> event.path("event").asText())
        .containsExactly(
            "image_edit.partial_image", "image_edit.partial_image", "image_edit.completed");
    for (int i = 0; i < 2; i++) {
      assertThat(events.get(i).path("partial_image_index").asInt()).isEqualTo(i);
      assertThat(events.get(i).path("type")).isEqualTo(events.get(i).path("event"));
      assertThat(events.get(i).path("quality").asText()).isEqualTo("low");
      assertThat(events.get(i).path("id")).isEqualTo(events.getLast().path("id"));
      var bytes = Base64.getDecoder().decode(events.get(i).path("b64_json").asText());
      assertThat(ImageIO.read(new ByteArrayInputStream(bytes)).getWidth()).isEqualTo(1024);
    }
  }

  private static void isCompleted(JsonNode event) {
    assertThat(event.path("type").asText()).isEqualTo("image_generation.completed");
    assertThat(event.path("event")).isEqualTo(event.path("type"));
    assertThat(event.path("created_at").asLong()).isPositive();
    assertThat(event.path("size").asText()).isEqualTo("1024x1024");
    assertThat(event.path("quality").asText()).isEqualTo("auto");
    assertThat(event.path("background").asText()).isEqualTo("auto");
    assertThat(event.path("output_format").asText()).isEqualTo("png");
    assertThat(Base64.getDecoder().decode(event.path("b64_json").asText())).startsWith(0x89, 'P');
  }

  @Test
  void anEditIsStreamedUnderItsOwnNameWhateverThePreference() throws Exception {
    var image = base64(Poster.png(64, 64, Color.RED));
    var order = Map.of("prompt", "x", "image", image, "stream", true, "output_format", "jpeg");

    var answer =
        service.send(
            service
                .request(EDITS)
                .header("Prefer", "respond-async")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Service.JSON.writeValueAsString(order))));

    assertThat(events(answer))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.path("event").asText()).isEqualTo("image_edit.completed");
              assertThat(event.path("output_format").asText()).isEqualTo("jpeg");
            });
  }

  @ParameterizedTest
  @CsvSource({"refuse, refused", "fail, failed"})
  void aStreamWithoutImagesEndsWithTheError(String wish, String code) throws Exception {
    var answer = post(IMAGES, Map.of("prompt", "[sandbox:%s] x".formatted(wish), "stream", true));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(events(answer))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.path("event").asText()).isEqualTo("error");
              assertThat(event.at("/error/code").asText()).isEqualTo(code);
            });
  }

  @Test
  void aStreamWhoseImageIsCutOrGoneIsNotTakenForWhole(CapturedOutput log) throws Exception {
    var made = events(post(IMAGES, Map.of("prompt", "Two lost kites", "n", 2, "stream", true)));
    var id = made.getFirst().path("id").asText();
    var path = "/sora/v1/images/" + id + "?stream=true";
    var second = file(id + "-2.png");

    Files.write(second, Arrays.copyOf(Files.readAllBytes(second), 5_000));
    for (var answer : List.of(path, path.replace("stream=true", "response_format=b64_json"))) {
      assertThatThrownBy(() -> service.get(answer)).isInstanceOf(IOException.class);
    }

    Files.delete(second);
    var events = events(service.get(path));
    assertThat(events.getFirst()).isEqualTo(made.getFirst());
    assertThat(events.getLast().path("event").asText()).isEqualTo("error");
    assertThat(events.getLast().at("/error/code").asText()).isEqualTo("content_gone");
    var inBase64 = service.get(path.replace("stream=true", "response_format=b64_json"));
    assertThat(inBase64.statusCode()).isEqualTo(404);
    assertThat(error(inBase64).path("code").asText()).isEqualTo("content_gone");
    assertThat(log)
        .containsPattern("WARN +reelway.api .*" + id + "-2.png is no longer in the sink file")
        .doesNotContain(" ERROR ");
  }

  private Path file(String name) throws IOException {
    try (var files = Files.walk(service.home().resolve("outbox"))) {
      return files.filter(one -> one.endsWith(name)).findFirst().orElseThrow();
    }
  }

  /** The data of each event, with the name of the event. */
  private static List<JsonNode> events(HttpResponse<String> answer) {
    return Event.all(answer.body()).stream().map(ImageStoryTest::data).toList();
  }

  private static JsonNode data(Event event) {
    try {
      return ((ObjectNode) Service.JSON.readTree(event.data())).put("event", event.name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aCallerWhoPrefersNotToWaitGetsTheJob() throws Exception {
    var metadata = Map.of("projekt", "Frühling");
    var order = Map.of("prompt", "A pond", "model", "sora_image", "metadata", metadata);
    var accepted =
        service.send(
            service
                .request(IMAGES)
                .header("Prefer", "wait=100, Respond-Async")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Service.JSON.writeValueAsString(order))));
    var job = Service.json(accepted);
    var location = accepted.headers().firstValue("Location").orElseThrow();

    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(accepted.headers().firstValue("Preference-Applied")).contains("respond-async");
    assertThat(location).endsWith("/v1/images/" + job.path("id").asText());
    assertThat(job.path("data").size()).isZero();
    assertThat(job.at("/metadata/projekt").asText()).isEqualTo("Frühling");

    var images = service.get(URI.create(location).getPath());
    assertThat(images.statusCode()).isEqualTo(200);
    assertThat(Service.json(images).path("id")).isEqualTo(job.path("id"));
    assertThat(Service.json(images).path("metadata")).isEqualTo(job.path("metadata"));
    assertThat(Service.json(images).at("/data/0/url").asText()).startsWith("http");
    var inBase64 = service.get(URI.create(location).getPath() + "?response_format=b64_json");
    assertThat(Service.json(inBase64).path("metadata")).isEqualTo(job.path("metadata"));
    var misspelt = service.get(URI.create(location).getPath() + "?respons_format=b64_json");
    assertThat(misspelt.statusCode()).isEqualTo(400);
    assertThat(Service.json(misspelt).at("/error/param").asText()).isEqualTo("respons_format");
  }

  @Test
  void scopesLimitTheEndpoints() throws Exception {
    for (var path : List.of(IMAGES, EDITS, "/sora/v1/chat/completions")) {
      var answer =
          service.send(
              service
                  .bare(path)
                  .header("Authorization", "other-key")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{}")));

      assertThat(answer.statusCode()).isEqualTo(403);
    }
  }

  @Test
  void imagesAreNoVideos() throws Exception {
    var id = Service.json(post(IMAGES, Map.of("prompt", "A pond"))).path("id").asText();

    assertThat(service.get("/sora/v1/videos/" + id).statusCode()).isEqualTo(404);
    assertThat(service.get("/sora/v1/videos?limit=100").body()).doesNotContain(id);
  }

  @Test
  void aChatGoesOnFromItsImage() throws Exception {
    var first = chat(List.of(Map.of("role", "user", "content", "A red barn")));
    var second =
        chat(
            List.of(
                Map.of("role", "user", "content", "A red barn"),
                Map.of("role", "assistant", "content", first),
                Map.of("role", "user", "content", "at night")));

    var id = second.replaceFirst("(?s).*(image_[0-9a-f]{32}).*", "$1");
    var sidecar = sidecar(id);
    assertThat(sidecar.at("/order/prompt").asText()).isEqualTo("at night");
    assertThat(sidecar.at("/order/references")).hasSize(1);
  }

  @Test
  void aChatGoesOnFromTheImageThatItsLastLinkOpens() throws Exception {
    var made = Service.json(post(IMAGES, Map.of("prompt", "Red barns", "n", 3))).path("data");
    var second = made.at("/1/url").asText();
    var third = made.at("/2/url").asText();

    assertThat(startOf(second)).isEqualTo(sha256(second));
    assertThat(startOf(second + " and " + third)).isEqualTo(sha256(third));
  }

  /** A chat application asks the model of a chat for its title. */
  @Test
  void aPromptThatBeginsAsTheOperatorRefusesIsNoOrder() throws Exception {
    var title = List.of(Map.of("role", "user", "content", "\n### Task:\nGenerate a title."));
    var real = List.of(Map.of("role", "user", "content", "A sign that says ### Task:"));

    var answer =
        post("/sora/v1/chat/completions", Map.of("model", "tiny_image", "messages", title));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer).path("code").asText()).isEqualTo("invalid_value");
    assertThat(error(answer).path("param").asText()).isEqualTo("messages");
    assertThat(error(answer).path("message").asText()).contains("begins with ### Task:");
    assertThat(chat(real)).contains("![");
  }

  /** The hash of the image that a chat starts from after an answer. */
  private String startOf(String answer) throws Exception {
    var next =
        chat(
            List.of(
                Map.of("role", "assistant", "content", answer),
                Map.of("role", "user", "content", "at night")));
    var sidecar = sidecar(next.replaceFirst("(?s).*(image_[0-9a-f]{32}).*", "$1"));
    return sidecar.at("/order/references/0/sha256").asText();
  }

  private String sha256(String link) throws Exception {
    var image = Files.readAllBytes(file(link.substring(link.lastIndexOf('/') + 1)));
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image));
  }

  private String chat(List<Map<String, String>> messages) throws Exception {
    var answer =
        post("/sora/v1/chat/completions", Map.of("model", "tiny_image", "messages", messages));
    return Service.json(answer).at("/choices/0/message/content").asText();
  }

  private HttpResponse<String> post(String path, Map<String, ?> body) throws Exception {
    return service.post(path, Service.JSON.writeValueAsString(body));
  }

  private static JsonNode error(HttpResponse<String> answer) throws IOException {
    return Service.json(answer).path("error");
  }

  private boolean nothingIncoming() throws IOException {
    try (var files = Files.list(service.home().resolve("incoming"))) {
      return files.findAny().isEmpty();
    }
  }

  private JsonNode sidecar(String id) throws IOException {
    return Service.JSON.readTree(Files.readAllBytes(file(id + ".json")));
  }

  private List<String> filesOf(String id) throws IOException {
    try (var files = Files.walk(service.home().resolve("outbox"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(id))
          .toList();
    }
  }
}
