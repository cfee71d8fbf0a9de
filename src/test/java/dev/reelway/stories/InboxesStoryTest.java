package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.sink.S3Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two folders beside the usual one, of another licence, whose videos go to a bucket. */
class InboxesStoryTest extends StoryTest {

  @TempDir static Path folders = Path.of("");

  private final S3Store bucket = S3Store.start();

  InboxesStoryTest() throws Exception {}

  @Override
  String[] settings() {
    var studio = "reelway.intake.inboxes.studio.";
    var stills = "reelway.intake.inboxes.stills.";
    var own =
        Stream.of(
            "reelway.intake.hot-folder.model=tiny",
            "reelway.admin-key=" + Licensed.ADMIN_KEY,
            "reelway.admin.port=0",
            "reelway.licences.studio.key=studio",
            "reelway.licences.studio.scopes=videos,images",
            studio + "folder=" + folders.resolve("studio videos"),
            studio + "licence=studio",
            studio + "sink=s3",
            studio + "look-every=50ms",
            studio + "defaults.size=128x72",
            studio + "defaults.seconds=1",
            stills + "folder=" + folders.resolve("stills"),
            stills + "licence=studio",
            stills + "model=still-image",
            stills + "look-every=50ms",
            stills + "defaults.quality=high",
            stills + "defaults.seconds=1",
            "reelway.models.still-image[0].upstream=sandbox",
            "reelway.models.still-image[0].model=sora_image",
            "reelway.intake.inboxes.marked.folder=" + folders.resolve("marked"),
            "reelway.intake.inboxes.marked.licence=studio",
            "reelway.intake.inboxes.marked.marker=.done",
            "reelway.intake.inboxes.marked.look-every=50ms");
    return Stream.concat(
            own, Stream.of(bucket.settings()).filter(one -> !one.startsWith("reelway.sink=")))
        .toArray(String[]::new);
  }

  @AfterAll
  void stopTheBucket() throws Exception {
    service.close();
    bucket.close();
  }

  @Test
  void thePausedOneKeepsItsFilesUntilItIsResumed() throws Exception {
    var folder = folders.resolve("studio videos");
    assertThat(inbox("POST", "/studio/pause").path("state").asText()).isEqualTo("paused");
    drop(folder, "paused.txt", "a fox that waits");
    drop(folder, "paused.docx", "a fox that nobody reads");
    drop(service.home().resolve("inbox"), "meanwhile.txt", "a fox meanwhile");
    results(service.home().resolve("inbox"), "meanwhile.txt");

    assertThat(folder.resolve("paused.txt")).exists();
    assertThat(inbox("GET", "/studio").path("waiting").asInt()).isEqualTo(1);
    assertThat(inbox("GET", "/studio").path("working").asInt()).isZero();
    assertThat(inbox("POST", "/studio/resume").path("paused_at").isNull()).isTrue();

    assertThat(results(folder, "paused.txt")).hasSize(1);
  }

  private JsonNode inbox(String method, String path) throws Exception {
    return Service.json(Licensed.admin(service, method, "/inboxes" + path, ""));
  }

  @Test
  void eachInboxHasItsLicenceItsDefaultsAndItsSink() throws Exception {
    drop(folders.resolve("studio videos"), "videos.txt", "a fox in the bucket");
    drop(service.home().resolve("inbox"), "videos.txt", "a fox in the folder");

    var far = results(folders.resolve("studio videos"), "videos.txt").getFirst();
    var near = results(service.home().resolve("inbox"), "videos.txt").getFirst();

    assertThat(far.at("/response/body/size").asText()).isEqualTo("128x72");
    assertThat(bucket.keys()).anyMatch(key -> key.endsWith(far.at("/files/0").asText()));
    assertThat(service.home().resolve("outbox").resolve(near.at("/files/0").asText())).exists();
    assertThat(service.home().resolve("outbox").resolve(far.at("/files/0").asText()))
        .doesNotExist();
    var id = far.at("/response/body/id").asText();
    assertThat(service.get("/sora/v1/videos/" + id).statusCode()).isEqualTo(404);
    assertThat(service.bytes(studio("/sora/v1/videos/" + id + "/content")).statusCode())
        .isEqualTo(200);
    assertThat(folders.resolve("studio videos/results/videos.txt.report.html"))
        .content()
        .contains("href=\"http://127.0.0.1:" + service.port() + "/sora/media/")
        .doesNotContain("<img");
  }

  @Test
  void anInboxOfImagesMakesAnImageOfEachLine() throws Exception {
    var folder = folders.resolve("stills");
    drop(folder, "kites.options.yaml", "n: 2");
    drop(folder, "kites.txt", "a kite\na red kite");
    drop(
        folder,
        "calls.jsonl",
        """
        {"custom_id":"i","method":"POST","url":"/v1/images/generations","body":{"prompt":"a kite"}}
        {"custom_id":"v","method":"POST","url":"/v1/videos","body":{"prompt":"a fox","model":"tiny"}}
        """);

    var plain = results(folder, "kites.txt");
    var calls = results(folder, "calls.jsonl");

    assertThat(plain).hasSize(2).allMatch(one -> one.at("/response/body/data").size() == 2);
    assertThat(ordered(plain.getFirst())).isEqualTo("still-image high");
    assertThat(calls.stream().map(this::ordered)).containsExactly("still-image high", "tiny ");
  }

