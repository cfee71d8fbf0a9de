package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two nodes look into one folder and share one ledger. */
@ResourceLock(TestDatabase.POSTGRES)
class TwoNodesStoryTest {

  private static final int FILES = 20;
  private static final String TABLE =
      """
      prompt,model,size,seconds
      video %d,tiny,128x72,1
      video %d b,tiny,128x72,1
      """;

  @TempDir Path home = Path.of("");

  @Test
  void eachFileIsTakenOnceAndEachOfItsLinesHasOneResult() throws IOException {
    var url = TestDatabase.postgresUrl();
    var inbox = Files.createDirectories(home.resolve("inbox"));
    try (var one = node("one", url);
        var other = node("other", url, atTheUpstreamOf(one))) {
      assertThat(other.port()).isNotEqualTo(one.port());
      for (int n = 0; n < FILES; n++) {
        var staged = Files.writeString(home.resolve("staged"), TABLE.formatted(n, n));
        Files.move(staged, inbox.resolve("file-" + n + ".csv"));
      }

      await()
          .atMost(Service.PATIENCE.multipliedBy(3))
          .until(() -> names(inbox.resolve("done"), ".csv") == FILES);
    }

    assertThat(names(inbox.resolve("results"), ".results.jsonl")).isEqualTo(FILES);
    assertThat(inbox.resolve("failed")).doesNotExist();
    var ids = new ArrayList<String>();
    for (int n = 0; n < FILES; n++) {
      results(inbox, n).forEach(line -> ids.add(line.path("id").asText()));
    }
    assertThat(ids).hasSize(2 * FILES).doesNotHaveDuplicates();
  }

  private static String atTheUpstreamOf(Service node) {
    return "reelway.upstreams.sandbox.base-url=http://127.0.0.1:" + node.port() + "/sandbox";
  }

  private Service node(String name, String url, String... more) throws IOException {
    var all = Stream.concat(Stream.of(shared(url)), Stream.of(more)).toArray(String[]::new);
    return Service.start(home.resolve(name), all);
  }

  private String[] shared(String url) {
    return new String[] {
      "spring.datasource.url=" + url,
      "reelway.intake.hot-folder.folder=" + home.resolve("inbox"),
      "reelway.sinks.file.folder=" + home.resolve("outbox"),
      "reelway.intake.hot-folder.model=tiny"
    };
  }

  private static long names(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).count();
    }
  }

  private static List<JsonNode> results(Path inbox, int n) throws IOException {
    var lines = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(inbox.resolve("results/file-" + n + ".csv.results.jsonl"))) {
      lines.add(Service.JSON.readTree(line));
    }
    return lines;
  }
}
