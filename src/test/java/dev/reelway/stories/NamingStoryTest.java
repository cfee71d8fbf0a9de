package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator says how files are called, and may say it anew. */
class NamingStoryTest {

  private static final String KEY = "reelway.sinks.file.key=";

  private final Path home;

  NamingStoryTest(@TempDir Path home) {
    this.home = home;
  }

  @Test
  void allFilesOfAJobLieBesideEachOtherUnderTheirName() throws Exception {
    try (var service = start("{licence}/reels/reel-{job}.{ext}")) {
      var first = service.order("A kite");
      var second = service.order("A kite");
      service.ended(first);
      service.ended(second);
      var start = "demo/reels/reel-";

      assertThat(names(first)).containsExactlyInAnyOrder(beside(start + first));
      assertThat(names(second)).containsExactlyInAnyOrder(beside(start + second));
      assertThat(service.get("/sora/v1/videos/" + first + "/content").statusCode()).isEqualTo(200);

      service.send(service.request("/sora/v1/videos/" + first).DELETE());
      await().atMost(Service.PATIENCE).until(() -> names(first).isEmpty());
      assertThat(names(second)).hasSize(3);
    }
  }

  @Test
  void linksOpenUnderWhicheverName() throws Exception {
    try (var service = start("of.{licence}/reel.1-{job}.{ext}")) {
      var order = Map.of("prompt", "Two boats", "model", "tiny_image", "n", 2);
      var made =
          Service.json(
              service.post("/sora/v1/images/generations", Service.JSON.writeValueAsString(order)));
      var id = made.path("id").asText();
      var link = URI.create(made.at("/data/1/url").asText()).getPath();

      assertThat(link).endsWith("/" + id + "-2.png");
      assertThat(service.bytes(service.bare(link)).body()).startsWith(0x89, 'P', 'N', 'G');
      assertThat(names(id)).contains("of.demo/reel.1-" + id + "-2.png");
    }
  }

  @Test
  void whatWasStoredUnderAnotherNameIsStillFoundAndRemoved() throws Exception {
    String id;
    try (var service = start("{date}/{job}.{ext}")) {
      id = service.order("A kite");
      service.ended(id);
    }
    try (var service = start("{licence}/{job}.{ext}")) {
      assertThat(service.get("/sora/v1/videos/" + id + "/content").statusCode()).isEqualTo(200);
      assertThat(names(id)).hasSize(3);

      service.send(service.request("/sora/v1/videos/" + id).DELETE());
      await().atMost(Service.PATIENCE).until(() -> names(id).isEmpty());
    }
  }

  private Service start(String template) throws IOException {
    return Service.start(
        home,
        KEY + template,
        "reelway.models.tiny_image[0].upstream=sandbox",
        "reelway.models.tiny_image[0].model=sora_image");
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
