package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.job.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * This version starts again on a ledger that the next one has migrated and written to: it finishes
 * what it knows, keeps what it does not know, and leaves the rest to the next version.
 */
@ResourceLock(TestDatabase.POSTGRES)
class RollbackStoryTest {

  /** As the next version may migrate: it adds a column, a table and an index. */
  private static final String MIGRATION =
      """
      alter table job add column mood text;
      create table mood (name text not null primary key);
      create index job_mood on job (mood) where mood is not null;
      """;

  private static final String ACCEPTED_BY_THE_NEXT =
      """
      update job set mood = 'calm',
        request = replace(request, '{"kind"', '{"lighting":"soft","kind"')
      where request like '%"newer"%'
      """;

  private static final String PAUSED_BY_THE_NEXT =
      "insert into pause (kind, name, paused_at, version) values ('mood', 'wild', 1, 1)";

  private static final String KNOWN_AGAIN =
      """
      update job set request = replace(request, '"lighting":"soft",', '')
      where request like '%"newer"%'
      """;

  @TempDir Path home = Path.of("");

  @Test
  void sqliteGoesBack() throws Exception {
    goesBack("jdbc:sqlite:" + home.resolve("ledger.db"));
  }

  @Test
  void postgresGoesBack() throws Exception {
    var server = TestDatabase.postgresUrl();
    execute(server, "drop database if exists rolled_back");
    execute(server, "create database rolled_back");
    goesBack(server.replaceFirst("/postgres\\b", "/rolled_back"));
  }

  private void goesBack(String url) throws Exception {
    try (var upstream = new PatientUpstream()) {
      var known = new ArrayList<String>();
      String newer;
      try (var service = Service.start(home, settings(url, upstream))) {
        known.add(ordered(service, "rendering"));
        await().atMost(Service.PATIENCE).until(() -> upstream.orders().size() == 1);
        known.add(ordered(service, "queued"));
        newer = ordered(service, "newer");
      }
      migrate(url);
      execute(url, "update job set mood = 'wild'", ACCEPTED_BY_THE_NEXT, PAUSED_BY_THE_NEXT);
      upstream.end();
      try (var service = Service.start(home, settings(url, upstream))) {
        known.add(ordered(service, "anew"));
        for (var id : known) {
          assertThat(service.ended(id).path("status").asText()).as(id).isEqualTo("completed");
        }
        assertRemixIsRefused(service, url, known.getLast());
        assertThat(service.video(newer).path("status").asText()).isEqualTo("queued");
        assertThat(service.video(newer).path("prompt").asText()).isEqualTo("newer");
      }
      assertThat(upstream.orders()).doesNotContainKey("newer");
      assertThat(moods(url)).containsExactlyInAnyOrder("wild", "wild", "calm");
      execute(url, KNOWN_AGAIN);
      try (var service = Service.start(home, settings(url, upstream))) {
        assertThat(service.ended(newer).path("status").asText()).isEqualTo("completed");
      }
      assertThat(upstream.orders())
          .containsOnlyKeys("rendering", "queued", "anew", "newer")
          .allSatisfy((prompt, times) -> assertThat(times).as(prompt).isOne());
    }
  }

  /** It would take over only what this version knows of its source. */
  private static void assertRemixIsRefused(Service service, String url, String id)
      throws Exception {
    execute(
        url,
        """
        update job set request = replace(request, '{"kind"', '{"lighting":"soft","kind"')
        where id = '%s'
        """
            .formatted(id));

    var refused = service.post("/sora/v1/videos/" + id + "/remix", "{\"prompt\":\"at night\"}");

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(Service.json(refused).path("error").path("code").asText())
        .isEqualTo("newer_version");
  }

  private void migrate(String url) throws Exception {
    var folder = Files.createDirectories(home.resolve("migration"));
    Files.writeString(folder.resolve("V9999__mood.sql"), MIGRATION);
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:db/migration", "filesystem:" + folder)
        .load()
        .migrate();
  }

  private String[] settings(String url, PatientUpstream upstream) {
    var ours =
        Stream.of(
            "spring.datasource.url=" + url,
            "reelway.upstreams.old.limits.at-once=1",
            "reelway.intake.hot-folder.enabled=false");
    return Stream.concat(ours, upstream.settings()).toArray(String[]::new);
  }

  private static String ordered(Service service, String prompt) throws Exception {
    var order = Map.of("prompt", prompt, "model", "old", "size", "1280x720", "seconds", 10);
    return Service.json(service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order)))
        .path("id")
        .asText();
  }

  private static List<String> moods(String url) throws Exception {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select mood from job where mood is not null")) {
      var moods = new ArrayList<String>();
      while (rows.next()) {
        moods.add(rows.getString(1));
      }
      return moods;
    }
  }

  private static void execute(String url, String... all) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      for (var sql : all) {
        statement.execute(sql);
      }
    }
  }
}
