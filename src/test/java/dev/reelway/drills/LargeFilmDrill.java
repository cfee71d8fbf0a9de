package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A film of 500 MB passes from its upstream to the sink and on to a caller, at 256 MB of heap. */
class LargeFilmDrill {

  private static final long MEGABYTE = 1 << 20;
  private static final long BYTES = 500 * MEGABYTE;

  private Path home = Path.of("");

  @Test
  void theHeapStaysFlat(@TempDir Path folder) throws Exception {
    home = folder;
    try (var upstream = new Upstream()) {
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

  /** An upstream whose every film is done at once, and long. */
  private static final class Upstream implements AutoCloseable {

    private final HttpServer server;

    Upstream() throws IOException {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::answer);
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange call) throws IOException {
      var path = call.getRequestURI().getPath();
      if (path.endsWith("/content") && call.getRequestURI().getQuery() == null) {
        film(call);
      } else if (path.endsWith("/content")) {
        call.sendResponseHeaders(404, -1);
      } else {
        var body = "{\"id\":\"video_1\",\"status\":\"completed\"}".getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(200, body.length);
        call.getResponseBody().write(body);
      }
      call.close();
    }

    private static void film(HttpExchange call) throws IOException {
      call.sendResponseHeaders(200, BYTES);
      var out = call.getResponseBody();
      var head =
          ByteBuffer.allocate(24)
              .put(box(8, "ftyp"))
              .put(box(8, "moov"))
              .put(box((int) (BYTES - 16), "mdat"));
      out.write(head.array());
      var some = new byte[1 << 16];
      for (long left = BYTES - 24; left > 0; left -= some.length) {
        out.write(some, 0, (int) Math.min(left, some.length));
      }
    }

    private static ByteBuffer box(int length, String type) {
      var box = ByteBuffer.allocate(8).putInt(length);
      return box.put(type.getBytes(StandardCharsets.ISO_8859_1)).flip();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
