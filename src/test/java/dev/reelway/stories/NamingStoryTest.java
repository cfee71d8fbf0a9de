package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The operator says how files are called, and may say it anew. */
@TestInstance(Lifecycle.PER_CLASS)
class NamingStoryTest {

  private Path home;
  private String earlier = "";
  private Service service;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    home = folder;
    try (var before = start("{date}/{job}.{ext}")) {
      earlier = before.order("A kite");
      before.ended(earlier);
    }
    service = start("of.{licence}/reels/reel.1-{job}.{ext}");
  }

  private Service start(String template) throws IOException {
    return Service.start(
        home,
        "reelway.sinks.file.key=" + template,
        "reelway.models.tiny_image[0].upstream=sandbox",
        "reelway.models.tiny_image[0].model=sora_image");
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void allFilesOfAJobLieBesideEachOtherUnderTheirName() throws Exception {
    var first = service.order("A kite");
    var second = service.order("A kite");
    service.ended(first);
    service.ended(second);
    var start = "of.demo/reels/reel.1-";

    assertThat(names(first)).containsExactlyInAnyOrder(beside(start + first));
    assertThat(names(second)).containsExactlyInAnyOrder(beside(start + second));
    assertThat(service.get("/sora/v1/videos/" + first + "/content").statusCode()).isEqualTo(200);

    service.send(service.request("/sora/v1/videos/" + first).DELETE());
    await().atMost(Service.PATIENCE).until(() -> names(first).isEmpty());
    assertThat(names(second)).hasSize(3);
  }

  @Test
  void linksOpenUnderWhicheverName() throws Exception {
    var order = Map.of("prompt", "Two boats", "model", "tiny_image", "n", 2);
    var made =
        Service.json(
            service.post("/sora/v1/images/generations", Service.JSON.writeValueAsString(order)));
    var id = made.path("id").asText();
    var link = URI.create(made.at("/data/1/url").asText()).getPath();

    assertThat(link).endsWith("/" + id + "-2.png");
    assertThat(service.bytes(service.bare(link)).body()).startsWith(0x89, 'P', 'N', 'G');
    assertThat(names(id)).contains("of.demo/reels/reel.1-" + id + "-2.png");
  }

  @Test
  void whatWasStoredUnderAnotherNameIsStillFoundAndRemoved() throws Exception {
    assertThat(service.get("/sora/v1/videos/" + earlier + "/content").statusCode()).isEqualTo(200);
    assertThat(names(earlier)).hasSize(3).noneMatch(name -> name.contains("reel"));

    service.send(service.request("/sora/v1/videos/" + earlier).DELETE());
    await().atMost(Service.PATIENCE).until(() -> names(earlier).isEmpty());
  }

  private static String[] beside(String start) {
    return new String[] {start + ".mp4", start + ".json", start + ".webp"};
  }

  private List<String> names(String id) throws IOException {
    var outbox = home.resolve("outbox");
    try (var files = Files.walk(outbox)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> outbox.relativize(file).toString())
          .filter(name -> name.contains(id))
          .toList();
    }
  }
}
