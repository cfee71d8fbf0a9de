package dev.reelway.stories;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.sandbox.Reel;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an engine cannot make is refused, made by another one, or rounded and told of. */
class CapabilitiesStoryTest extends SharedStoryTest {

  private static final String EDITS = "/sora/v1/videos/edits";
  private static final String EXTENSIONS = "/sora/v1/videos/extensions";

  /** The models of these stories, which no others use. */
  static final List<String> MODELS =
      List.of(
          "reelway.models.strict[0].upstream=sandbox",
          "reelway.models.strict[0].model=strict",
          "reelway.models.strict[0].can.seconds=1,2",
          "reelway.models.strict[0].can.sizes=128x72,72x128",
          "reelway.models.strict[0].can.remix=false",
          "reelway.models.strict[0].can.edits=false",
          "reelway.models.strict[0].can.extensions=false",
          "reelway.models.strict[0].can.references=0",
          "reelway.models.either[0].upstream=sandbox",
          "reelway.models.either[0].model=strict",
          "reelway.models.either[0].can.seconds=1,2",
          "reelway.models.either[0].can.sizes=128x72,72x128",
          "reelway.models.either[0].can.remix=false",
          "reelway.models.either[0].can.edits=false",
          "reelway.models.either[0].can.extensions=false",
          "reelway.models.either[0].can.references=0",
          "reelway.models.either[1].upstream=sandbox",
          "reelway.models.either[1].model=patient",
          "reelway.upstreams.there.dialect=sora",
          "reelway.upstreams.there.base-url=http://127.0.0.1:${server.port}/sandbox",
          "reelway.upstreams.there.key=" + Service.SANDBOX_KEY,
          "reelway.upstreams.there.can.edits=true",
          "reelway.upstreams.there.can.extensions=true",
          "reelway.models.there[0].upstream=there",
          "reelway.models.there[0].model=there",
          "reelway.models.anew[0].upstream=sandbox",
          "reelway.models.anew[0].model=anew",
          "reelway.models.anew[0].can.remix=false",
          "reelway.models.anew[0].can.last-frame=true",
          "reelway.models.round[0].upstream=sandbox",
          "reelway.models.round[0].model=round",
          "reelway.models.round[0].nearest=true",
          "reelway.models.round[0].price.seconds.128x72=0.25",
          "reelway.models.round[0].can.seconds=1,2",
          "reelway.models.round[0].can.sizes=128x72,72x128");

  @Test
  void anUnsupportedParameterIsRefusedWithTheSupportedValues() throws Exception {
    var error = refused(Map.of("prompt", "a fox", "model", "strict", "seconds", 3));

    assertThat(error.path("param").asText()).isEqualTo("seconds");
    assertThat(error.path("message").asText())
        .isEqualTo("seconds must be one of 1, 2 with the model strict");
  }

  @Test
  void aModelSaysWhatItCanMake() throws Exception {
    var strict = Service.json(service.get("/sora/v1/models/strict"));
    var either = Service.json(service.get("/sora/v1/models/either")).path("capabilities");
    var image = Service.json(service.get("/sora/v1/models/sora_image"));

    assertThat(strict.path("type").asText()).isEqualTo("video");
    assertThat(strict.path("capabilities"))
        .isEqualTo(
            Service.JSON.readTree(
                """
                {"seconds": [1, 2], "default_seconds": 2, "sizes": ["128x72", "72x128"],
                 "aspect_ratios": ["16:9", "9:16"], "resolutions": [], "outputs": 4,
                 "references": 0, "reference_videos": 0, "reference_audios": 0,
                 "parameters": ["generate_audio", "negative_prompt", "seed"],
                 "watermark": true, "remix": false, "edits": false, "extensions": false}
                """));
    assertThat(either.path("references").asInt()).isEqualTo(16);
    assertThat(either.has("sizes")).isFalse();
    assertThat(either.path("remix").asBoolean()).isTrue();
    assertThat(image.path("type").asText()).isEqualTo("image");
    assertThat(image.at("/capabilities/sizes")).hasSize(3);
  }

