package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.stories.Hook.ReceivedEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that ends between a job's end and its telling leaves nothing untold. */
class WebhookCrashStoryTest {

  @Test
  void aDeliveryUnderWayIsRepeatedAfterARestart(@TempDir Path home) throws Exception {
    try (var silent = new Hook();
        var willing = new Hook()) {
      silent.answers("/hook", Hook.SILENCE);
      String video;
      ReceivedEvent first;
      try (var service = service(home, silent)) {
        video = service.order("a fox");
        first = told(silent, video);
      }

      try (var service = service(home, willing)) {
        var second = told(willing, video);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(service.video(video).path("status").asText()).isEqualTo("completed");
      }
    }
  }

  private static Service service(Path home, Hook hook) throws Exception {
    return Service.start(
        home,
        "reelway.licences.demo.webhook.url=" + hook.url("/hook"),
        "reelway.events.private-hosts[0]=127.0.0.1",
        "reelway.intake.hot-folder.enabled=false");
  }

  private static ReceivedEvent told(Hook hook, String video) {
    return await()
        .atMost(Service.PATIENCE)
        .until(() -> hook.received("/hook", video), all -> !all.isEmpty())
        .getFirst();
  }
}
