package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.sandbox.Poster;
import dev.reelway.sink.S3Store;
import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Videos and images go into a bucket, and are watched, used and deleted from there. */
class S3StoryTest extends StoryTest {

  private final S3Store bucket = S3Store.start();

  S3StoryTest() throws Exception {}

  @Override
  String[] settings() {
    return Stream.concat(
            Stream.of(bucket.settings()),
            Stream.of(
                // Long enough to break off in the middle.
                "reelway.models.tiny[0].can.seconds=1,2",
                "reelway.models.tiny[0].can.sizes=128x72,640x360",
                "reelway.models.tiny_image[0].upstream=sandbox",
                "reelway.models.tiny_image[0].model=sora_image"))
        .toArray(String[]::new);
  }

  @AfterAll
  void stopTheBucket() throws Exception {
    service.close();
    bucket.close();
  }

  @Test
  void aVideoIsWatchedFromTheBucketWholeAndInRanges() throws Exception {
    var id = service.order("A kite over dunes");
    assertThat(service.ended(id).path("status").asText()).isEqualTo("completed");
    var path = "/sora/v1/videos/" + id + "/content";

    var whole = service.bytes(service.request(path));
    var part = service.bytes(service.request(path).header("Range", "bytes=100-199"));
    var end = service.bytes(service.request(path).header("Range", "bytes=-10"));
    var two = service.bytes(service.request(path).header("Range", "bytes=0-9,20-29"));
    var head = service.bytes(service.request(path).HEAD());
    var beyond = service.bytes(service.request(path).header("Range", "bytes=999999999-"));
    var thumbnail = service.bytes(service.request(path + "?variant=thumbnail"));

    int length = whole.body().length;
    assertThat(new String(whole.body(), 4, 4, StandardCharsets.ISO_8859_1)).isEqualTo("ftyp");
    assertThat(whole.headers().firstValue("Content-Type")).hasValue("video/mp4");
    assertThat(whole.headers().firstValue("Last-Modified")).isPresent();
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 100, 200));
    assertThat(end.body()).isEqualTo(Arrays.copyOfRange(whole.body(), length - 10, length));
    assertThat(two.headers().firstValue("Content-Type").orElse(""))
        .startsWith("multipart/byteranges");
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(length);
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(thumbnail.headers().firstValue("Content-Type")).hasValue("image/webp");
    assertThat(namesOf(id)).containsExactlyInAnyOrder(id + ".mp4", id + ".json", id + ".webp");
    assertThat(bucket.keys())
        .anyMatch(key -> key.matches("studio/\\d{4}-\\d\\d-\\d\\d/demo/" + id + "\\.mp4"));
    assertThat(service.home().resolve("outbox")).doesNotExist();
  }

  @Test
  void imagesAreStoredLinkedAndSentAsTheyAre() throws Exception {
    var order = Map.of("prompt", "Two boats", "model", "tiny_image", "n", 2);
    var linked = post("/sora/v1/images/generations", order);
    var id = linked.path("id").asText();
    var link = linked.at("/data/1/url").asText().replaceFirst("https?://[^/]+", "");

    var opened = service.bytes(service.bare(link));
    var encoded =
        post(
            "/sora/v1/images/generations",
            Map.of("prompt", "A boat", "model", "tiny_image", "response_format", "b64_json"));

    assertThat(opened.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(namesOf(id)).containsExactlyInAnyOrder(id + ".png", id + "-2.png", id + ".json");
    assertThat(Base64.getDecoder().decode(encoded.at("/data/0/b64_json").asText()))
        .startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void aVideoStartsFromAnImageThatIsKeptInTheBucket() throws Exception {
    var png = Poster.png(128, 72, Color.RED);
    var image = Base64.getEncoder().encodeToString(png);
    var parameters =
        Map.of(
            "prompt",
            "It opens",
            "model",
            "tiny",
            "size",
            "128x72",
            "seconds",
            1,
            "input_reference",
            "data:image/png;base64," + image);

    var ended = service.ended(post("/sora/v1/videos", parameters).path("id").asText());

    assertThat(ended.path("status").asText()).isEqualTo("completed");
    var name = sha256(png) + ".png";
    assertThat(bucket.keys())
        .anyMatch(key -> key.startsWith("studio/.media/") && key.endsWith(name));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void anImageOfOursInTheBucketIsWhereAnEditBegins() throws Exception {
    var first =
        post("/sora/v1/images/generations", Map.of("prompt", "A barn", "model", "tiny_image"));

    var edited =
        post(
            "/sora/v1/images/edits",
            Map.of(
                "prompt",
                "at night",
                "model",
                "tiny_image",
                "image",
                first.at("/data/0/url").asText()));

    assertThat(edited.path("data")).hasSize(1);
  }

  @Test
  void anUnavailableBucketDelaysAVideoAndLosesNone() throws Exception {
    bucket.refuse(Integer.MAX_VALUE);
    var id = service.order("A slow train");
    await().atMost(Service.PATIENCE).until(() -> bucket.toBeRefused() < Integer.MAX_VALUE - 8);
    assertThat(namesOf(id)).isEmpty();
    assertThat(service.video(id).path("status").asText()).isEqualTo("in_progress");

    bucket.refuse(0);

    assertThat(service.ended(id).path("status").asText()).isEqualTo("completed");
    assertThat(namesOf(id)).hasSize(3);
  }

  @Test
  void anUnavailableBucketIsReportedAsSuchAndRetriedLater() throws Exception {
    var path = "/sora/v1/videos/" + delivered("A harbour") + "/content";

    bucket.goAway(true);
    var away = service.get(path);
    var range = service.send(service.request(path).header("Range", "bytes=100-199"));
    var head = service.bytes(service.request(path).HEAD());
    bucket.goAway(false);

    for (var answer : List.of(away, range)) {
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
      assertThat(answer.headers().firstValue("x-request-id")).isPresent();
      assertThat(answer.headers().firstValue("ETag")).isEmpty();
      assertThat(Service.json(answer).at("/error/code").asText()).isEqualTo("storage_away");
      assertThat(Service.json(answer).at("/error/message").asText()).contains("Try again later");
    }
    assertThat(head.statusCode()).isEqualTo(503);
    assertThat(service.get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void aVideoThatCannotBeReadIsReportedBeforeItsFirstByte() throws Exception {
    var path = "/sora/v1/videos/" + delivered("A lighthouse") + "/content";

    bucket.cutAfter(0);
    var whole = service.get(path);
    var range = service.send(service.request(path).header("Range", "bytes=100-199"));
    var ranges = service.send(service.request(path).header("Range", "bytes=0-9,20-29"));
    bucket.cutAfter(Integer.MAX_VALUE);

    for (var answer : List.of(whole, range, ranges)) {
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(answer.headers().firstValue("Content-Range")).isEmpty();
      assertThat(Service.json(answer).at("/error/code").asText()).isEqualTo("storage_away");
    }
  }

  @Test
  void aVideoThatBreaksOffBreaksTheLine() throws Exception {
    var id = delivered("A waterfall");
    var path = "/sora/v1/videos/" + id + "/content";
    int length = service.bytes(service.request(path)).body().length;
    assertThat(length).isGreaterThan(30_000);

    bucket.cutAfter(length - 10_000);

    assertThatThrownBy(() -> service.bytes(service.request(path))).isInstanceOf(IOException.class);
    bucket.cutAfter(Integer.MAX_VALUE);
    assertThat(service.bytes(service.request(path)).body()).hasSize(length);
  }

  private String delivered(String prompt) throws Exception {
    var id =
        post(
                "/sora/v1/videos",
                Map.of("prompt", prompt, "model", "tiny", "size", "640x360", "seconds", 2))
            .path("id")
            .asText();
    assertThat(service.ended(id).path("status").asText()).isEqualTo("completed");
    return id;
  }

  @Test
  void deletingEmptiesTheBucketOfTheVideo() throws Exception {
    var id = service.order("A short video");
    service.ended(id);
    assertThat(namesOf(id)).hasSize(3);

    var answer = service.send(service.request("/sora/v1/videos/" + id).DELETE());

    assertThat(Service.json(answer).path("deleted").asBoolean()).isTrue();
    assertThat(service.get("/sora/v1/videos/" + id).statusCode()).isEqualTo(404);
    await().atMost(Service.PATIENCE).until(() -> namesOf(id).isEmpty());
  }

  private JsonNode post(String path, Map<String, ?> body) throws Exception {
    return Service.json(service.post(path, Service.JSON.writeValueAsString(body)));
  }

  private List<String> namesOf(String id) {
    return bucket.keys().stream()
        .filter(key -> key.contains(id))
        .map(key -> key.substring(key.lastIndexOf('/') + 1))
        .toList();
  }
}
