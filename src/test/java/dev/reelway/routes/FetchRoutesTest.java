package dev.reelway.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.job.Job;
import dev.reelway.net.DownloadRefused;
import dev.reelway.upstream.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code routes/jobs/fetch-upstream}, from a dialect's verb to an upstream that redirects. */
class FetchRoutesTest extends RouteTest {

  private static final String KEY = "only-this-upstream-knows-it";
  private static final String VIDEO = "the bytes of a video";

  private final Site site = new Site();
  private final Site stranger = new Site();

  FetchRoutesTest() throws IOException {}

  @AfterEach
  void close() {
    site.server.stop(0);
    stranger.server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fetch-upstream", "fetch-upstream-thumbnail"})
  void aRedirectWithinTheUpstreamIsFollowedWithItsKey(String route) throws Exception {
    site.redirects.put("/v1/videos/render-50/content", "/elsewhere/7.mp4");

    var fetched = fetch(route);

    assertThat(fetched.getException()).isNull();
    assertThat(text(fetched)).isEqualTo(VIDEO);
    assertThat(site.calls).hasSize(2).allMatch(call -> call.endsWith(" Bearer " + KEY));
    assertThat(site.calls.getLast()).startsWith("/elsewhere/7.mp4");
    assertThat(fetched.getMessage().getHeaders()).isEmpty();
  }

  /** The only stranger that a test may call has an address that is not public. */
  @Test
  void aRedirectToAForeignAddressThatIsNotPublicIsNotFollowed() throws Exception {
    site.redirects.put("/v1/videos/render-50/content", stranger.at("/7.mp4"));

    var fetched = fetch("fetch-upstream");

    assertThat(fetched.getException()).isInstanceOf(DownloadRefused.class);
    assertThat(stranger.calls).isEmpty();
  }

  @Test
  void atMostFiveRedirectsAreFollowed() throws Exception {
    site.redirects.put("/v1/videos/render-50/content", "/v1/videos/render-50/content");

    var fetched = fetch("fetch-upstream");

    assertThat(fetched.getException()).hasMessage("The link has too many redirects.");
    assertThat(site.calls).hasSize(6);
  }

  @Test
  void anyOtherErrorIsTheCallingRoutes() throws Exception {
    fail(advice.mock("upstream-sora-fetch"), status(404, "gone"));

    assertThat(fetch("fetch-upstream").getException())
        .isInstanceOfSatisfying(
            HttpOperationFailedException.class,
            answer -> assertThat(answer.getStatusCode()).isEqualTo(404));
  }

  private Exchange fetch(String route) {
    Job job = queued("fox", "a fox to fetch");
    var at = new Upstream("fox", "sora", site.at(""), "key", KEY, false);
    return producer.send(
        "direct:" + route,
        exchange -> {
          exchange.setVariable("job", job);
          exchange.setVariable("upstream", at);
          exchange.setVariable("task", "render-50");
          exchange.setVariable("link", null);
        });
  }

  private static @Nullable String text(Exchange fetched) throws IOException {
    try (var bytes = fetched.getMessage().getBody(InputStream.class)) {
      return new String(bytes.readAllBytes(), UTF_8);
    }
  }

  /** A server that redirects some paths, and has a video under all others. */
  private static final class Site {

    private final HttpServer server;
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    Site() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    String at(String path) {
      return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void answer(HttpExchange call) throws IOException {
      var path = call.getRequestURI().getPath();
      calls.add(path + " " + call.getRequestHeaders().getFirst("Authorization"));
      var to = redirects.get(path);
      if (to != null) {
        call.getResponseHeaders().set("Location", to);
      }
      var body = VIDEO.getBytes(UTF_8);
      call.sendResponseHeaders(to == null ? 200 : 302, body.length);
      try (var out = call.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
