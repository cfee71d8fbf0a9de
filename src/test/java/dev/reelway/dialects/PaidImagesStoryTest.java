package dev.reelway.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.stories.Service;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that an upstream has made are paid for, and delivered as they are. */
class PaidImagesStoryTest {

  @TempDir Path folder = Path.of("");

  @Test
  void theLimitsOfUploadsAreNotThoseOfImagesThatAnUpstreamMakes() throws Exception {
    try (var upstream = new OpenAiFixture();
        var service =
            start(upstream, "reelway.references.largest=10B", "reelway.references.most-pixels=1")) {
      upstream.play(Fault.NONE);

      var answer = ordered(service, upstream, 1, "b64_json");

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(Service.json(answer).at("/data/0/b64_json").asText()).hasSizeGreaterThan(10);
    }
  }

  /** A PNG may end in what belongs to no image. */
  @Test
  void imagesMayBeLargerTogetherThanAnyOtherAnswer() throws Exception {
    try (var upstream = new OpenAiFixture();
        var service = start(upstream)) {
      upstream.play(Fault.NONE);
      upstream.paints(Arrays.copyOf(upstream.image(), 18_000_000));

      var answer = ordered(service, upstream, 3, "url");

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(Service.json(answer).path("data")).hasSize(3);
      assertThat(upstream.orders()).isEqualTo(1);
    }
  }

  @Test
  void oneThatIsNoImageDoesNotTakeTheOthersWithIt() throws Exception {
    for (var upstream : List.of(new OpenAiFixture(), new SoraFixture())) {
      try (upstream;
          var service = start(upstream, "reelway.references.private-hosts=127.0.0.1")) {
        upstream.play(Fault.NONE);
        upstream.spoilsTheLast();

        var answer = ordered(service, upstream, 3, "url");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var images = Service.json(answer);
        assertThat(images.path("data")).hasSize(2);
        assertThat(images.at("/metadata/made_outputs").asText()).isEqualTo("2");
        assertThat(upstream.orders()).isEqualTo(1);
      }
    }
  }

  @Test
  void ifNoneIsAnImageTheOrderFails() throws Exception {
    try (var upstream = new OpenAiFixture();
        var service = start(upstream)) {
      upstream.play(Fault.NONE);
      upstream.spoilsTheLast();

      assertThat(ordered(service, upstream, 1, "url").body())
          .contains("is not a PNG, JPEG or WebP");
    }
  }

  private Service start(Fixture upstream, String... settings) throws Exception {
    var own = Stream.concat(upstream.settings(), Stream.of(settings));
    var all = Stream.concat(Stream.of("reelway.intake.hot-folder.enabled=false"), own);
    return Service.start(folder.resolve(upstream.dialect()), all.toArray(String[]::new));
  }

  private static HttpResponse<String> ordered(
      Service service, Fixture upstream, int n, String format) throws Exception {
    var model = upstream.dialect() + "-image";
    var order = Map.of("prompt", "a fox", "model", model, "n", n, "response_format", format);
    return service.post("/sora/v1/images/generations", Call.JSON.writeValueAsString(order));
  }
}
