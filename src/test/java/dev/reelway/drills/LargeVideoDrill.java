package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A video of 500 MB passes from its upstream to the sink and on to a caller, at 256 MB of heap. */
class LargeVideoDrill {

  private static final long MEGABYTE = 1 << 20;
  private static final long BYTES = 500 * MEGABYTE;

  private Path home = Path.of("");

  @Test
  void theHeapStaysFlat(@TempDir Path folder) throws Exception {
    home = folder;
    try (var upstream = new LongVideos(BYTES)) {
      var settings =
          List.of(
              "reelway.upstreams.large.dialect=sora",
              "reelway.upstreams.large.base-url=" + upstream.url(),
              "reelway.upstreams.large.key=k",
              "reelway.models.large[0].upstream=large",
              "reelway.models.large[0].model=large",
              "reelway.jobs.poll-every=200ms");
      try (var node = Node.start(home, List.of("-Xmx256m"), settings).ready()) {
        pass(node);
      }
    }
  }

  private void pass(Node node) throws Exception {
    var id = node.post("/sora/v1/videos", "{\"prompt\":\"long\",\"model\":\"large\"}").path("id");
    var most = new AtomicLong();
    long begin = System.nanoTime();
    Awaitility.await()
        .atMost(Node.PATIENCE)
        .until(
            () -> {
              most.accumulateAndGet(node.heap(), Math::max);
              return node.video(id.asText()).path("status").asText().equals("completed");
            });
    long stored = System.nanoTime();
    var path = "/sora/v1/videos/" + id.asText() + "/content";
    var copy = node.download(path, home.resolve("copy.mp4")).body();
    most.accumulateAndGet(node.heap(), Math::max);
    System.out.printf(
        "500 MB: to the sink in %.1f s, to the caller in %.1f s; most heap in use %d MB%n",
        (stored - begin) / 1e9, (System.nanoTime() - stored) / 1e9, most.get() / MEGABYTE);
    assertThat(Files.size(copy)).isEqualTo(BYTES);
    assertThat(most.get()).isLessThan(256 * MEGABYTE);
  }
}