  /** The model and the quality of an order, as the sidecar of its result has them. */
  private String ordered(JsonNode result) {
    var key = result.at("/files/0").asText().replaceFirst("\\.[a-z0-9]+$", ".json");
    try {
      var sidecar = Files.readString(service.home().resolve("outbox").resolve(key));
      var order = Service.JSON.readTree(sidecar).path("order");
      return order.path("model").asText() + " " + order.at("/options/quality").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsDeletedIsDeletedWhereItLies() throws Exception {
    drop(folders.resolve("studio videos"), "gone.txt", "a short-lived fox");
    var video = results(folders.resolve("studio videos"), "gone.txt").getFirst();
    var id = video.at("/response/body/id").asText();
    assertThat(bucket.keys()).anyMatch(key -> key.contains(id));

    service.send(studio("/sora/v1/videos/" + id).DELETE());

    await()
        .atMost(Service.PATIENCE)
        .until(() -> bucket.keys().stream().noneMatch(key -> key.contains(id)));
  }

  @Test
  void aFileThatIsToBeMarkedHasArrivedWhenItIs() throws Exception {
    var inbox = folders.resolve("marked");
    drop(inbox, "early.txt", "first line\n");
    drop(inbox, "late.txt", "another");
    drop(inbox, "late.txt.done", "");
    results(inbox, "late.txt");
    assertThat(inbox.resolve("early.txt")).exists();
    assertThat(inbox.resolve("late.txt.done")).doesNotExist();

    Files.writeString(inbox.resolve("early.txt"), "first line\nsecond line\n");
    drop(inbox, "early.txt.done", "");

    assertThat(results(inbox, "early.txt")).hasSize(2);
    assertThat(inbox.resolve("early.txt.done")).doesNotExist();
  }

  @Test
  void aParameterToCancelIsOfItsOwnInboxAlone() throws Exception {
    drop(folders.resolve("studio videos"), "both.txt", "one [sandbox:never]");
    drop(service.home().resolve("inbox"), "both.txt", "two [sandbox:2s]");
    await()
        .atMost(Service.PATIENCE)
        .until(() -> !Files.exists(folders.resolve("studio videos/both.txt")));

    drop(folders.resolve("studio videos"), "both.cancel", "");

    assertThat(results(folders.resolve("studio videos"), "both.txt")).isEmpty();
    assertThat(results(service.home().resolve("inbox"), "both.txt")).hasSize(1);
  }

  @Test
  void aVideoMayHaveANameOfItsOwnAndTwoMayHaveTheSame() throws Exception {
    drop(
        service.home().resolve("inbox"),
        "named.csv",
        """
        id,prompt,output_name,priority
        a,a fox,../Hero shot №1.mp4,high
        b,a lynx,../Hero shot №1.mp4,-7
        c,an owl,...,
        d,an elk,plain,soon
        """);

    var results = results(service.home().resolve("inbox"), "named.csv");

    var names = results.stream().map(one -> one.at("/files/0").asText()).toList();
    assertThat(names)
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[0-9-]{10}/Hero-shot-1-video_[0-9a-f]{32}\\.mp4"))
        .allMatch(name -> Files.exists(service.home().resolve("outbox").resolve(name)));
    var video = service.video(results.getFirst().at("/response/body/id").asText());
    var link = video.path("url").asText().replaceFirst("https?://[^/]+", "");
    assertThat(service.bytes(service.bare(link)).statusCode()).isEqualTo(200);
    var errors = service.home().resolve("inbox/results/named.csv.errors.jsonl");
    assertThat(lines(errors).stream().map(one -> one.at("/error/message").asText()))
        .containsExactly(
            "output_name must contain a letter or a digit",
            "priority must be low, normal, high, or a whole number from -100 to 100");
  }

  private HttpRequest.Builder studio(String path) {
    return service.bare(path).header("Authorization", "studio");
  }

  private static void drop(Path inbox, String name, String text) throws IOException {
    var partial = Files.writeString(inbox.resolve("." + name), text);
    Files.move(partial, inbox.resolve(name));
  }

  private static List<JsonNode> results(Path inbox, String name) throws IOException {
    var file = inbox.resolve("results").resolve(name + ".results.jsonl");
    await(name + " to be done")
        .atMost(Service.PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> Files.exists(file) && isEmptied(inbox));
    return lines(file);
  }

  private static boolean isEmptied(Path inbox) throws IOException {
    try (var working = Files.list(inbox.resolve("working"))) {
      return working.findAny().isEmpty();
    }
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    var lines = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(file)) {
      lines.add(Service.JSON.readTree(line));
    }
    return lines;
  }
}
