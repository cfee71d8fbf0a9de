package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.job.TestDatabase;
import dev.reelway.sink.Video;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A ledger of an earlier version, with a job in every state, is taken up by the newest one, and
 * every job comes to the end that it would have come to.
 */
@Order(1)
@ResourceLock(TestDatabase.POSTGRES)
class UpgradeStoryTest {

  private static final String ID = "video_0000000000000000000000000000000";
  private static final String BATCH = "batch_0000000000000000000000000000000b";
  private static final String FILE = "file-0000000000000000000000000000000a";
  private static final Map<Integer, String> ENDS =
      Map.of(
          1, "completed",
          2, "completed",
          3, "completed",
          4, "submit_unknown",
          5, "submit_unknown",
          6, "completed",
          7, "completed",
          8, "completed",
          9, "failed");

  @TempDir Path home = Path.of("");

  /** The oldest that is known to be in use, and the one before the newest. */
  static List<String> versions() {
    return List.of(OldLedger.versions().getFirst(), OldLedger.versions().getLast());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void sqliteIsUpgraded(String version) throws Exception {
    worksOn("jdbc:sqlite:" + home.resolve("ledger.db"), version);
  }

  @Test
  void postgresIsUpgraded() throws Exception {
    worksOn(newDatabase("upgraded"), versions().getLast());
  }

  private static String newDatabase(String name) throws Exception {
    var server = TestDatabase.postgresUrl();
    try (var connection = DriverManager.getConnection(server);
        var statement = connection.createStatement()) {
      statement.execute("drop database if exists " + name);
      statement.execute("create database " + name);
    }
    return server.replaceFirst("/postgres\\b", "/" + name);
  }

  private void worksOn(String url, String version) throws Exception {
    var own = home.resolve(version);
    stored(own.resolve("outbox/old/8.mp4"));
    var removed = stored(own.resolve("outbox/old/removed.mp4"));
    try (var upstream = new PatientUpstream();
        var hook = new Hook()) {
      OldLedger.make(url, version, hook.url("/hook"));
      upstream.end();
      try (var service = Service.start(own, settings(url, upstream, hook))) {
        for (int number = 1; number <= ENDS.size(); number++) {
          assertThat(end(service.ended(ID + number)))
              .as("job %d of V%s", number, version)
              .isEqualTo(ENDS.get(number));
        }
        assertThat(content(service)).isEqualTo(Video.SMALL);
        await().atMost(Service.PATIENCE).until(() -> !hook.received("/hook", ID + 8).isEmpty());
        await().atMost(Service.PATIENCE).until(() -> !Files.exists(removed));
        assertThat(object(service, "batches/" + BATCH).path("status").asText())
            .isEqualTo("completed");
        assertThat(service.get("/sora/v1/videos?model=old&limit=100").body()).contains(ID + 8);
        assertThat(object(service, "files/" + FILE).path("filename").asText()).isEqualTo("old.png");
        assertThat(service.ended(service.order("anew")).path("status").asText())
            .isEqualTo("completed");
      }
      assertThat(upstream.orders())
          .containsOnly(Map.entry("queued", 1), Map.entry("line", 1), Map.entry("unsent", 1));
    }
  }

  private static Path stored(Path file) throws Exception {
    Files.createDirectories(file.getParent());
    return Files.write(file, Video.SMALL);
  }

  private static String[] settings(String url, PatientUpstream upstream, Hook hook) {
    var ours =
        Stream.of(
            "spring.datasource.url=" + url,
            "reelway.intake.hot-folder.enabled=false",
            "reelway.licences.demo.webhook.url=" + hook.url("/hook"),
            "reelway.events.private-hosts[0]=127.0.0.1");
    return Stream.concat(ours, upstream.settings()).toArray(String[]::new);
  }

  private static String end(JsonNode video) {
    return video.path("error").path("code").asText(video.path("status").asText());
  }

  private static byte[] content(Service service) throws Exception {
    return service.bytes(service.request("/sora/v1/videos/" + ID + "8/content")).body();
  }

  private static JsonNode object(Service service, String path) throws Exception {
    return Service.json(service.get("/sora/v1/" + path));
  }
}
