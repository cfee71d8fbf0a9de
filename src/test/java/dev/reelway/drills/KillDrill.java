package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node is killed twenty times while five hundred jobs run. */
class KillDrill {

  private static final int KILLS = Integer.getInteger("drill.kills", 20);
  private static final int CALLED = 250;
  private static final int DROPPED = 250;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SETTINGS =
      List.of(
          "reelway.models.tiny[0].upstream=sandbox",
          "reelway.models.tiny[0].model=tiny",
          "reelway.intake.hot-folder.model=tiny",
          "reelway.jobs.poll-every=1s",
          "reelway.jobs.first-retry=1s",
          "reelway.jobs.deadline=20m",
          "reelway.sandbox.render-time=20s");

  private Path home = Path.of("");

  @Test
  void everyJobIsDeliveredExactlyOnce(@TempDir Path folder) throws Exception {
    home = folder;
    var accepted = new HashSet<String>();
    var chance = new Random(4711);
    drop();
    for (int kill = 1; kill <= KILLS; kill++) {
      try (var node = Node.start(home, List.of(), SETTINGS).ready()) {
        call(node, accepted, CALLED * kill / KILLS);
        long wait = chance.nextLong(2_500);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(wait));
      }
      System.out.printf(
          "kill %d: %d accepted, %d videos, %d parts%n",
          kill, accepted.size(), outbox(".mp4").size(), outbox(".part").size());
    }

    try (var node = Node.start(home, List.of(), SETTINGS).ready()) {
      var results = home.resolve("inbox/results/prompts.txt.results.jsonl");
      Awaitility.await().atMost(Node.PATIENCE).until(() -> Files.exists(results));
      for (var id : accepted) {
        Awaitility.await()
            .atMost(Node.PATIENCE)
            .until(() -> node.video(id).path("status").asText().matches("completed|failed"));
      }
      assertEverythingOnce(accepted, results);
    }
  }

  private void drop() throws IOException {
    var inbox = Files.createDirectories(home.resolve("inbox"));
    var lines = new StringBuilder();
    for (int i = 0; i < DROPPED; i++) {
      lines.append("dropped video ").append(i % 20).append('\n');
    }
    Files.writeString(inbox.resolve("prompts.txt"), lines);
  }

  private static void call(Node node, Set<String> accepted, int upTo) throws Exception {
    while (accepted.size() < upTo) {
      var order =
          Map.of(
              "prompt",
              "called video " + accepted.size() % 20,
              "model",
              "tiny",
              "size",
              "128x72",
              "seconds",
              1);
      accepted.add(
          node.post("/sora/v1/videos", JSON.writeValueAsString(order)).path("id").asText());
    }
  }

  private void assertEverythingOnce(Set<String> accepted, Path results) throws IOException {
    var videos = outbox(".mp4").stream().map(KillDrill::job).collect(Collectors.toSet());
    var dropped = new ArrayList<String>();
    for (var line : Files.readAllLines(results)) {
      assertThat(JSON.readTree(line).path("error").isNull()).isTrue();
      dropped.add(JSON.readTree(line).path("id").asText());
    }
    System.out.printf(
        "at the end: %d videos of %d jobs, %d tasks at the upstream, %d parts%n",
        videos.size(),
        accepted.size() + dropped.size(),
        files("sandbox/tasks", ".json").size(),
        outbox(".part").size());
    assertThat(dropped).hasSize(DROPPED).doesNotHaveDuplicates();
    assertThat(accepted).hasSize(CALLED);
    assertThat(videos).hasSize(CALLED + DROPPED).containsAll(accepted).containsAll(dropped);
    assertThat(outbox(".json")).hasSize(CALLED + DROPPED);
    assertThat(files("sandbox/tasks", ".json")).hasSize(CALLED + DROPPED);
    assertThat(outbox(".part")).isEmpty();
    assertThat(files("inbox/done", "prompts.txt")).hasSize(1);
    assertThat(files("inbox/working", "")).isEmpty();
  }

  private List<Path> outbox(String ending) throws IOException {
    return files("outbox", ending);
  }

  private List<Path> files(String folder, String ending) throws IOException {
    var root = home.resolve(folder);
    if (!Files.exists(root)) {
      return List.of();
    }
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
          .toList();
    }
  }

  private static String job(Path video) {
    var name = video.getFileName().toString();
    return name.substring(0, name.indexOf('.'));
  }
}
