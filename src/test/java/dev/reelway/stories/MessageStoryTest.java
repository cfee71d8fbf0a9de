package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

/** Orders come in from a queue, one job a message, and what is no order goes where it is seen. */
class MessageStoryTest {

  private static final String TINY =
      "{\"prompt\": \"%s\", \"model\": \"tiny\", \"size\": \"128x72\", \"seconds\": 1}";

  private static final String DEAD_LETTERS = "reelway.intake.dead-letters=jms:queue:refused";

  private final Broker broker = new Broker();
  private Service service;
  private Path home;

  MessageStoryTest() throws Exception {}

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    home = folder;
    broker.started();
  }

  private Service started(String... more) throws Exception {
    var settings =
        Stream.of(
            Stream.of(broker.settings()),
            Stream.of("reelway.intake.from=jms:queue:orders"),
            Stream.of("reelway.intake.hot-folder.enabled=false"),
            Stream.of(more));
    service = Service.start(home, settings.flatMap(one -> one).toArray(String[]::new));
    return service;
  }

  @AfterEach
  void stop() throws Exception {
    if (service != null) {
      service.close();
    }
    broker.close();
  }

  @Test
  void aMessageBecomesOneJob() throws Exception {
    started();
    for (int i = 0; i < 5; i++) {
      send(TINY.formatted("fox " + i));
    }

    var videos = videos(5);

    assertThat(videos)
        .extracting(video -> video.path("prompt").asText())
        .containsExactlyInAnyOrder("fox 0", "fox 1", "fox 2", "fox 3", "fox 4");
    videos.forEach(
        video ->
            assertThat(service.ended(video.path("id").asText()).path("status").asText())
                .isEqualTo("completed"));
    assertThat(broker.waiting("orders")).isEmpty();
  }

  @Test
  void aMessageThatIsNotAnOrderGoesToTheDeadLettersUnchanged(CapturedOutput output)
      throws Exception {
    started(DEAD_LETTERS);
    var bad =
        List.of(
            "a fox",
            "[]",
            "",
            "{\"model\": \"tiny\"}",
            "{\"prompt\": \"a very private fox\", \"model\": \"none\"}",
            "{\"prompt\": \"x\", \"model\": \"tiny\", \"input_reference\": \"../../etc/passwd\"}",
            "{\"prompt\": \"x\", \"model\": \"tiny\", \"callback_url\": \"http://10.0.0.1/\"}");

    for (var one : bad) {
      broker.send("orders", one, Map.of("own", "7", "CamelJmsDestinationName", "elsewhere"));
      var got = broker.receive("refused");
      assertThat(got.text()).isEqualTo(one);
      assertThat(got.headers()).containsEntry("own", "7");
      assertThat(got.headers().get("ReelwayReason")).matches("[^\\n]{10,}");
    }

    send(TINY.formatted("a good fox"));
    assertThat(videos(1)).hasSize(1);
    assertThat(output.getAll())
        .contains("Message refused: prompt")
        .doesNotContain("very private", "Exception");
  }

  @Test
  void withoutDeadDeliveriesTheyGoBackToTheBroker(CapturedOutput output) throws Exception {
    started();

    send("no order");
    send(TINY.formatted("a fox"));

    assertThat(videos(1)).hasSize(1);
    await()
        .atMost(Service.PATIENCE)
        .until(() -> broker.waiting("lost::lost.orders").equals(List.of("no order")));
    assertThat(output.getAll().split("Message refused: ", -1)).hasSize(2);
    assertThat(output.getAll()).doesNotContain("Exception");
  }

  /** The messages are taken one by one: with the last job, those before it are done with. */
  @Test
  void aSenderThatWaitsForAnAnswerGetsNone() throws Exception {
    started(DEAD_LETTERS);

    broker.sendForAnswer("orders", TINY.formatted("a fox"), "answers");
    broker.sendForAnswer("orders", TINY.formatted("a fox of a sender that is gone"), null);
    broker.sendForAnswer("orders", "no order", "answers");
    send(TINY.formatted("a last fox"));

    assertThat(videos(3)).hasSize(3);
    assertThat(broker.waiting("answers")).isEmpty();
    assertThat(broker.waiting("lost::lost.orders")).isEmpty();
    assertThat(broker.waiting("refused")).containsExactly("no order");
  }

  @Test
  void theJobsMayBelongToALicenceThatIsInTheLedgerAlone() throws Exception {
    var admin = new String[] {"reelway.admin-key=" + Licensed.ADMIN_KEY, "reelway.admin.port=0"};
    var before = started(admin);
    var key = Licensed.create(before, "queue", "videos");
    before.close();
    started(admin[0], admin[1], "reelway.intake.licence=queue", DEAD_LETTERS);

    send(TINY.formatted("a fox of the ledger"));

    var own = service.bare("/sora/v1/videos").header("Authorization", key);
    await()
        .atMost(Service.PATIENCE)
        .until(() -> Service.json(service.send(own)).path("data").size() == 1);
    Licensed.revoke(service, "queue");
    send(TINY.formatted("a fox without a licence"));
    assertThat(broker.receive("refused").headers().get("ReelwayReason"))
        .contains("licence of this order is not in force");
  }

  @Test
  void messagesThatArriveDuringAStopAreReadLater() throws Exception {
    started().close();
    send(TINY.formatted("a late fox"));

    started();

    assertThat(videos(1).getFirst().path("prompt").asText()).isEqualTo("a late fox");
  }

  private void send(String text) {
    broker.send("orders", text, Map.of());
  }

  /** All videos there are, once there are so many. */
  private List<JsonNode> videos(int some) {
    return await("%d videos".formatted(some))
        .atMost(Service.PATIENCE)
        .until(
            () -> Service.json(service.get("/sora/v1/videos?limit=100")).path("data"),
            data -> data.size() >= some)
        .valueStream()
        .toList();
  }
}
