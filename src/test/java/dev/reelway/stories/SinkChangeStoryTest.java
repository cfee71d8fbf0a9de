package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.contracts.Event;
import dev.reelway.sandbox.Poster;
import dev.reelway.sink.SftpStore;
import java.awt.Color;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

/** Files stay in the sink that they were put into, whichever is chosen later. */
@Order(1)
class SinkChangeStoryTest {

  private static final String FILES = "/sora/v1/files";
  private static final String VIDEOS = "/sora/v1/videos";

  @TempDir Path folder = Path.of("");

  private SftpStore server;

  @BeforeEach
  void start() throws Exception {
    server = SftpStore.start(folder);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  /** A video that starts from an image, and a file. */
  private record Made(String video, String file) {

    static Made of(Service service, Color color, String text) throws Exception {
      return new Made(made(service, image(color)), upload(service, text));
    }

    List<String> paths() {
      return List.of(FILES + "/" + file, VIDEOS + "/" + video);
    }
  }

  /** A home whose sink is the outbox, then a server, and then a folder elsewhere. */
  @Test
  void filesStayInTheSinkThatTheyWerePutInto() throws Exception {
    Made first;
    try (var service = service()) {
      aJobThatIsCancelledDuringItsDeliveryLeavesNothingBehind(service);
      first = Made.of(service, Color.BLUE, "orders of yesterday");
    }

    Made second;
    String picture;
    try (var service = service(server.settings())) {
      whatLiesInTheFormerSinkIsUsedAndDownloaded(service, first);
      second = Made.of(service, Color.GREEN, "orders of today");
      whatIsKeptAlreadyIsOrderedWithWhileItsSinkIsAway(service);
      theErrorOfAStreamNamesTheJobThatAnEqualRequestJoins(service);
      picture = upload(service, Poster.png(320, 200, Color.RED), "vision");
    }
    assertThat(server.keys()).filteredOn(key -> key.startsWith(".media")).hasSize(3);

    var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    try (var service = service("reelway.sinks.file.folder=" + elsewhere)) {
      aFileOfASinkThatIsGoneIsNothingToStartFrom(service, picture);
      filesInAMissingSinkAreReportedAsSuch(service, second);
      whatIsNotThereAnyMoreHealsWhenItComesAgain(service, first);
    }
  }

  private static void aJobThatIsCancelledDuringItsDeliveryLeavesNothingBehind(Service service)
      throws Exception {
    var videos = Stream.generate(() -> order(service)).limit(12).toList();
    for (var id : videos) {
      await()
          .atMost(Service.PATIENCE)
          .until(() -> service.video(id).path("progress").asInt() >= 99);
      service.send(service.request(VIDEOS + "/" + id).DELETE());
    }

    await().atMost(Service.PATIENCE).until(() -> inOutbox(service).isEmpty());
  }

  private void whatLiesInTheFormerSinkIsUsedAndDownloaded(Service service, Made former)
      throws Exception {
    var again = made(service, image(Color.BLUE));

    assertThat(content(service, VIDEOS + "/" + again).statusCode()).isEqualTo(200);
    assertThat(content(service, VIDEOS + "/" + former.video).statusCode()).isEqualTo(200);
    assertThat(content(service, FILES + "/" + former.file).body()).isEqualTo("orders of yesterday");
    assertThat(server.keys()).anyMatch(key -> key.contains(again));
    assertThat(server.keys()).noneMatch(key -> key.startsWith(".media"));
  }

  private void whatIsKeptAlreadyIsOrderedWithWhileItsSinkIsAway(Service service) throws Exception {
    server.goAway();

    var answer = order(service, image(Color.GREEN));
    upload(service, "orders of today");

    assertThat(answer.statusCode()).isEqualTo(200);
    server.comeBack();
    var ended = service.ended(Service.json(answer).path("id").asText());
    assertThat(ended.path("status").asText()).isEqualTo("completed");
  }

  private void theErrorOfAStreamNamesTheJobThatAnEqualRequestJoins(Service service)
      throws Exception {
    var made = streamed(service, "0");
    server.goAway();
    var missed = Event.all(streamed(service, "1")).getLast();
    server.comeBack();

    var again = streamed(service, "0");

    var id = imageOf(made);
    assertThat(missed.name()).isEqualTo("error");
    assertThat(missed.data())
        .contains("The job continues; fetch it later as " + id)
        .contains("\"location\":\"/sora/v1/images/" + id);
    assertThat(imageOf(again)).isEqualTo(id);
    assertThat(imageOf(streamed(service, "0"))).isNotEqualTo(id);
  }

  private static String streamed(Service service, String count) throws Exception {
    var order = "{\"prompt\": \"a kite\", \"size\": \"64x64\", \"stream\": true}";
    return service
        .send(
            service
                .request("/sora/v1/images/generations")
                .header("Content-Type", "application/json")
                .header("x-stainless-retry-count", count)
                .POST(BodyPublishers.ofString(order)))
        .body();
  }

  private static String imageOf(String stream) {
    var id = Pattern.compile("\"id\":\"(image_[^\"]+)").matcher(stream);
    assertThat(id.find()).as(stream).isTrue();
    return id.group(1);
  }

  private static void aFileOfASinkThatIsGoneIsNothingToStartFrom(Service service, String picture)
      throws Exception {
    var refused = order(service, picture);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Service.json(refused).at("/error/message").asText())
        .isEqualTo(
            "input_reference names a file in a sink that is no longer configured:"
                + " upload the file again");
  }

