package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.sandbox.Poster;
import java.awt.Color;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The disk is nearly full: callers and operators are told, and no job fails for that. */
class LowWaterStoryTest extends StoryTest {

  @Override
  String[] settings() {
    return new String[] {"reelway.low-water=1000000TB", "reelway.jobs.deadline=3s"};
  }

  @Test
  void videosWaitAndTheServiceSaysSo() throws Exception {
    var health = service.health();

    assertThat(health.statusCode()).isEqualTo(503);
    var storage = Service.json(health).at("/components/storage");
    assertThat(storage.path("status").asText()).isEqualTo("OUT_OF_SERVICE");
    assertThat(storage.at("/details/deliveries").asText()).isEqualTo("paused");
    assertThat(storage.at("/details/low-water").asText()).endsWith("MB");
  }

  /** Past its deadline, at which a job that does not wait for room has failed. */
  @Test
  void aVideoThatWaitsForSpaceDoesNotFail() throws Exception {
    var waiting = rendered();

    var never = service.order("[sandbox:never] a video that never comes");
    assertThat(service.ended(never).at("/error/code").asText()).isEqualTo("timed_out");

    assertThat(service.video(waiting).path("status").asText()).isEqualTo("in_progress");
  }

  /** What space is left is for what upstreams have made. */
  @Test
  void nothingThatBringsFilesIsAccepted() throws Exception {
    var image = Base64.getEncoder().encodeToString(Poster.png(32, 32, Color.RED));
    var order = "{\"prompt\": \"x\", \"%s\": \"%s\"}";
    var upload = new Form().field("purpose", "vision").file("file", "a.png", new byte[9]);

    assertThatFull(service.post("/sora/v1/videos", order.formatted("input_reference", image)));
    assertThatFull(service.post("/sora/v1/images/edits", order.formatted("image", image)));
    assertThatFull(
        service.post("/sora/v1/videos/edits", order.formatted("video", "data:;base64," + image)));
    assertThatFull(
        service.send(
            service
                .request("/sora/v1/files")
                .header("Content-Type", Form.TYPE)
                .POST(upload.whole())));
  }

  private static void assertThatFull(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("60");
    assertThat(Service.json(answer).at("/error/code").asText()).isEqualTo("storage_full");
  }

  /**
   * On a slow machine, a render may not be seen to be done by its deadline: then the next one is.
   */
  private String rendered() throws Exception {
    while (true) {
      var id = service.order("a video that has no room");
      await().atMost(Service.PATIENCE).until(() -> isDoneWith(id));
      if (!service.video(id).path("status").asText().equals("failed")) {
        return id;
      }
    }
  }

  private boolean isDoneWith(String id) throws Exception {
    var video = service.video(id);
    return video.path("progress").asInt() == 99 || video.path("status").asText().equals("failed");
  }
}
