package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.sandbox.Poster;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded upstream makes images as a real one of its dialect would. */
class SandboxImagesStoryTest extends SharedStoryTest {

  private static final String GENERATIONS = "/sandbox/v1/images/generations";
  private static final String EDITS = "/sandbox/v1/images/edits";

  private final byte[] red = Poster.png(60, 40, Color.RED);
  private final byte[] green = Poster.png(60, 40, Color.GREEN);

  SandboxImagesStoryTest() throws IOException {}

  @Test
  void aPromptBecomesAnImageBehindALink() throws Exception {
    var answer = generated(Map.of("prompt", "A kite over dunes", "model", "sora_image"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).path("created").asLong()).isPositive();
    var url = link(answer, 0);
    assertThat(url)
        .matches(
            "http://127\\.0\\.0\\.1:%d/sandbox/v1/images/image_[0-9a-f-]+/1\\.png"
                .formatted(service.port()));
    var image = fetched(url);
    assertThat(image.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(decoded(image.body()).getWidth()).isEqualTo(1024);
    assertThat(decoded(image.body()).getHeight()).isEqualTo(1024);
  }

  @ParameterizedTest
  @CsvSource({"640x360, 640, 360", "65x64, 64, 64", "auto, 1024, 1024", "9999x10, 1920, 64"})
  void anImageHasTheSizeThatWasAskedForAsFarAsItCan(String size, int width, int height)
      throws Exception {
    var answer = generated(Map.of("prompt", "x", "size", size, "response_format", "b64_json"));

    var image = decoded(written(answer, 0));

    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
  }

  @ParameterizedTest
  @CsvSource({"png, image/png", "jpeg, image/jpeg", "webp, image/webp"})
  void anImageComesInTheFormatThatWasAskedFor(String format, String type) throws Exception {
    var answer = generated(Map.of("prompt", "x", "size", "96x64", "output_format", format));

    assertThat(link(answer, 0)).endsWith("." + format);
    assertThat(fetched(link(answer, 0)).headers().firstValue("Content-Type")).hasValue(type);
  }

  @Test
  void severalImagesDifferAndComeAgainTheSame() throws Exception {
    var parameters =
        Map.of("prompt", "Four of it", "size", "96x64", "n", 4, "response_format", "b64_json");

    var one = generated(parameters);
    var other = generated(parameters);

    assertThat(json(one).path("data")).hasSize(4).doesNotHaveDuplicates();
    assertThat(json(other).path("data")).isEqualTo(json(one).path("data"));
  }

  @Test
  void underTheSameKeyTheSameImagesComeAgain() throws Exception {
    var one = generated(Map.of("prompt", "Once", "size", "96x64"), "key-1");
    var again = generated(Map.of("prompt", "Once", "size", "96x64"), "key-1");
    var another = generated(Map.of("prompt", "Once", "size", "96x64"), "key-2");

    assertThat(json(again)).isEqualTo(json(one));
    assertThat(link(another, 0)).isNotEqualTo(link(one, 0));
  }

  @Test
  void aFormMeansTheSameAsJson() throws Exception {
    var parameters = "prompt=two%0Alines&size=96x64&n=2&watermark=true&response_format=b64_json";
    var form =
        sent(
            asked(GENERATIONS)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(parameters)));
    var multipart =
        new Form()
            .field("prompt", "two\nlines")
            .field("size", "96x64")
            .field("n", "2")
            .field("watermark", "true")
            .field("response_format", "b64_json");

    var json =
        generated(
            Map.of(
                "prompt",
                "two\nlines",
                "size",
                "96x64",
                "n",
                2,
                "watermark",
                true,
                "response_format",
                "b64_json"));

    assertThat(json(form).path("data")).hasSize(2).isEqualTo(json(json).path("data"));
    assertThat(json(posted(GENERATIONS, multipart)).path("data"))
        .isEqualTo(json(json).path("data"));
  }

