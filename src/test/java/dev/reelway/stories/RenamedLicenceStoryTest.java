package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.job.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The only node of a PostgreSQL is started with another name of a licence that has open orders. */
@ResourceLock(TestDatabase.POSTGRES)
class RenamedLicenceStoryTest {

  private static final String LINES =
      """
      prompt,model,size,seconds
      a heron,tiny,128x72,1
      a fox,tiny,128x72,1
      """;

  /** No other node could read the rest of the file, nor deliver what is rendered. */
  @Test
  void aFileEndsAlthoughItsLicenceIsNoLongerKnown(@TempDir Path home) throws Exception {
    var url = TestDatabase.postgresUrl();
    var inbox = Files.createDirectories(home.resolve("inbox"));
    try (var before = Service.start(home, settings(url, "studio"))) {
      assertThat(before.home()).isEqualTo(home);
      Files.writeString(home.resolve("staged"), LINES);
      Files.move(home.resolve("staged"), inbox.resolve("shots.csv"));
      await().atMost(Service.PATIENCE).until(() -> isRendering(url));
    }

    var later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(20));
    try (var after = Service.start(later, home, settings(url, "studio2"))) {
      assertThat(after.home()).isEqualTo(home);
      var results = inbox.resolve("results/shots.csv.results.jsonl");
      await().atMost(Service.PATIENCE).until(() -> Files.exists(results));

      assertThat(results).content().hasLineCount(1).contains("\"custom_id\":\"line-2\"");
      assertThat(inbox.resolve("results/shots.csv.errors.jsonl"))
          .content()
          .hasLineCount(1)
          .contains("\"custom_id\":\"line-3\"");
    }
  }

  /** The second line waits for the job of the first one, which is done some minutes later. */
  private static String[] settings(String url, String licence) {
    return new String[] {
      "spring.datasource.url=" + url,
      "reelway.sandbox.render-time=5m",
      "reelway.intake.hot-folder.licence=" + licence,
      "reelway.licences." + licence + ".key=studio",
      "reelway.licences." + licence + ".scopes=videos",
      "reelway.licences." + licence + ".limits.jobs-at-once=1"
    };
  }

  private static boolean isRendering(String url) throws SQLException {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select 1 from job where state = 'rendering'")) {
      return rows.next();
    }
  }
}
