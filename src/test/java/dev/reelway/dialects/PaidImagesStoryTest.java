package dev.reelway.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.stories.Service;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images that an upstream has made are paid for, and delivered as they are: the limits of uploads,
 * which are as low as can be here, are not theirs.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PaidImagesStoryTest {

  private final Map<String, ImagesFixture> upstreams =
      Map.of(
          "whole", new OpenAiFixture(),
          "large", new OpenAiFixture(),
          "spoilt-openai", new OpenAiFixture(),
          "spoilt-sora", new SoraFixture(),
          "none", new OpenAiFixture());
  private Service service;

  PaidImagesStoryTest() throws IOException {}

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    var settings =
        Stream.concat(
            Stream.of(
                "reelway.intake.hot-folder.enabled=false",
                "reelway.references.largest=10B",
                "reelway.references.most-pixels=1",
                "reelway.references.private-hosts=127.0.0.1"),
            upstreams.entrySet().stream().flatMap(PaidImagesStoryTest::settings));
    service = Service.start(home, settings.toArray(String[]::new));
  }

  private static Stream<String> settings(Map.Entry<String, ImagesFixture> upstream) {
    var model = "reelway.models.%s-image[0].".formatted(upstream.getKey());
    return Stream.concat(
        upstream.getValue().settings(upstream.getKey()),
        Stream.of(
            model + "upstream=" + upstream.getKey(),
            model + "model=" + upstream.getValue().imageModel()));
  }

  @AfterAll
  void stop() {
    service.close();
    upstreams.values().forEach(Fixture::close);
  }

  @Test
  void theLimitsOfUploadsAreNotThoseOfImagesThatAnUpstreamMakes() throws Exception {
    var answer = ordered("whole", 1, "b64_json");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Service.json(answer).at("/data/0/b64_json").asText()).hasSizeGreaterThan(10);
  }

  /** A PNG may end in what belongs to no image. */
  @Test
  void imagesMayBeLargerTogetherThanAnyOtherAnswer() throws Exception {
    var upstream = upstream("large");
    upstream.paints(Arrays.copyOf(upstream.image(), 18_000_000));

    var answer = ordered("large", 3, "url");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Service.json(answer).path("data")).hasSize(3);
    assertThat(upstream.orders()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spoilt-openai", "spoilt-sora"})
  void oneThatIsNoImageDoesNotTakeTheOthersWithIt(String name) throws Exception {
    upstream(name).spoilsTheLast();

    var answer = ordered(name, 3, "url");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var images = Service.json(answer);
    assertThat(images.path("data")).hasSize(2);
    assertThat(images.at("/metadata/made_outputs").asText()).isEqualTo("2");
    assertThat(upstream(name).orders()).isEqualTo(1);
  }

  @Test
  void ifNoneIsAnImageTheOrderFails() throws Exception {
    upstream("none").spoilsTheLast();

    assertThat(ordered("none", 1, "url").body()).contains("is not a PNG, JPEG or WebP");
  }

  private ImagesFixture upstream(String name) {
    return Objects.requireNonNull(upstreams.get(name));
  }

  private HttpResponse<String> ordered(String upstream, int n, String format) throws Exception {
    var model = upstream + "-image";
    var order = Map.of("prompt", "a fox", "model", model, "n", n, "response_format", format);
    return service.post("/sora/v1/images/generations", Call.JSON.writeValueAsString(order));
  }
}
