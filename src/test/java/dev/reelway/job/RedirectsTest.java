package dev.reelway.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.net.DownloadRefused;
import dev.reelway.net.Downloader;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.DialectBeans;
import dev.reelway.upstream.NoRetryHttpClient;
import dev.reelway.upstream.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an upstream moves a file, it is followed, whatever its dialect; the key stays at home. */
class RedirectsTest {

  @TempDir Path folder = Path.of("");

  private static final String KEY = "only-this-upstream-knows-it";
  private static final String VIDEO = "the bytes of a video";

  private final Site upstream = new Site();
  private final Site stranger = new Site();
  private final List<CamelContext> contexts = new ArrayList<>();
  private Downloader downloader;
  private @Nullable String link;

  RedirectsTest() throws IOException {}

  @BeforeEach
  void theStrangerIsAllowed() {
    downloader = new Downloader(Set.of(stranger.authority()));
  }

  @AfterEach
  void close() {
    contexts.forEach(CamelContext::stop);
    downloader.close();
    upstream.server.stop(0);
    stranger.server.stop(0);
  }

  /** Those of Vertex AI lie in a bucket, which has an address of its own. */
  static Stream<String> dialectsThatFetch() throws IOException {
    return dialectsWith("fetch").stream().filter(dialect -> !dialect.equals("vertex-veo"));
  }

  private static List<String> dialectsWith(String verb) throws IOException {
    try (var files = Files.list(Path.of("routes/upstreams"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".camel.yaml", ""))
          .filter(
              dialect -> text(dialect).contains("id: upstream-%s-%s\n".formatted(dialect, verb)))
          .sorted()
          .toList();
    }
  }

