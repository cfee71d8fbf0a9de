package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.RunningClock;
import dev.reelway.media.Clip;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Videos stay as long as their sink keeps them, or their licence says; callers know how long. */
class KeepingStoryTest extends StoryTest {

  private final RunningClock clock = new RunningClock();

  @Override
  String[] settings() {
    return new String[] {
      "reelway.sinks.file.keep=10d",
      "reelway.licences.brief.key=brief",
      "reelway.licences.brief.scopes=videos,images,chat",
      "reelway.licences.brief.keep=2h",
      "reelway.jobs.longest-wait=30d",
      "reelway.jobs.deadline=30d",
      "reelway.references.keep=62d",
      "reelway.mark=true"
    };
  }

  @Override
  Clock clock() {
    return clock;
  }

  @Test
  void aVideoIsRemovedWhenItsTimeIsOverAndItsJobStays() throws Exception {
    var request = made("brief", "a video for two hours");
    var usual = made("demo", "a video for ten days");

    assertThat(kept(request)).isEqualTo(2 * 3_600);
    assertThat(kept(usual)).isEqualTo(10 * 86_400);
    assertThat(files(request)).isEqualTo(3);

    clock.passes(Duration.ofHours(2));

    await().atMost(Service.PATIENCE).until(() -> files(request) == 0);
    assertThat(files(usual)).isEqualTo(3);
    var shown = video("brief", request.path("id").asText());
    assertThat(shown.path("status").asText()).isEqualTo("completed");
    assertThat(shown.path("expires_at")).isEqualTo(request.path("expires_at"));
    assertThat(shown.has("url")).isFalse();
    var content = service.send(as("brief", "/" + request.path("id").asText() + "/content"));
    assertThat(content.statusCode()).isEqualTo(404);
    assertThat(Service.json(content).at("/error/code").asText()).isEqualTo("video_expired");
    var remix =
        service.send(
            as("brief", "/" + request.path("id").asText() + "/remix")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\": \"at night\"}")));
    assertThat(remix.statusCode()).isEqualTo(404);
    assertThat(Service.json(remix).at("/error/code").asText()).isEqualTo("video_expired");
    var link =
        service.send(service.bare(request.path("url").asText().replaceFirst("https?://[^/]*", "")));
    assertExpired(link, "video_expired", null);
  }

  @Test
  void aLinkToAVideoWhoseTimeIsOverLeadsNowhere() throws Exception {
    var link = made("brief", "a video for a chat").path("url").asText();
    clock.passes(Duration.ofHours(2));

    assertExpired(chat(link), "video_expired", "messages");
    var edit = Map.of("prompt", "in snow", "video", link);
    assertExpired(posted("videos/edits", edit), "video_expired", "video");
  }

  @Test
  void aLinkToAnImageWhoseTimeIsOverLeadsNowhere() throws Exception {
    var image = posted("images/generations", Map.of("prompt", "a kite for a chat"));
    var link = Service.json(image).at("/data/0/url").asText();
    assertThat(chat(link).statusCode()).isEqualTo(200);
    clock.passes(Duration.ofHours(2));

    assertExpired(chat(link), "image_expired", "messages");
    var order = Map.of("prompt", "in snow", "image_url", link);
    assertExpired(posted("videos", order), "image_expired", "image_url");
  }

  /** The next message after an answer with a link. */
  private HttpResponse<String> chat(String link) throws Exception {
    var messages =
        List.of(
            Map.of("role", "user", "content", "a fox"),
            Map.of("role", "assistant", "content", "Here it is: " + link),
            Map.of("role", "user", "content", "at night"));
    return posted("chat/completions", Map.of("model", "sora_image", "messages", messages));
  }

  private HttpResponse<String> posted(String path, Map<String, ?> body) throws Exception {
    return service.send(
        service
            .bare("/sora/v1/" + path)
            .header("Authorization", "brief")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Service.JSON.writeValueAsString(body))));
  }

  private static void assertExpired(
      HttpResponse<String> answer, String code, @Nullable String param) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
    var error = Service.json(answer).path("error");
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("param").textValue()).isEqualTo(param);
  }

  /** What is delivered, served and recorded is the file with the mark. */
  @Test
  void filesSayThatTheyAreAiGenerated() throws Exception {
    var video = made("demo", "a marked video");
    var id = video.path("id").asText();

    var path = "/sora/v1/videos/" + id + "/content";
    var content = service.bytes(service.request(path)).body();
    var thumbnail = service.bytes(service.request(path + "?variant=thumbnail")).body();
    var sidecar = Service.JSON.readTree(file(id + ".json").toFile());

    assertThat(Files.readAllBytes(file(id + ".mp4"))).isEqualTo(content);
    for (var one : List.of(content, thumbnail)) {
      assertThat(new String(one, StandardCharsets.ISO_8859_1))
          .containsOnlyOnce("digitalsourcetype/trainedAlgorithmicMedia");
    }
    assertThat(Clip.read(thumbnail).getWidth()).isEqualTo(480);
    assertThat(sidecar.at("/video/bytes").asInt()).isEqualTo(content.length);
    assertThat(sidecar.at("/video/sha256").asText())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    assertThat(sidecar.at("/ai_generated/digital_source_type").asText())
        .endsWith("/trainedAlgorithmicMedia");
    assertThat(sidecar.at("/ai_generated/engine").asText()).isEqualTo("sandbox");
    assertThat(sidecar.at("/ai_generated/model").asText()).isEqualTo("tiny");
    assertThat(sidecar.at("/ai_generated/at")).isEqualTo(sidecar.path("delivered_at"));
  }

  private Path file(String name) throws IOException {
    try (var all = Files.walk(service.home().resolve("outbox"))) {
      return all.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  private static long kept(JsonNode video) {
    return video.path("expires_at").asLong() - video.path("completed_at").asLong();
  }

  private JsonNode made(String licence, String prompt) throws Exception {
    var order = "{\"prompt\": \"%s\", \"model\": \"tiny\", \"size\": \"128x72\"}".formatted(prompt);
    var call =
        as(licence, "")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(order));
    var id = Service.json(service.send(call)).path("id").asText();
    return await()
        .atMost(Service.PATIENCE)
        .until(() -> video(licence, id), one -> one.path("status").asText().equals("completed"));
  }

  private JsonNode video(String licence, String id) throws Exception {
    return Service.json(service.send(as(licence, "/" + id)));
  }

  private HttpRequest.Builder as(String licence, String path) {
    return service.bare("/sora/v1/videos" + path).header("Authorization", licence);
  }

  private long files(JsonNode video) throws IOException {
    var name = video.path("id").asText() + ".";
    try (var all = Files.walk(service.home().resolve("outbox"))) {
      return all.filter(file -> file.getFileName().toString().startsWith(name)).count();
    }
  }
}
