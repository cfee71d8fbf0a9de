package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.contracts.Ports;
import dev.reelway.drills.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What never left for an upstream is rendered by the next one, and says what was wrong. */
@TestInstance(Lifecycle.PER_CLASS)
class NeverSentStoryTest {

  private static final String PROMPT = "a very private fox";

  /** A dialect whose submit consists of one step, and fails there. */
  private static final String DIALECT =
      """
      - route:
          id: upstream-%1$s-submit
          description: Orders a video, and makes a mistake before anything leaves
          from:
            uri: direct:upstream-%1$s-submit
            steps:
      %2$s
              - unmarshal:
                  json:
                    unmarshalType: dev.reelway.upstream.Report
      - route:
          id: upstream-%1$s-poll
          description: Says that the video is being rendered
          from:
            uri: direct:upstream-%1$s-poll
            steps:
              - setBody:
                  expression:
                    constant:
                      expression: '{"verdict": "working"}'
              - unmarshal:
                  json:
                    unmarshalType: dev.reelway.upstream.Report
      """;

  private static final Map<String, String> MISTAKES =
      Map.of(
          "adder",
          """
                  - setBody:
                      expression:
                        jq:
                          expression: .prompt + 1
          """,
          "misspelt",
          """
                  - toD:
                      uri: direct:upstream-${variable.upstream.dialect}-sing
          """,
          "opener",
          """
                  - setBody:
                      expression:
                        simple:
                          expression: /no/such/file
                          resultType: java.io.File
                  - convertBodyTo:
                      type: java.io.InputStream
          """);

  private Node node;
  private Path log = Path.of("");

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    for (var mistake : MISTAKES.entrySet()) {
      var file = home.resolve("routes/upstreams/" + mistake.getKey() + ".camel.yaml");
      Files.createDirectories(file.getParent());
      var steps = mistake.getValue().stripTrailing().indent(0);
      Files.writeString(file, DIALECT.formatted(mistake.getKey(), steps.stripTrailing()));
    }
    node = Node.start(home, Node.SHORT_LIVED, settings()).ready();
    log = home.resolve("log");
  }

  @AfterAll
  void stop() throws InterruptedException {
    node.close();
  }

  private static List<String> settings() throws IOException {
    var upstreams = new LinkedHashMap<String, String>();
    MISTAKES.keySet().forEach(one -> upstreams.put(one, one));
    for (var dialect : List.of("sora", "runway", "sora-chat")) {
      upstreams.put("away-" + dialect, dialect);
    }
    var all = new ArrayList<String>();
    var nowhere = "http://127.0.0.1:" + Ports.free();
    upstreams.forEach(
        (name, dialect) -> {
          UpstreamSettings.of(name, dialect, nowhere).forEach(all::add);
          all.add("reelway.models.%s[1].upstream=sandbox".formatted(name));
          all.add("reelway.models.%s[1].model=tiny".formatted(name));
          all.add("reelway.models.%s-only[0].upstream=%s".formatted(name, name));
          all.add("reelway.models.%s-only[0].model=m".formatted(name));
        });
    all.add("reelway.jobs.first-retry=100ms");
    all.add("reelway.jobs.poll-every=200ms");
    all.add("reelway.sandbox.render-time=200ms");
    all.add("reelway.intake.hot-folder.enabled=false");
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"adder", "misspelt", "opener", "away-sora", "away-runway", "away-sora-chat"})
  void theNextTargetRendersIt(String model) throws Exception {
    var video = ended(ordered(model));

    assertThat(video.path("status").asText()).isEqualTo("completed");
  }

  @Test
  void theLogNamesTheMistakeAndNothingOfThePrompt() throws Exception {
    ordered("adder-only");
    ordered("misspelt-only");

    await()
        .atMost(Node.PATIENCE)
        .until(
            () ->
                Files.readString(log)
                    .matches("(?s).*WARN .*video_\\w+ was not sent to adder: .*cannot be added.*"));
    await()
        .atMost(Node.PATIENCE)
        .until(
            () ->
                Files.readString(log)
                    .matches(
                        "(?s).*WARN .*video_\\w+ was not sent to misspelt:"
                            + " .*upstream-misspelt-sing.*"));
    assertThat(Files.readString(log)).doesNotContain("private", "submit_unknown");
  }

  private JsonNode ended(String id) {
    return await()
        .atMost(Node.PATIENCE)
        .until(
            () -> node.video(id), one -> one.path("status").asText().matches("completed|failed"));
  }

  private String ordered(String model) throws Exception {
    var order = Map.of("prompt", PROMPT, "model", model, "size", "1280x720", "seconds", 5);
    return node.post("/sora/v1/videos", Service.JSON.writeValueAsString(order)).path("id").asText();
  }
}