  private static void filesInAMissingSinkAreReportedAsSuch(Service service, Made former)
      throws Exception {
    for (var path : former.paths()) {
      var gone = content(service, path);
      assertThat(gone.statusCode()).isEqualTo(503);
      var error = Service.json(gone).path("error");
      assertThat(error.path("code").asText()).isEqualTo("storage_not_configured");
      assertThat(error.path("message").asText()).contains("'sftp', which is not configured");
    }

    var again = Made.of(service, Color.GREEN, "orders of today");

    assertThat(content(service, VIDEOS + "/" + again.video).statusCode()).isEqualTo(200);
    assertThat(content(service, FILES + "/" + former.file).body()).isEqualTo("orders of today");
  }

  /** The sink has the same name, and another folder. */
  private static void whatIsNotThereAnyMoreHealsWhenItComesAgain(Service service, Made former)
      throws Exception {
    assertThat(content(service, FILES + "/" + former.file).statusCode()).isEqualTo(404);

    Made.of(service, Color.BLUE, "orders of yesterday");

    assertThat(content(service, FILES + "/" + former.file).body()).isEqualTo("orders of yesterday");
  }

  /** Nobody who deletes waits for the server, and it is asked now and then. */
  @Test
  void whatCannotBeRemovedNowIsRemovedLater(CapturedOutput output) throws Exception {
    try (var service = service(server.settings())) {
      var videos = Stream.generate(() -> order(service)).limit(6).toList();
      videos.forEach(service::ended);
      assertThat(server.keys()).hasSize(3 * videos.size());
      server.goAway();

      for (var id : videos) {
        var answer = service.send(service.request(VIDEOS + "/" + id).DELETE());
        assertThat(Service.json(answer).path("deleted").asBoolean()).isTrue();
        assertThat(service.get(VIDEOS + "/" + id).statusCode()).isEqualTo(404);
      }
      await().atMost(Service.PATIENCE).until(() -> output.getOut().contains("does not remove"));
      assertThat(
              Service.json(service.health())
                  .at("/components/storage/details/removals-waiting/sftp")
                  .asInt())
          .isEqualTo(videos.size());
    }
    assertThat(server.keys()).isNotEmpty();
    server.comeBack();

    try (var service = service(server.settings())) {
      assertThat(service.port()).isPositive();
      await().atMost(Service.PATIENCE).until(() -> server.keys().isEmpty());
    }
    assertThat(output.getOut().split("The sink sftp does not remove files", -1)).hasSize(2);
  }

  private static List<Path> inOutbox(Service service) throws IOException {
    var outbox = service.home().resolve("outbox");
    try (var files = Files.walk(outbox)) {
      return files.filter(file -> Files.isRegularFile(file) && !file.endsWith(".reelway")).toList();
    }
  }

  private static String order(Service service) {
    try {
      return service.order("a video");
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private Service service(String... settings) throws IOException {
    return Service.start(
        folder.resolve("home"),
        Stream.concat(Stream.of(settings), Stream.of("reelway.intake.hot-folder.enabled=false"))
            .toArray(String[]::new));
  }

  private static String image(Color color) throws IOException {
    return Base64.getEncoder().encodeToString(Poster.png(320, 200, color));
  }

  /** A video that starts from this image, delivered. */
  private static String made(Service service, String image) throws Exception {
    var id = Service.json(order(service, image)).path("id").asText();
    JsonNode ended = service.ended(id);
    assertThat(ended.path("status").asText()).isEqualTo("completed");
    return id;
  }

  private static HttpResponse<String> order(Service service, String image) throws Exception {
    var order =
        Map.of("prompt", "a video", "model", "tiny", "size", "128x72", "input_reference", image);
    return service.post(VIDEOS, Service.JSON.writeValueAsString(order));
  }

  private static String upload(Service service, String text) throws Exception {
    return upload(service, text.getBytes(StandardCharsets.UTF_8), "user_data");
  }

  private static String upload(Service service, byte[] bytes, String purpose) throws Exception {
    var form = new Form().field("purpose", purpose).file("file", "a.png", bytes);
    var answer =
        service.send(service.request(FILES).header("Content-Type", Form.TYPE).POST(form.whole()));
    assertThat(answer.statusCode()).isEqualTo(200);
    return Service.json(answer).path("id").asText();
  }

  private static HttpResponse<String> content(Service service, String path) throws Exception {
    return service.get(path + "/content");
  }
}