  @ParameterizedTest
  @CsvSource({"image, a.png", "image,", "image[], a.png", "image[],"})
  void anEditStartsFromItsImage(String name, String fileName) throws Exception {
    var form = edit("Hills before it").file(name, fileName, red);

    var image = decoded(written(posted(EDITS, form), 0));

    assertThat(image.getWidth()).isEqualTo(192);
    assertThat(isRed(image)).isTrue();
  }

  @Test
  void anEditShowsEveryImage() throws Exception {
    var one = edit("Both").file("image[]", "a.png", red);
    var both = edit("Both").file("image[]", "a.png", red).file("image[]", null, green);

    var without = decoded(written(posted(EDITS, one), 0));
    var with = decoded(written(posted(EDITS, both), 0));

    assertThat(showsGreenPrint(without)).isFalse();
    assertThat(showsGreenPrint(with)).isTrue();
  }

  @Test
  void anEditWithoutAnImageIsRefused() throws Exception {
    refused(posted(EDITS, edit("Nothing to start from")), 400, "invalid_value");
    refused(
        posted(EDITS, edit("Not an image").file("image", "a.png", new byte[] {1, 2, 3, 4})),
        400,
        "invalid_image");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.png", ""})
  void aVideoStartsFromItsImage(String fileName) throws Exception {
    var form =
        new Form()
            .field("prompt", "The poster comes to life")
            .field("size", "192x128")
            .field("seconds", "2")
            .file("input_reference", fileName.isEmpty() ? null : fileName, red);
    var id = json(posted("/sandbox/v1/videos", form)).path("id").asText();
    var content = "/sandbox/v1/videos/" + id + "/content?variant=thumbnail";

    var thumbnail =
        Awaitility.await()
            .atMost(Service.PATIENCE)
            .until(() -> service.bytes(asked(content)), answer -> answer.statusCode() == 200);

    // An image can only be edited: what comes back shows what went in.
    var seen = edit("See").file("image", "video.webp", thumbnail.body());
    var image = decoded(written(posted(EDITS, seen), 0));
    assertThat(isRed(image)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"fail, 200, render_failed", "refuse, 400, moderation_blocked"})
  void aFailureIsTheAnswer(String word, int status, String code) throws Exception {
    refused(generated(Map.of("prompt", "[sandbox:%s] x".formatted(word))), status, code);
  }

  @ParameterizedTest
  @CsvSource({
    "n, 11",
    "n, 0",
    "n, many",
    "output_format, gif",
    "response_format, xml",
    "prompt, ' '"
  })
  void whatCannotBeIsRefused(String name, String value) throws Exception {
    var parameters = new HashMap<String, Object>(Map.of("prompt", "x"));
    parameters.put(name, value);

    refused(generated(parameters), 400, "invalid_value");
  }

  @Test
  void everyOtherCallAboutAFlakyImageFails() throws Exception {
    var parameters = Map.<String, Object>of("prompt", "[sandbox:flaky] x", "size", "96x64");

    var first = generated(parameters);
    var second = generated(parameters);

    assertThat(first.statusCode()).isEqualTo(503);
    assertThat(fetched(link(second, 0)).statusCode()).isEqualTo(500);
    assertThat(fetched(link(second, 0)).statusCode()).isEqualTo(200);
  }

  @Test
  void theFirstLinkToEachImageHasExpired() throws Exception {
    var answer = generated(Map.of("prompt", "[sandbox:expired-link] x", "size", "96x64", "n", 2));

    for (int image = 0; image < 2; image++) {
      assertThat(fetched(link(answer, image)).statusCode()).isEqualTo(410);
      assertThat(fetched(link(answer, image)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aCallTakesAsLongAsItIsAskedTo() throws Exception {
    long start = System.nanoTime();

    var answer = generated(Map.of("prompt", "[sandbox:1s] x", "size", "96x64"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
  }

  @Test
  void aCallMayBeOneThatIsNeverAnswered() throws Exception {
    assertThatExceptionOfType(HttpTimeoutException.class)
        .isThrownBy(
            () -> sent(json(Map.of("prompt", "[sandbox:never] x")).timeout(Duration.ofSeconds(1))));
  }

  @Test
  void imagesAreForThoseWithTheKey() throws Exception {
    var url = link(generated(Map.of("prompt", "x", "size", "96x64")), 0);

    assertThat(service.get(URI.create(url).getPath()).statusCode()).isEqualTo(401);
    assertThat(service.post(GENERATIONS, "{\"prompt\":\"x\"}").statusCode()).isEqualTo(401);
    assertThat(service.post(EDITS, "{\"prompt\":\"x\"}").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.png", "1.jpeg", "1", "0.png"})
  void whatWasNotMadeIsNotFound(String name) throws Exception {
    var url = link(generated(Map.of("prompt", "x", "size", "96x64")), 0);

    var answer = fetched(url.replace("1.png", name));

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  @Test
  void anImageThatMadeRoomIsPaintedAgain() throws Exception {
    var url = link(generated(Map.of("prompt", "Gone and back", "size", "96x64")), 0);
    var before = fetched(url).body();
    Files.delete(kept(before));

    assertThat(fetched(url).body()).isEqualTo(before);
    assertThat(filesIn("prints")).isNotEmpty();
  }

  // What the steps are made of.

  private HttpRequest.Builder asked(String path) {
    return service.bare(path).header("Authorization", "Bearer " + Service.SANDBOX_KEY);
  }

  private HttpRequest.Builder json(Map<String, ?> parameters) throws IOException {
    return asked(GENERATIONS)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(Service.JSON.writeValueAsString(parameters)));
  }

  private HttpResponse<String> generated(Map<String, ?> parameters) throws Exception {
    return sent(json(parameters));
  }

  private HttpResponse<String> generated(Map<String, ?> parameters, String key) throws Exception {
    return sent(json(parameters).header("Idempotency-Key", key));
  }

  private HttpResponse<String> posted(String path, Form form) throws Exception {
    return sent(asked(path).header("Content-Type", Form.TYPE).POST(form.whole()));
  }

  private HttpResponse<String> sent(HttpRequest.Builder request) throws Exception {
    return service.send(request);
  }

  private HttpResponse<byte[]> fetched(String url) throws Exception {
    return service.bytes(asked(URI.create(url).getPath()));
  }

  private List<Path> filesIn(String folder) throws IOException {
    try (var files = Files.list(service.home().resolve("sandbox").resolve(folder))) {
      return files.toList();
    }
  }

  /** The file of an image, among those of others that come and go. */
  private Path kept(byte[] image) throws IOException {
    for (var file : filesIn("stills")) {
      boolean isPartial = file.getFileName().toString().startsWith("partial-");
      if (!isPartial && Arrays.equals(Files.readAllBytes(file), image)) {
        return file;
      }
    }
    throw new AssertionError("the image is not kept");
  }

  private static Form edit(String prompt) {
    return new Form()
        .field("prompt", prompt)
        .field("size", "192x128")
        .field("response_format", "b64_json");
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return Service.json(answer);
  }

  private static String link(HttpResponse<String> answer, int image) throws IOException {
    return json(answer).path("data").path(image).path("url").asText();
  }

  private static byte[] written(HttpResponse<String> answer, int image) throws IOException {
    var base64 = json(answer).path("data").path(image).path("b64_json").asText();
    return Base64.getDecoder().decode(base64);
  }

  private static void refused(HttpResponse<String> answer, int status, String code)
      throws IOException {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(json(answer).at("/error/code").asText()).isEqualTo(code);
    assertThat(json(answer).at("/error/message").asText()).isNotEmpty();
  }

  private static BufferedImage decoded(byte[] image) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(image));
  }

  private static boolean isRed(BufferedImage image) {
    var color = new Color(image.getRGB(60, 20));
    return color.getRed() > 200 && color.getGreen() < 80 && color.getBlue() < 80;
  }

  /** Where the second of several images lies. */
  private static boolean showsGreenPrint(BufferedImage image) {
    return new Color(image.getRGB(173, 30)).getGreen() > 180;
  }
}
