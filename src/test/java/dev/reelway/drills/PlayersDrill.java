package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.reelway.contracts.Command;
import dev.reelway.contracts.RecordingProxy;
import dev.reelway.stories.Service;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that download a video in parts, continue a download, or seek in it while they play it,
 * where the machine has them: what they get is the video, byte for byte.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PlayersDrill {

  private Service service;
  private RecordingProxy proxy;
  private Path folder;
  private String path;
  private byte[] whole;

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    service = Service.start(home);
    var order = "{\"prompt\": \"a long kite\", \"model\": \"sora_video2-landscape-15s\"}";
    var id = Service.json(service.post("/sora/v1/videos", order)).path("id").asText();
    var link = service.ended(id).path("url").asText();
    path = link.replaceFirst("https?://[^/]+", "");
    whole = service.bytes(service.bare(path)).body();
    assertThat(whole.length).isGreaterThan(500_000);
  }

  @BeforeEach
  void record(@TempDir Path files) throws Exception {
    folder = files;
    proxy = RecordingProxy.before(service.port());
    Files.write(folder.resolve("part.mp4"), Arrays.copyOf(whole, 30_000));
    Files.write(folder.resolve("whole.mp4"), whole);
  }

  /** Each part that was answered is that part. */
  @AfterEach
  void everyPartIsAsInTheVideo() throws Exception {
    var parts = proxy.passed().stream().map(one -> one.answer()).filter(one -> one.status() == 206);
    parts.forEach(
        part -> {
          var range = part.headers().firstValue("Content-Range").orElseThrow();
          int from = Integer.parseInt(range.replaceAll("bytes (\\d+)-.*", "$1"));
          assertThat(part.body())
              .as(range)
              .isEqualTo(Arrays.copyOfRange(whole, from, from + part.body().length));
        });
    proxy.close();
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void curlTakesAPartAndContinues() throws Exception {
    needs("curl", "--version");

    run("curl", "-sf", "-r", "1000-1999", "-o", "middle.mp4", link());
    run("curl", "-sf", "-C", "-", "-o", "part.mp4", link());

    assertThat(folder.resolve("middle.mp4"))
        .hasBinaryContent(Arrays.copyOfRange(whole, 1000, 2000));
    assertThat(folder.resolve("part.mp4")).hasBinaryContent(whole);
  }

  @Test
  void wgetContinues() throws Exception {
    needs("wget", "--version");

    run("wget", "-q", "-c", "-O", "part.mp4", link());

    assertThat(folder.resolve("part.mp4")).hasBinaryContent(whole);
    assertThat(statuses()).contains(206);
  }

  @Test
  void aria2TakesSeveralPartsAtOnce() throws Exception {
    needs("aria2c", "--version");

    run("aria2c", "-q", "-x4", "-s4", "-k1M", "-o", "parts.mp4", link());

    assertThat(folder.resolve("parts.mp4")).hasBinaryContent(whole);
  }

  @Test
  void ffmpegSeeks() throws Exception {
    needs("ffmpeg", "-version");

    assertThat(frame(link())).isEqualTo(frame("whole.mp4")).isNotEmpty();
    assertThat(statuses()).contains(206);
  }

  private byte[] frame(String input) throws Exception {
    run(("ffmpeg -v error -y -ss 9 -i " + input + " -frames:v 1 -f rawvideo frame").split(" "));
    return Files.readAllBytes(folder.resolve("frame"));
  }

  @Test
  void aBrowserSeeks() throws Exception {
    needs("chromium", "--version");
    var seen = new CompletableFuture<String>();
    var site = page(seen);
    var words =
        "chromium --headless --no-sandbox --disable-gpu --autoplay-policy=no-user-gesture-required";
    var home = "--user-data-dir=" + folder.resolve("browser");
    var url = "http://127.0.0.1:%d/".formatted(site.getAddress().getPort());
    var builder = new ProcessBuilder((words + " " + home + " " + url).split(" "));
    var browser = builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    var process = browser.start();
    try {
      assertThat(seen.get(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo("at 12 of 15, 1280 wide");
      assertThat(statuses()).contains(206);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      site.stop(0);
    }
  }

  /** A page with the video, which tells what it shows after a seek. */
  private HttpServer page(CompletableFuture<String> seen) throws Exception {
    var html =
        """
        <video id="video" muted preload="auto" src="%s"></video>
        <script>
        const tell = (text) => fetch('/seen', { method: 'POST', body: text });
        video.onloadedmetadata = () => { video.currentTime = 12; };
        video.onseeked = () => tell(`at ${Math.round(video.currentTime)} of ${Math.round(video.duration)}, ${video.videoWidth} wide`);
        video.onerror = () => tell(video.error.message);
        </script>
        """
            .formatted(link());
    var site = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    site.createContext(
        "/",
        call -> {
          if (call.getRequestMethod().equals("POST")) {
            seen.complete(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          }
          var body = html.getBytes(StandardCharsets.UTF_8);
          call.getResponseHeaders().set("Content-Type", "text/html");
          call.sendResponseHeaders(200, body.length);
          call.getResponseBody().write(body);
          call.close();
        });
    site.start();
    return site;
  }

  private static void needs(String program, String version) {
    assumeTrue(Command.isThere(program, version), program + " is not installed here");
  }

  private String link() {
    return "http://127.0.0.1:%d%s".formatted(proxy.port(), path);
  }

  private List<Integer> statuses() {
    return proxy.passed().stream().map(one -> one.answer().status()).toList();
  }

  private void run(String... words) throws Exception {
    Command.run(folder, Map.of(), words).outputOfSuccess();
  }
}