  private static String text(String dialect) {
    try {
      return Files.readString(Path.of("routes/upstreams", dialect + ".camel.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("dialectsThatFetch")
  void aVideoThatLiesElsewhereIsFetchedThereWithoutTheKey(String dialect) throws Exception {
    upstream.all = new Answer(302, stranger.at("/signed/7.mp4?sig=a%2Fb&x=1"), "");

    assertThat(fetched(dialect, "fetch")).isEqualTo(VIDEO);

    assertThat(upstream.calls).singleElement().asString().contains(KEY);
    assertThat(stranger.calls).singleElement().asString().contains("/signed/7.mp4?sig=a%2Fb&x=1");
    assertThat(stranger.calls.toString().toLowerCase(Locale.ROOT))
        .doesNotContain(KEY)
        .doesNotContain("authorization")
        .doesNotContain("cookie")
        .doesNotContain("key=");
  }

  @ParameterizedTest
  @MethodSource("dialectsThatFetch")
  void everyOtherAnswerThanARedirectTravelsUpAsItIs(String dialect) throws Exception {
    upstream.all = new Answer(404, null, "{\"error\":{\"message\":\"gone\"}}");

    assertThatThrownBy(() -> fetched(dialect, "fetch"))
        .isInstanceOfSatisfying(
            HttpOperationFailedException.class,
            failed -> assertThat(failed.getStatusCode()).isEqualTo(404));
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 501})
  void aVideoThatTheUpstreamDoesNotHaveIsFetchedAtItsLinkWithoutTheKey(int status)
      throws Exception {
    link = stranger.at("/signed/7.mp4?sig=1");
    upstream.all = new Answer(status, null, "{\"error\":{\"message\":\"No such path.\"}}");

    assertThat(fetched("sora", "fetch")).isEqualTo(VIDEO);

    assertThat(upstream.calls).singleElement().asString().contains("/v1/videos/task/content");
    assertThat(stranger.calls).singleElement().asString().contains("/signed/7.mp4?sig=1");
    assertThat(stranger.calls.toString()).doesNotContain(KEY);
  }

  /** As one in front of the Gemini API does, which has its videos in a bucket. */
  @ParameterizedTest
  @ValueSource(strings = {"gemini-omni", "sora", "veo"})
  void aVideoInPlaceOfWhichTheUpstreamTellsOfItsRenderIsFetchedAtItsLink(String dialect)
      throws Exception {
    link = stranger.at("/signed/7.mp4?sig=1");
    upstream.all = new Answer(200, null, "{\"done\":true}");

    assertThat(fetched(dialect, "fetch")).isEqualTo(VIDEO);

    assertThat(stranger.calls).singleElement().asString().contains("/signed/7.mp4?sig=1");
    assertThat(stranger.calls.toString()).doesNotContain(KEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 410, 500, 503})
  void anyOtherErrorSaysNothingOfTheLink(int status) {
    link = stranger.at("/7.mp4");
    upstream.all = new Answer(status, null, "");

    assertThatThrownBy(() -> fetched("sora", "fetch"))
        .isInstanceOf(HttpOperationFailedException.class);
    assertThat(stranger.calls).isEmpty();
  }

  @Test
  void aThumbnailIsNotFetchedAtTheLinkOfItsVideo() {
    link = stranger.at("/7.mp4");
    upstream.all = new Answer(404, null, "");

    assertThatThrownBy(() -> fetched("sora", "thumbnail"))
        .isInstanceOf(HttpOperationFailedException.class);
    assertThat(stranger.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void everyKindOfRedirectIsFollowed(int status) throws Exception {
    upstream.all = new Answer(status, stranger.at("/7.mp4"), "");

    assertThat(fetched("sora", "fetch")).isEqualTo(VIDEO);
  }

  @Test
  void aRedirectToNowhereIsNotFollowed() throws Exception {
    var redirects = new Redirects(downloader, 1_000_000, Clock.systemUTC());
    var at = new Upstream("u", "key", "sora", upstream.at(""), KEY, false);

    assertThatThrownBy(() -> redirects.follow(job(), at, "", Map.of()))
        .hasMessage("the upstream redirects to an invalid URL");
    assertThat(upstream.calls).isEmpty();
  }

  @Test
  void aThumbnailIsFollowedToo() throws Exception {
    upstream.all = new Answer(302, stranger.at("/7.webp"), "");

    for (var dialect : dialectsWith("thumbnail")) {
      assertThat(fetched(dialect, "thumbnail")).isEqualTo(VIDEO);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/elsewhere/7.mp4", "../elsewhere/7.mp4", "//<host>/elsewhere/7.mp4"})
  void withinTheUpstreamTheKeyIsSent(String location) throws Exception {
    var place = location.replace("<host>", upstream.authority());
    upstream.answers.put("/v1/videos/task/content", new Answer(302, place, ""));

    assertThat(fetched("sora", "fetch")).isEqualTo(VIDEO);

    assertThat(upstream.calls).hasSize(2).allMatch(call -> call.contains("Bearer " + KEY));
    assertThat(upstream.calls.getLast()).contains("/elsewhere/7.mp4");
  }

  @Test
  void theKeyIsNotSentAfterARedirectToAnotherHost() throws Exception {
    upstream.answers.put(
        "/v1/videos/task/content", new Answer(302, stranger.at("/on-and-back"), ""));
    stranger.answers.put("/on-and-back", new Answer(302, upstream.at("/7.mp4"), ""));

    assertThat(fetched("sora", "fetch")).isEqualTo(VIDEO);

    assertThat(upstream.calls).hasSize(2);
    assertThat(upstream.calls.getLast()).contains("/7.mp4").doesNotContain(KEY);
  }

  @Test
  void fiveRedirectsAreFollowedAndNoMore() throws Exception {
    for (int i = 1; i <= 6; i++) {
      stranger.answers.put("/" + i, new Answer(302, "/" + (i + 1), ""));
    }
    upstream.all = new Answer(302, stranger.at("/3"), "");
    assertThat(fetched("sora", "fetch")).isEqualTo(VIDEO);

    upstream.all = new Answer(302, stranger.at("/2"), "");
    assertThatThrownBy(() -> fetched("sora", "fetch"))
        .hasMessage("The link has too many redirects.");
  }

  @Test
  void aLoopEnds() {
    upstream.all = new Answer(302, "/v1/videos/task/content", "");

    assertThatThrownBy(() -> fetched("sora", "fetch"))
        .hasMessage("The link has too many redirects.");
    assertThat(upstream.calls).hasSize(6);
  }

  @Test
  void aRedirectToAPrivateAddressIsNotFollowed() {
    downloader.close();
    downloader = new Downloader(Set.of());
    upstream.all = new Answer(302, stranger.at("/7.mp4"), "");

    assertThatThrownBy(() -> fetched("sora", "fetch"))
        .hasMessage("The link leads to an address that is not public.");
    assertThat(stranger.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "file:///etc/passwd", "ftp://127.0.0.1/7.mp4", "%zz", "http:"})
  void aRedirectToNowhereIsNoVideo(String location) {
    upstream.all = new Answer(302, location, VIDEO);

    assertThatThrownBy(() -> fetched("sora", "fetch")).isNotNull();
    assertThat(upstream.calls).hasSize(1);
    assertThat(stranger.calls).isEmpty();
  }

  @Test
  void whatAnswersAtTheEndIsSaid() {
    upstream.all = new Answer(302, stranger.at("/7.mp4"), "");
    stranger.answers.put(
        "/7.mp4", new Answer(403, null, "<Error><Message>Late.</Message></Error>"));

    assertThatThrownBy(() -> fetched("sora", "fetch"))
        .isInstanceOf(DownloadRefused.class)
        .satisfies(
            thrown ->
                assertThat(FailureCause.of(thrown))
                    .isEqualTo("Last answer: 403 from 127.0.0.1: Late."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"poll", "cancel", "list", "lookup", "submit"})
  void nothingElseIsFollowed(String verb) {
    upstream.all = new Answer(307, stranger.at("/v1/videos"), "");

    assertThatThrownBy(() -> call("sora", "direct:upstream-sora-" + verb, true)).isNotNull();
    assertThat(upstream.calls).hasSize(1);
    assertThat(stranger.calls).isEmpty();
  }

  // What the steps are made of.

  private String fetched(String dialect, String verb) throws Exception {
    var way = verb.equals("fetch") ? "direct:fetch-upstream" : "direct:fetch-upstream-" + verb;
    return call(dialect, way, false);
  }

  private String call(String dialect, String way, boolean request) throws Exception {
    var camel = camel(dialect);
    try (var template = camel.createProducerTemplate()) {
      var done =
          template.request(
              "direct:test",
              exchange -> {
                exchange.setVariable("fetchMode", way);
                exchange.setVariable("job", job());
                exchange.setVariable("task", "task");
                exchange.setVariable("link", link);
                exchange.setVariable("after", "");
                exchange.setVariable("order", "{}");
                exchange.setVariable(
                    "upstream",
                    new Upstream("u", dialect, upstream.at("").toString(), "key", KEY, false));
                exchange
                    .getMessage()
                    .setBody(request ? "{\"kind\":\"video\",\"model\":\"m\"}" : "");
              });
      if (done.getException() != null) {
        throw done.getException();
      }
      return done.getMessage().getBody(String.class);
    }
  }

  private static void read(Exchange call) throws IOException {
    if (call.getMessage().getBody() instanceof InputStream bytes) {
      call.getMessage().setBody(new String(bytes.readAllBytes(), UTF_8));
    }
  }

  private static Job job() {
    var order = new VideoOrder("m", "m", "a cat", "128x72", 1, false, false, false, null);
    var now = Clock.systemUTC().instant();
    return Job.accepted(order, "anna", null, now, now.plusSeconds(60));
  }

  private CamelContext camel(String dialect) throws Exception {
    var camel = new DefaultCamelContext();
    contexts.add(camel);
    camel.setStreamCaching(false);
    DialectBeans.bindTo(camel, Clock.systemUTC(), folder);
    camel.getRegistry().bind("redirects", new Redirects(downloader, 1_000_000, Clock.systemUTC()));
    camel
        .getComponent("http", org.apache.camel.component.http.HttpComponent.class)
        .setHttpClientConfigurer(new NoRetryHttpClient());
    for (var file :
        List.of(
            "policies/errors-travel-up",
            "policies/answer-errors",
            "upstreams/" + dialect,
            "jobs/lookup",
            "jobs/fetch-upstream")) {
      var route =
          ResourceHelper.resolveMandatoryResource(camel, "file:routes/" + file + ".camel.yaml");
      PluginHelper.getRoutesLoader(camel).loadRoutes(route);
    }
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:test")
                .errorHandler(noErrorHandler())
                .toD("${variable.fetchMode}")
                .process(RedirectsTest::read);
            from("direct:submit-progress").stop();
          }
        });
    camel.start();
    return camel;
  }

  private record Answer(int status, @Nullable String location, String body) {}

  /** A server that answers by path; what it does not know is a video. */
  private static final class Site {

    private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile @Nullable Answer all;

    Site() throws IOException {
      server.createContext("/", this::answer);
      server.start();
    }

    String authority() {
      return "127.0.0.1:" + server.getAddress().getPort();
    }

    String at(String path) {
      return "http://" + authority() + path;
    }

    private void answer(HttpExchange call) throws IOException {
      var path = call.getRequestURI().getPath();
      calls.add(call.getRequestURI() + " " + call.getRequestHeaders().entrySet());
      var usual = all == null ? new Answer(200, null, VIDEO) : all;
      var answer = answers.getOrDefault(path, usual);
      if (answer.location() != null) {
        call.getResponseHeaders().set("Location", answer.location());
      }
      if (answer.body().startsWith("{")) {
        call.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
      }
      var body = answer.body().getBytes(UTF_8);
      call.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      call.getResponseBody().write(body);
      call.close();
    }
  }
}