  @Test
  void whatAnOrderWouldCostIsSaidWithoutAJob() throws Exception {
    var before = service.get("/sora/v1/videos?model=round").body();
    var priced = estimate(Map.of("model", "round", "size", "128x72", "seconds", 2, "n", 2));
    var unknown = estimate(Map.of("model", "either", "input_reference", "https://a.example/b.png"));
    var refused = estimate(Map.of("model", "strict", "input_reference", "https://a.example/b.png"));

    assertThat(Service.json(priced))
        .isEqualTo(
            Service.JSON.readTree(
                """
                {"object": "video.estimate", "model": "round", "size": "128x72", "seconds": "2",
                 "n": 2, "cost": {"amount": 1.0, "currency": "USD", "estimated": true},
                 "targets": [{"upstream": "sandbox", "upstream_model": "round",
                              "cost": {"amount": 1.0, "currency": "USD", "estimated": true}}]}
                """));
    assertThat(Service.json(unknown).path("cost").isNull()).isTrue();
    assertThat(Service.json(unknown).path("targets").findValuesAsText("upstream_model"))
        .containsExactly("patient");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Service.json(refused).at("/error/message").asText())
        .isEqualTo("input_reference must be omitted with the model strict");
    assertThat(service.get("/sora/v1/videos?model=round").body()).isEqualTo(before);
  }

  private HttpResponse<String> estimate(Map<String, Object> order) throws Exception {
    var all = new HashMap<>(order);
    all.put("prompt", "a fox");
    return service.post("/sora/v1/videos/estimate", Service.JSON.writeValueAsString(all));
  }

  @Test
  void aVideoWithoutATargetForRemixesIsNotRemixed() throws Exception {
    var made = made(Map.of("prompt", "a fox", "model", "strict", "size", "128x72", "seconds", 1));

    var answer =
        service.post(
            "/sora/v1/videos/%s/remix".formatted(made.path("id").asText()),
            "{\"prompt\": \"at night\"}");

    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void aRemixStartsFromTheLastFrameWhereItsSourceCannotBeRemixed() throws Exception {
    var source = made(Map.of("prompt", "a fox", "model", "anew", "size", "128x72", "seconds", 1));

    var remix = remixed(source, Map.of("prompt", "at night"));

    assertThat(remix.path("status").asText()).isEqualTo("completed");
    assertThat(remix.path("remixed_from_video_id")).isEqualTo(source.path("id"));
    assertThat(remix.at("/metadata/made_from").asText()).isEqualTo("last_frame");
    var frame = sidecar(remix).at("/order/references/0");
    assertThat(frame.path("width").asInt()).isEqualTo(128);
    assertThat(frame.path("type").asText()).isEqualTo("image/jpeg");
  }

  @Test
  void aVideoThatIsNoLongerInItsSinkHasNoLastFrameToStartFrom() throws Exception {
    var source = made(Map.of("prompt", "a fox", "model", "anew", "size", "128x72", "seconds", 1));
    Files.delete(stored(source.path("id").asText() + ".mp4"));

    var answer =
        service.post(
            "/sora/v1/videos/%s/remix".formatted(source.path("id").asText()),
            "{\"prompt\": \"at night\"}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Service.json(answer).at("/error/message").asText())
        .isEqualTo("id names a video that is no longer in its sink");
  }

  @Test
  void aRemixGoesToAnotherEngineThatStartsFromTheLastFrame() throws Exception {
    var source = made(Map.of("prompt", "a fox", "model", "strict", "size", "128x72", "seconds", 1));

    var remix = remixed(source, Map.of("prompt", "at night", "model", "anew", "size", "128x72"));

    assertThat(remix.path("status").asText()).isEqualTo("completed");
    assertThat(sidecar(remix).path("upstream_model").asText()).isEqualTo("anew");
  }

  @Test
  void aRemixTakesNoImageEvenWhereItStartsFromOne() throws Exception {
    var source = made(Map.of("prompt", "a fox", "model", "anew", "size", "128x72", "seconds", 1));

    var answer =
        service.post(
            "/sora/v1/videos/%s/remix".formatted(source.path("id").asText()),
            "{\"prompt\": \"at night\", \"input_reference\": \"data:image/png;base64,AAAA\"}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Service.json(answer).at("/error/param").asText()).isEqualTo("input_reference");
  }

  @Test
  void theNextTargetIsTakenWhereTheFirstCannotMakeIt() throws Exception {
    var made = made(Map.of("prompt", "a fox", "model", "either", "size", "96x72", "seconds", 3));

    assertThat(made.path("status").asText()).isEqualTo("completed");
    assertThat(sidecar(made).path("upstream_model").asText()).isEqualTo("patient");
    assertThat(made.has("metadata")).isFalse();
  }

  @Test
  void aVideoIsEditedByTheEngineThatMadeIt() throws Exception {
    var source = made(Map.of("prompt", "a fox", "model", "either", "size", "128x72", "seconds", 1));
    var id = source.path("id").asText();

    var edit = sent(EDITS, new Form().field("prompt", "in snow").field("video[id]", id));
    var remix = remixed(edit, Map.of("prompt", "at night"));

    assertThat(edit.path("status").asText()).isEqualTo("completed");
    assertThat(edit.path("model").asText()).isEqualTo("either");
    assertThat(edit.path("seconds").asText()).isEqualTo("1");
    assertThat(edit.path("size").asText()).isEqualTo("128x72");
    assertThat(edit.path("remixed_from_video_id")).isEqualTo(source.path("id"));
    assertThat(sidecar(edit).path("upstream_model").asText()).isEqualTo("patient");
    assertThat(reel(edit).seconds()).first().isEqualTo(1.0);
    assertThat(remix.path("status").asText()).isEqualTo("completed");
  }

  @Test
  void anotherEngineIsSentTheFileAndExtendsIt() throws Exception {
    var source = made(Map.of("prompt", "a fox", "model", "strict", "size", "128x72", "seconds", 1));
    var body =
        Map.of("prompt", "it runs", "model", "there", "seconds", 4, "video", source.path("id"));

    var longer = sent(EXTENSIONS, body);
    var longest =
        sent(
            EXTENSIONS,
            new Form()
                .field("prompt", "on")
                .field("seconds", "4")
                .field("model", "there")
                .file("video", null, bytes(longer)));

    assertThat(longer.path("status").asText()).isEqualTo("completed");
    assertThat(longer.path("seconds").asText()).isEqualTo("5");
    assertThat(sidecar(longer).path("upstream").asText()).isEqualTo("there");
    assertThat(reel(longer).seconds()).first().isEqualTo(5.0);
    assertThat(longest.path("seconds").asText()).isEqualTo("9");
    assertThat(longest.path("remixed_from_video_id").isNull()).isTrue();
    assertThat(reel(longest).seconds()).first().isEqualTo(9.0);
  }

  @Test
  void aSourceIsAlsoAnUploadedFileOrALink() throws Exception {
    var source = made(Map.of("prompt", "a fox", "model", "strict", "size", "128x72", "seconds", 1));
    var upload = new Form().field("purpose", "user_data").file("file", "fox.mp4", bytes(source));
    var file =
        Service.json(
                service.send(
                    service
                        .request("/sora/v1/files")
                        .header("Content-Type", Form.TYPE)
                        .POST(upload.whole())))
            .path("id");

    var ofFile = sent(EDITS, Map.of("prompt", "in snow", "model", "there", "video", file));
    var ofLink =
        sent(EDITS, Map.of("prompt", "in snow", "model", "there", "video", source.path("url")));

    assertThat(List.of(ofFile, ofLink))
        .allMatch(one -> one.path("status").asText().equals("completed"));
    assertThat(sidecar(ofFile).at("/order/source/file/type").asText()).isEqualTo("video/mp4");
    assertThat(ofLink.path("remixed_from_video_id")).isEqualTo(source.path("id"));
  }

  @Test
  void theSecondVideoOfAnOrderIsEditedByItsLink() throws Exception {
    var source =
        made(Map.of("prompt", "two", "model", "either", "size", "128x72", "seconds", 1, "n", 2));
    var second = source.at("/outputs/1");

    var edit = sent(EDITS, Map.of("prompt", "in snow", "video", Map.of("url", second.path("url"))));

    assertThat(edit.path("status").asText()).isEqualTo("completed");
    assertThat(edit.path("remixed_from_video_id")).isEqualTo(source.path("id"));
    assertThat(sidecar(edit).at("/order/source/file/sha256")).isEqualTo(second.path("sha256"));
  }

  @Test
  void whatCannotBeEditedIsRefusedInOneSentence() throws Exception {
    var source = made(Map.of("prompt", "a fox", "model", "strict", "size", "128x72", "seconds", 1));
    var text =
        new Form()
            .field("prompt", "x")
            .file("video", "a.mp4", "#EXTM3U\nfile:///etc/passwd".getBytes(UTF_8));
    var video = source.path("id");

    assertThat(error(EDITS, text)).isEqualTo("400 video: video must be an MP4, MOV or WebM video");
    assertThat(error(EDITS, Map.of("prompt", "x", "video", video)))
        .isEqualTo(
            "400 model: model must be one that supports edits: they are not available with the"
                + " model strict");
    assertThat(
            error(
                EXTENSIONS, Map.of("prompt", "x", "video", Map.of("id", video), "model", "there")))
        .startsWith("400 seconds: seconds is required");
    assertThat(error(EDITS, Map.of("prompt", "x"))).startsWith("400 video: video is required");
    assertThat(error(EDITS, Map.of("prompt", "x", "video", "video_" + "0".repeat(32))))
        .startsWith("404 video: No such video");
    assertThat(error(EDITS, Map.of("prompt", "x", "video", video, "size", "128x72")))
        .isEqualTo("400 size: size must be omitted: the source video sets it");
  }

  @Test
  void roundedValuesAreReported() throws Exception {
    var made = made(Map.of("prompt", "a fox", "model", "round", "size", "160x96", "seconds", 5));

    assertThat(made.path("seconds").asText()).isEqualTo("5");
    assertThat(made.at("/metadata/made_seconds").asText()).isEqualTo("2");
    assertThat(made.at("/metadata/made_size").asText()).isEqualTo("128x72");
    var sidecar = sidecar(made);
    assertThat(sidecar.at("/order/seconds").asInt()).isEqualTo(5);
    assertThat(sidecar.at("/made_as/seconds").asInt()).isEqualTo(2);
    assertThat(made.path("cost"))
        .isEqualTo(
            Service.JSON.readTree(
                """
                {"amount": 0.5, "currency": "USD", "estimated": true}\
                """));
    assertThat(sidecar.path("cost")).isEqualTo(made.path("cost"));
  }

  private JsonNode sent(String path, Object order) throws Exception {
    var answer = answer(path, order);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return service.ended(Service.json(answer).path("id").asText());
  }

  private String error(String path, Object order) throws Exception {
    var answer = answer(path, order);
    var error = Service.json(answer).path("error");
    return "%d %s: %s"
        .formatted(
            answer.statusCode(), error.path("param").asText(), error.path("message").asText());
  }

  private HttpResponse<String> answer(String path, Object order) throws Exception {
    var request = service.request(path);
    return order instanceof Form form
        ? service.send(request.header("Content-Type", Form.TYPE).POST(form.whole()))
        : service.post(path, Service.JSON.writeValueAsString(order));
  }

  private byte[] bytes(JsonNode video) throws Exception {
    var path = "/sora/v1/videos/%s/content".formatted(video.path("id").asText());
    return service.bytes(service.request(path)).body();
  }

  private Reel reel(JsonNode video) throws Exception {
    return Reel.of(bytes(video));
  }

  private JsonNode refused(Map<String, ?> order) throws Exception {
    var answer = service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order));
    assertThat(answer.statusCode()).isEqualTo(400);
    return Service.json(answer).path("error");
  }

  private JsonNode made(Map<String, ?> order) throws Exception {
    var answer = service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order));
    return service.ended(Service.json(answer).path("id").asText());
  }

  private JsonNode remixed(JsonNode source, Map<String, ?> order) throws Exception {
    var answer =
        service.post(
            "/sora/v1/videos/%s/remix".formatted(source.path("id").asText()),
            Service.JSON.writeValueAsString(order));
    assertThat(answer.statusCode()).isEqualTo(200);
    return service.ended(Service.json(answer).path("id").asText());
  }

  private JsonNode sidecar(JsonNode video) throws Exception {
    return Service.JSON.readTree(stored(video.path("id").asText() + ".json").toFile());
  }
}
