package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an engine cannot make is refused, made by another one, or rounded and told of. */
class CapabilitiesStoryTest extends StoryTest {

  @Override
  String[] settings() {
    return new String[] {
      "reelway.models.strict[0].upstream=sandbox",
      "reelway.models.strict[0].model=strict",
      "reelway.models.strict[0].can.seconds=1,2",
      "reelway.models.strict[0].can.sizes=128x72,72x128",
      "reelway.models.strict[0].can.remix=false",
      "reelway.models.strict[0].can.references=0",
      "reelway.models.either[0].upstream=sandbox",
      "reelway.models.either[0].model=strict",
      "reelway.models.either[0].can.seconds=1,2",
      "reelway.models.either[0].can.sizes=128x72,72x128",
      "reelway.models.either[0].can.remix=false",
      "reelway.models.either[0].can.references=0",
      "reelway.models.either[1].upstream=sandbox",
      "reelway.models.either[1].model=patient",
      "reelway.models.anew[0].upstream=sandbox",
      "reelway.models.anew[0].model=anew",
      "reelway.models.anew[0].can.remix=false",
      "reelway.models.anew[0].can.last-frame=true",
      "reelway.models.round[0].upstream=sandbox",
      "reelway.models.round[0].model=round",
      "reelway.models.round[0].nearest=true",
      "reelway.models.round[0].can.seconds=1,2",
      "reelway.models.round[0].can.sizes=128x72,72x128",
    };
  }

  @Test
  void anUnsupportedParameterIsRefusedWithTheSupportedValues() throws Exception {
    var error = refused(Map.of("prompt", "a fox", "model", "strict", "seconds", 3));

    assertThat(error.path("param").asText()).isEqualTo("seconds");
    assertThat(error.path("message").asText())
        .isEqualTo("seconds must be one of 1, 2 with the model strict");
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
  void roundedValuesAreReported() throws Exception {
    var made = made(Map.of("prompt", "a fox", "model", "round", "size", "160x96", "seconds", 5));

    assertThat(made.path("seconds").asText()).isEqualTo("5");
    assertThat(made.at("/metadata/made_seconds").asText()).isEqualTo("2");
    assertThat(made.at("/metadata/made_size").asText()).isEqualTo("128x72");
    var sidecar = sidecar(made);
    assertThat(sidecar.at("/order/seconds").asInt()).isEqualTo(5);
    assertThat(sidecar.at("/made_as/seconds").asInt()).isEqualTo(2);
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
    var name = video.path("id").asText() + ".json";
    try (var files = Files.walk(service.home().resolve("outbox"))) {
      Path sidecar =
          files
              .filter(file -> file.getFileName().toString().equals(name))
              .findFirst()
              .orElseThrow();
      return Service.JSON.readTree(sidecar.toFile());
    }
  }
}
