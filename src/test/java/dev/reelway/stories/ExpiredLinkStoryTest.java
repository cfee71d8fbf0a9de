package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.RunningClock;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A link that has expired is a source for the licence that owns its file, and for no other. */
class ExpiredLinkStoryTest extends StoryTest {

  private static final String IMAGES = "/sora/v1/images/generations";

  private final RunningClock clock = new RunningClock();

  @Override
  Clock clock() {
    return clock;
  }

  @Override
  String[] settings() {
    return new String[] {
      "reelway.licences.other.key=other-key", "reelway.licences.other.scopes=videos,images"
    };
  }

  @Test
  void anImageBehindAnExpiredLinkBelongsToItsLicence() throws Exception {
    var link = data("demo", IMAGES, Map.of("prompt", "A kite"), "/data/0/url");
    var edit = Map.of("prompt", "The same in red", "image", link);

    assertThat(post("other-key", "/sora/v1/images/edits", edit).statusCode()).isEqualTo(200);

    clock.passes(Duration.ofDays(3));
    assertThat(post("demo", "/sora/v1/images/edits", edit).statusCode()).isEqualTo(200);
    assertThatExpired(post("other-key", "/sora/v1/images/edits", edit));
  }

  @ParameterizedTest
  @CsvSource({"/sora/v1/videos, input_reference", "/sora/v1/videos/edits, video"})
  void soItIsWithEverySource(String path, String parameter) throws Exception {
    var link = data("demo", IMAGES, Map.of("prompt", "A boat"), "/data/0/url");
    clock.passes(Duration.ofDays(3));

    assertThatExpired(post("other-key", path, Map.of("prompt", "x", parameter, link)));
  }

  private static void assertThatExpired(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(Service.json(answer).at("/error/code").asText()).isEqualTo("link_expired");
  }

  private String data(String key, String path, Map<String, String> order, String pointer)
      throws Exception {
    return Service.json(post(key, path, order)).at(pointer).asText();
  }

  private HttpResponse<String> post(String key, String path, Map<String, String> order)
      throws Exception {
    return service.send(
        service
            .bare(path)
            .header("Authorization", key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Service.JSON.writeValueAsString(order))));
  }
}
