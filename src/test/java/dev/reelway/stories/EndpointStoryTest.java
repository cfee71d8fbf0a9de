package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.trace.Collector;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

/** The operator's own queue gets every event, as soon as it is there. */
@TestInstance(Lifecycle.PER_CLASS)
class EndpointStoryTest {

  private final Broker broker = new Broker();
  private final Collector collector = new Collector();
  private Service service;

  EndpointStoryTest() throws Exception {}

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    broker.started();
    var settings =
        Stream.concat(
            Stream.of(broker.settings()),
            Stream.of(
                "reelway.events.to=jms:queue:videos",
                "reelway.traces=" + collector.url(),
                "reelway.intake.hot-folder.enabled=false"));
    service = Service.start(home, settings.toArray(String[]::new));
  }

  @AfterAll
  void stop() throws Exception {
    service.close();
    broker.close();
    collector.close();
  }

  @Test
  void everyEndComesWithItsWholeJob() throws Exception {
    var video = service.order("a fox");

    var got = await().until(() -> broker.receive("videos"), one -> one.text().contains(video));

    var event = Service.JSON.readTree(got.text());
    assertThat(event.path("id").asText()).matches("evt_[0-9a-f]{32}");
    assertThat(event.path("type").asText()).isEqualTo("video.completed");
    assertThat(event.at("/data/prompt").asText()).isEqualTo("a fox");
    assertThat(event.at("/data/seconds").asText()).isEqualTo("1");
    assertThat(without(event.path("data"), "url")).isEqualTo(without(service.video(video), "url"));
    assertThat(event.at("/data/url").asText()).startsWith("http://127.0.0.1:");
    assertThat(got.headers())
        .containsEntry("ReelwayEvent", event.path("id").asText())
        .containsEntry("ReelwayType", "video.completed");
    var shown = Service.json(service.get("/sora/v1/events?job=" + video)).at("/data/0");
    assertThat(shown.path("id")).isEqualTo(event.path("id"));
    assertThat(shown.path("deliveries")).isEmpty();
  }

  @Test
  void nothingIsLostWhileTheBrokerIsUnavailable(CapturedOutput output) throws Exception {
    broker.stop();
    var videos = new HashSet<String>();
    for (int i = 0; i < 6; i++) {
      videos.add(service.order("fox " + i));
    }
    videos.forEach(service::ended);
    await()
        .atMost(Service.PATIENCE)
        .until(
            () ->
                output
                    .getAll()
                    .contains("to endpoint is waiting: The endpoint did not accept the event."));

    broker.started();

    Set<String> came = new HashSet<>();
    await()
        .atMost(Service.PATIENCE)
        .until(
            () -> {
              came.add(
                  Service.JSON.readTree(broker.receive("videos").text()).at("/data/id").asText());
              return came.containsAll(videos);
            });
    assertThat(output.getAll()).doesNotContain("fox 1", "Exception");
    await().atMost(Service.PATIENCE).until(() -> attempts(true) > 0 && attempts(false) >= 6);
  }

  /** How many attempts the traces tell of, failed ones or others. */
  private long attempts(boolean failed) {
    return collector.named("endpoint").stream()
        .filter(attempt -> attempt.isError() == failed)
        .filter(attempt -> attempt.told("error.type").isEmpty() != failed)
        .count();
  }

  private static JsonNode without(JsonNode video, String key) {
    return video.<ObjectNode>deepCopy().without(key);
  }
}
