package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.sandbox.Poster;
import java.awt.Color;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One Reelway is the upstream of another; nothing gets lost between them. */
@Order(1)
@TestInstance(Lifecycle.PER_CLASS)
class ChainStoryTest {

  private static final String VIDEOS = "/sora/v1/videos";

  private Service inner;
  private Service outer;

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    inner = Service.start(home.resolve("inner"));
    outer =
        Service.start(
            home.resolve("outer"),
            "reelway.upstreams.inner.dialect=sora",
            "reelway.upstreams.inner.base-url=http://127.0.0.1:" + inner.port() + "/sora",
            "reelway.upstreams.inner.key=demo",
            "reelway.upstreams.inner.can.edits=true",
            "reelway.upstreams.inner.can.extensions=true",
            "reelway.models.ten[0].upstream=inner",
            "reelway.models.ten[0].model=sora_video2",
            "reelway.models.small[0].upstream=inner",
            "reelway.models.small[0].model=tiny",
            "reelway.upstreams.chat.dialect=sora-chat",
            "reelway.upstreams.chat.base-url=http://127.0.0.1:" + inner.port() + "/sora",
            "reelway.upstreams.chat.key=demo",
            "reelway.models.spoken[0].upstream=chat",
            "reelway.models.spoken[0].model=tiny",
            "reelway.models.spoken-image[0].upstream=chat",
            "reelway.models.spoken-image[0].model=sora_image",
            "reelway.models.sora_image[0].upstream=inner",
            "reelway.models.sora_image[0].model=sora_image");
  }

  @AfterAll
  void stop() {
    outer.close();
    inner.close();
  }

  @Test
  void aVideoIsTheSameByteForByte() throws Exception {
    var video = outer.ended(ordered("A kite over dunes"));
    var made = inside("A kite over dunes");

    assertThat(video.path("status").asText()).isEqualTo("completed");
    assertThat(content(outer, video, "")).isNotEmpty().isEqualTo(content(inner, made, ""));
  }

  @Test
  void anOrderIsTheSameOnBothSides() throws Exception {
    var prompt = "Zwei „Füchse“ 🦊 im\nSchnee ${body} {{x}}";
    var video = outer.ended(ordered(prompt));
    var made = inside(prompt);

    for (var key : List.of("prompt", "size", "seconds", "status", "error")) {
      assertThat(made.path(key)).as(key).isEqualTo(video.path(key));
    }
  }

  @Test
  void aThumbnailIsTheSameByteForByte() throws Exception {
    var video = outer.ended(ordered("A lighthouse"));
    var thumbnail = content(outer, video, "?variant=thumbnail");

    assertThat(thumbnail)
        .isNotEmpty()
        .isEqualTo(content(inner, inside("A lighthouse"), "?variant=thumbnail"));
  }

  @Test
  void progressIsPassedOn() throws Exception {
    var id = ordered("[sandbox:6s] A slow train");

    var under =
        await()
            .atMost(Service.PATIENCE)
            .until(() -> outer.video(id), video -> video.path("progress").asInt() > 0);

    assertThat(under.path("status").asText()).isEqualTo("in_progress");
    assertThat(under.path("progress").asInt()).isBetween(1, 99);
    assertThat(outer.ended(id).path("progress").asInt()).isEqualTo(100);
  }

  @Test
  void aVideoMayStartFromAnImage() throws Exception {
    var image = Base64.getEncoder().encodeToString(Poster.png(64, 36, Color.RED));
    var more = Map.<String, Object>of("input_reference", "data:image/png;base64," + image);

    var video = outer.ended(ordered("The poster comes to life", more));
    var plain = outer.ended(ordered("The poster comes to life"));

    assertThat(video.path("status").asText()).isEqualTo("completed");
    assertThat(content(outer, video, "")).isNotEqualTo(content(outer, plain, ""));
  }

  @Test
  void aRemixStartsFromTheVideoInside() throws Exception {
    var source = outer.ended(ordered("A paper boat")).path("id").asText();

    var remix =
        outer.post(VIDEOS + "/" + source + "/remix", json(Map.of("prompt", "Boat by night")));
    var video = outer.ended(Service.json(remix).path("id").asText());

    var made = inside("Boat by night");
    assertThat(video.path("status").asText()).isEqualTo("completed");
    assertThat(video.path("remixed_from_video_id").asText()).isEqualTo(source);
    assertThat(made.path("remixed_from_video_id")).isEqualTo(inside("A paper boat").path("id"));
    assertThat(content(outer, video, "")).isEqualTo(content(inner, made, ""));
  }

  /** No order can ask for 14 seconds inside. */
  @Test
  void aRemixIsAsLongAsTheExtendedVideoThatItStartsFrom() throws Exception {
    var order = Map.of("prompt", "A long road", "model", "ten", "seconds", 10);
    var source = made(outer.post(VIDEOS, json(order)));
    var more = Map.of("prompt", "It goes on", "video", source, "seconds", 4);
    var extended = made(outer.post(VIDEOS + "/extensions", json(more)));

    var prompt = Map.of("prompt", "The road by night");
    made(outer.post(VIDEOS + "/" + extended + "/remix", json(prompt)));

    assertThat(inside("The road by night").path("seconds").asText()).isEqualTo("14");
  }

  /** Inside, the answer belongs to the key of the first request, which named the video. */
  @Test
  void anEditOfAVideoThatIsGoneInsideIsMadeOfItsFile() throws Exception {
    var order = Map.of("prompt", "A red barn", "model", "small", "size", "128x72", "seconds", 1);
    var source = made(outer.post(VIDEOS, json(order)));
    var there = inside("A red barn").path("id").asText();
    inner.send(inner.request(VIDEOS + "/" + there).DELETE());

    made(outer.post(VIDEOS + "/edits", json(Map.of("prompt", "A blue barn", "video", source))));

    assertThat(inside("A blue barn").path("status").asText()).isEqualTo("completed");
  }

  /** The id of a video that was ordered and is completed. */
  private String made(HttpResponse<String> answer) throws Exception {
    var id = Service.json(answer).path("id").asText();
    assertThat(outer.ended(id).path("status").asText()).as(answer.body()).isEqualTo("completed");
    return id;
  }

  @ParameterizedTest
  @CsvSource({"refuse, refused", "fail, failed"})
  void aVideoThatComesToNothingDoesSoForTheSameReasonOutside(String word, String code)
      throws Exception {
    var prompt = "[sandbox:%s] A bad idea".formatted(word);

    var video = outer.ended(ordered(prompt));

    assertThat(video.at("/error/code").asText()).isEqualTo(code);
    assertThat(video.path("error")).isEqualTo(inside(prompt).path("error"));
  }

  @Test
  void anOrderThatIsNotTakenInsideIsRefusedOutside() throws Exception {
    var video = outer.ended(ordered("Too good for it", Map.of("hd", true)));

    assertThat(video.at("/error/code").asText()).isEqualTo("refused");
    assertThat(video.at("/error/message").asText()).contains("does not accept suffixes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"url", "b64_json"})
  void imagesAreTheSameByteForByte(String format) throws Exception {
    var order = Map.of("prompt", "A red door", "n", 2, "response_format", format);

    var there = imagesOf(inner, images(inner, order));
    var here = imagesOf(outer, images(outer, order));

    assertThat(here).hasSize(2).containsExactlyElementsOf(there);
  }

  @Test
  void anImageMayStartFromAnother() throws Exception {
    var image = Base64.getEncoder().encodeToString(Poster.png(60, 40, Color.RED));
    var order =
        Map.of(
            "prompt", "Hills before it",
            "image", "data:image/png;base64," + image,
            "response_format", "b64_json");

    var there = imagesOf(inner, inner.post("/sora/v1/images/edits", json(order)));
    var here = imagesOf(outer, outer.post("/sora/v1/images/edits", json(order)));

    assertThat(here).hasSize(1).containsExactlyElementsOf(there);
  }

  @ParameterizedTest
  @CsvSource({"refuse, 400, refused", "fail, 422, failed"})
  void imagesThatComeToNothingDoSoForTheSameReasonOutside(String word, int status, String code)
      throws Exception {
    var order = Map.of("prompt", "[sandbox:%s] A bad idea".formatted(word));

    var here = images(outer, order);

    assertThat(here.statusCode()).isEqualTo(status);
    assertThat(Service.json(here).at("/error/code").asText()).isEqualTo(code);
    assertThat(Service.json(here)).isEqualTo(Service.json(images(inner, order)));
  }

  @Test
  void aVideoThatIsOrderedByChatIsTheSameByteForByte() throws Exception {
    var video = outer.ended(spoken("Zwei „Füchse“ 🦊\nim Schnee, 50 % ${body}"));
    var made = inside("Zwei „Füchse“ 🦊\nim Schnee, 50 % ${body}");

    assertThat(video.path("status").asText()).isEqualTo("completed");
    assertThat(content(outer, video, "")).isNotEmpty().isEqualTo(content(inner, made, ""));
    for (var key : List.of("prompt", "size", "seconds")) {
      assertThat(made.path(key)).as(key).isEqualTo(video.path(key));
    }
  }

  @Test
  void progressIsPassedOnByChat() throws Exception {
    var id = spoken("[sandbox:6s] A slow ship");

    var under =
        await()
            .atMost(Service.PATIENCE)
            .until(() -> outer.video(id), video -> video.path("progress").asInt() > 0);

    assertThat(under.path("status").asText()).isEqualTo("in_progress");
    assertThat(under.path("progress").asInt()).isBetween(1, 98);
    assertThat(outer.ended(id).path("progress").asInt()).isEqualTo(100);
  }

  @Test
  void aVideoThatIsOrderedByChatMayStartFromAnImage() throws Exception {
    var image = Base64.getEncoder().encodeToString(Poster.png(64, 36, Color.RED));
    var more = Map.<String, Object>of("input_reference", "data:image/png;base64," + image);

    var video = outer.ended(spoken("The spoken poster comes to life", more));
    var plain = outer.ended(spoken("The spoken poster comes to life"));

    assertThat(video.path("status").asText()).isEqualTo("completed");
    assertThat(content(outer, video, "")).isNotEqualTo(content(outer, plain, ""));
  }

  @ParameterizedTest
  @CsvSource({"refuse, refused", "fail, failed"})
  void aVideoThatComesToNothingByChatDoesSoForTheSameReasonOutside(String word, String code)
      throws Exception {
    var prompt = "[sandbox:%s] A spoken bad idea".formatted(word);

    var video = outer.ended(spoken(prompt));

    assertThat(video.at("/error/code").asText()).isEqualTo(code);
    assertThat(video.path("error")).isEqualTo(inside(prompt).path("error"));
  }

  @Test
  void aVideoThatIsOrderedByChatIsNothingToStartFrom() throws Exception {
    var source = outer.ended(spoken("A spoken boat")).path("id").asText();

    var remix =
        outer.post(VIDEOS + "/" + source + "/remix", json(Map.of("prompt", "Boat by night")));

    assertThat(remix.statusCode()).isEqualTo(400);
  }

  @Test
  void imagesThatAreOrderedByChatAreTheSameByteForByte() throws Exception {
    var order = Map.of("prompt", "A green door", "n", 2);

    var there = imagesOf(inner, images(inner, order));
    var spoken = new HashMap<String, Object>(order);
    spoken.put("model", "spoken-image");
    var here = imagesOf(outer, images(outer, spoken));

    assertThat(here).hasSize(2).containsExactlyElementsOf(there);
  }

  @Test
  void aVideoIsDeletedOutsideAlone() throws Exception {
    var id = outer.ended(ordered("A short video")).path("id").asText();

    var deleted = outer.send(outer.request(VIDEOS + "/" + id).DELETE());

    assertThat(Service.json(deleted).path("deleted").asBoolean()).isTrue();
    assertThat(outer.get(VIDEOS + "/" + id).statusCode()).isEqualTo(404);
    assertThat(outer.get(VIDEOS + "/" + id + "/content").statusCode()).isEqualTo(404);
    assertThat(inside("A short video").path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aVideoUnderWayThatIsDeletedOutsideEndsInside() throws Exception {
    var id = ordered("[sandbox:never] Given up");
    ordered("[sandbox:never] Held on to");
    await()
        .atMost(Service.PATIENCE)
        .until(
            () ->
                isRendered("[sandbox:never] Given up") && isRendered("[sandbox:never] Held on to"));

    outer.send(outer.request(VIDEOS + "/" + id).DELETE());

    await()
        .atMost(Service.PATIENCE)
        .until(
            () ->
                isGone(inner.request(VIDEOS), "Given up") && isGone(sandboxOf(inner), "Given up"));
    assertThat(isRendered("[sandbox:never] Held on to")).isTrue();
  }

  /** Whether the inner one, and what it has it made by, are at work on it. */
  private boolean isRendered(String prompt) throws Exception {
    return !isGone(sandboxOf(inner), prompt)
        && inside(prompt).path("status").asText().equals("in_progress");
  }

  private boolean isGone(HttpRequest.Builder list, String words) throws Exception {
    var answer = inner.send(list);
    assertThat(answer.statusCode()).isEqualTo(200);
    return !answer.body().contains(words);
  }

  private static HttpRequest.Builder sandboxOf(Service service) {
    return service
        .bare("/sandbox/v1/videos")
        .header("Authorization", "Bearer " + Service.SANDBOX_KEY);
  }

  @Test
  void whatIsKnownOnOneSideIsUnknownOnTheOther() throws Exception {
    var id = outer.ended(ordered("Mine and thine")).path("id").asText();
    var other = inside("Mine and thine").path("id").asText();

    assertThat(inner.get(VIDEOS + "/" + id).statusCode()).isEqualTo(404);
    assertThat(outer.get(VIDEOS + "/" + other).statusCode()).isEqualTo(404);
    assertThat(outer.get(VIDEOS + "/" + other + "/content").statusCode()).isEqualTo(404);
    assertThat(outer.send(outer.request(VIDEOS + "/" + other).DELETE()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void aVideoUnderWayIsNotThereYet() throws Exception {
    var id = ordered("[sandbox:never] Waiting");

    var content = outer.get(VIDEOS + "/" + id + "/content");

    assertThat(content.statusCode()).isEqualTo(404);
    assertThat(Service.json(content).at("/error/code").asText()).isEqualTo("video_not_ready");
  }

  // What the steps are made of.

  private String ordered(String prompt) throws Exception {
    return ordered(prompt, Map.of());
  }

  private String ordered(String prompt, Map<String, Object> more) throws Exception {
    var order = new HashMap<>(more);
    order.putAll(Map.of("prompt", prompt, "model", "small", "size", "128x72", "seconds", 1));
    return Service.json(outer.post(VIDEOS, json(order))).path("id").asText();
  }

  private String spoken(String prompt) throws Exception {
    return spoken(prompt, Map.of());
  }

  /** The same, by the upstream that has chat only. */
  private String spoken(String prompt, Map<String, Object> more) throws Exception {
    var order = new HashMap<>(more);
    order.putAll(Map.of("prompt", prompt, "model", "spoken", "size", "128x72", "seconds", 1));
    return Service.json(outer.post(VIDEOS, json(order))).path("id").asText();
  }

  /** The newest video of this prompt that the inner one shows its callers. */
  private JsonNode inside(String prompt) throws Exception {
    var all = Service.json(inner.get(VIDEOS + "?limit=100")).path("data");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(video -> video.path("prompt").asText().equals(prompt))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] content(Service service, JsonNode video, String query) throws Exception {
    var path = VIDEOS + "/" + video.path("id").asText() + "/content" + query;
    var answer = service.bytes(service.request(path));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static HttpResponse<String> images(Service service, Map<String, ?> order)
      throws Exception {
    return service.send(
        service
            .request("/sora/v1/images/generations")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json(order))));
  }

  private static List<byte[]> imagesOf(Service service, HttpResponse<String> answer)
      throws Exception {
    var data = Service.json(answer).path("data");
    var bytes = new ArrayList<byte[]>();
    for (var one : data) {
      bytes.add(
          one.has("url")
              ? service.bytes(service.bare(URI.create(one.path("url").asText()).getPath())).body()
              : Base64.getDecoder().decode(one.path("b64_json").asText()));
    }
    return bytes;
  }

  private static String json(Map<String, ?> order) throws IOException {
    return Service.JSON.writeValueAsString(order);
  }
}
