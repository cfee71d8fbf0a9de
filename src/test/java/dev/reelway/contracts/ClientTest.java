package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.stories.Service;
import dev.reelway.stories.SharedService;
import dev.reelway.stories.Together;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What other people's clients meet: the running service, the model {@code tiny} for videos and
 * {@code tiny_image} for images, and images to show it. Their traffic is recorded, and held against
 * the served document when they are done. Most have a licence of their own, and so a list of jobs
 * and a limit of calls that nobody else has a part in, as they use the service at the same time.
 */
@Together
@TestInstance(Lifecycle.PER_CLASS)
abstract class ClientTest {

  static final ObjectMapper JSON = new ObjectMapper();

  /** A licence for chat alone. */
  static final String TALKER = "talker-key";

  /** How many calls of a licence may wait. */
  static final int WAITING_CALLS = 4;

  /** Licences of one class each, and their keys. */
  private static final List<String> OWN =
      List.of(
          "batches",
          "chats",
          "errors",
          "errors-at-once",
          "files",
          "images",
          "langchain",
          "node",
          "node-at-once",
          "retries",
          "spring",
          "videos");

  private static final Contract CONTRACT = Contract.shipped();

  protected Service service;
  private RecordingProxy proxy;
  protected Path folder;

  @BeforeAll
  void start(@TempDir Path files) throws IOException {
    service = SharedService.join(settings(more()));
    proxy = RecordingProxy.before(service.port());
    folder = files;
  }

  /** All that passed between the client and the service must be as the served document says. */
  @AfterAll
  void stop() throws IOException {
    var passed = proxy.passed();
    proxy.close();
    SharedService.leave(service);
    assertThat(passed).isNotEmpty();
    assertThat(CONTRACT.breaches(passed)).isEmpty();
  }

  /** What the service is told besides. */
  String[] more() {
    return new String[0];
  }

  /** The licence of the client. */
  String licence() {
    return "demo";
  }

  /** What the service is told, and more. */
  static String[] settings(String... more) {
    var usual =
        Stream.of(
            "reelway.models.tiny_image[0].upstream=sandbox",
            "reelway.models.tiny_image[0].model=sora_image",
            "reelway.deprecations.passed.since=2026-01-01",
            "reelway.deprecations.passed.successor=tiny",
            "reelway.api.waiting-calls=" + WAITING_CALLS,
            "reelway.licences.talker.key=" + TALKER,
            "reelway.licences.talker.scopes=chat",
            // The window of a batch is longer than any other order may wait, and than references
            // stay.
            "reelway.jobs.longest-wait=1h",
            "reelway.jobs.fetch-deadline=1h",
            "reelway.references.keep=3h");
    var own = OWN.stream().flatMap(ClientTest::ofALicence);
    return Stream.of(usual, own, Stream.of(more)).flatMap(one -> one).toArray(String[]::new);
  }

  private static Stream<String> ofALicence(String licence) {
    var start = "reelway.licences.%s.".formatted(licence);
    return Stream.of(start + "key=" + licence, start + "scopes=chat,images,videos");
  }

  /** Where the seed's API begins, before {@code /v1}. */
  String seed() {
    return "http://127.0.0.1:" + proxy.port() + "/sora";
  }

  /** What callers of OpenAI put for its base URL. */
  String base() {
    return seed() + "/v1";
  }

  /** How many calls have asked for this. */
  long asked(String prompt) {
    return proxy.passed().stream()
        .filter(one -> new String(one.call().body(), StandardCharsets.UTF_8).contains(prompt))
        .count();
  }

  /** An image of one colour; the name's ending tells its format. */
  Path image(String name, Color colour) throws IOException {
    var format = name.substring(name.lastIndexOf('.') + 1);
    return Files.write(folder.resolve(name), painted(format, colour));
  }

  /** A mask that has the size of the images and leaves all of them to be changed. */
  Path mask(String name) throws IOException {
    return Files.write(
        folder.resolve(name),
        written("png", new BufferedImage(48, 32, BufferedImage.TYPE_INT_ARGB)));
  }

  static byte[] png(Color colour) {
    return painted("png", colour);
  }

  static byte[] jpeg(Color colour) {
    return painted("jpg", colour);
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static String dataUrl(byte[] png) {
    return "data:image/png;base64," + base64(png);
  }

  private static byte[] painted(String format, Color colour) {
    var image = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
    var brush = image.createGraphics();
    brush.setColor(colour);
    brush.fillRect(0, 0, image.getWidth(), image.getHeight());
    brush.dispose();
    return written(format, image);
  }

  private static byte[] written(String format, BufferedImage image) {
    try (var out = new ByteArrayOutputStream()) {
      assertThat(ImageIO.write(image, format, out)).isTrue();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a link answers to somebody who shows no licence. */
  static byte[] opened(String link) throws IOException, InterruptedException {
    assertThat(link).startsWith("http");
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(link)).build();
      var answer = client.send(request, BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).as(link).isEqualTo(200);
      return answer.body();
    }
  }

  static void assertThatIsAnImage(byte[] bytes) throws IOException {
    assertThat(ImageIO.read(new ByteArrayInputStream(bytes))).isNotNull();
  }

  static void assertThatIsAVideo(byte[] bytes) {
    assertThat(new String(bytes, 4, 4, StandardCharsets.ISO_8859_1)).isEqualTo("ftyp");
  }
}
