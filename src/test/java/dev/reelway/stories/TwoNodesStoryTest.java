package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.contracts.Ports;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.Together;
import dev.reelway.oidc.TestIssuer;
import dev.reelway.oidc.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two nodes look into one folder and share one ledger. */
@ResourceLock(TestDatabase.POSTGRES)
@TestInstance(Lifecycle.PER_CLASS)
class TwoNodesStoryTest {

  private static final String KEY = "Authorization";
  private static final int FILES = 20;
  private static final String TABLE =
      """
      prompt,model,size,seconds
      video %d,tiny,128x72,1
      video %d b,tiny,128x72,1
      """;

  private Path home = Path.of("");
  private Service one;
  private Service other;
  private TestIssuer issuer;
  private String away = "";

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    home = folder;
    Files.createDirectories(home.resolve("inbox")); // No welcome file is put into it.
    Files.writeString(home.resolve("team.key"), "the first key of the team");
    issuer = TestIssuer.start();
    away = "http://127.0.0.1:" + Ports.free();
    var url = TestDatabase.postgresUrl();
    one = node("one", url);
    other =
        node(
            "other",
            url,
            atTheUpstreamOf(one),
            "reelway.licences.newer.key=newer",
            "reelway.licences.newer.scopes=videos");
  }

  @AfterAll
  void stop() {
    other.close();
    one.close();
    issuer.close();
  }

  @Test
  void eachFileIsTakenOnceAndEachOfItsLinesHasOneResult() throws IOException {
    var inbox = home.resolve("inbox");
    assertThat(other.port()).isNotEqualTo(one.port());
    for (int n = 0; n < FILES; n++) {
      var staged = Files.writeString(home.resolve("staged"), TABLE.formatted(n, n));
      Files.move(staged, inbox.resolve("file-" + n + ".csv"));
    }

    await()
        .atMost(Service.PATIENCE.multipliedBy(3))
        .until(() -> names(inbox.resolve("done"), ".csv") == FILES);

    assertThat(names(inbox.resolve("results"), ".results.jsonl")).isEqualTo(FILES);
    assertThat(inbox.resolve("failed")).doesNotExist();
    var ids = new ArrayList<String>();
    for (int n = 0; n < FILES; n++) {
      results(inbox, n).forEach(line -> ids.add(line.path("id").asText()));
    }
    assertThat(ids).hasSize(2 * FILES).doesNotHaveDuplicates();
  }

  /** In mid-stream too; the other node is told nothing but by the ledger. */
  @Test
  void aLicenceThatIsRevokedAtOneEndsAtTheOther() throws Exception {
    var key = Licensed.create(one, "studio", "videos");
    await()
        .atMost(Service.PATIENCE)
        .until(() -> Licensed.get(other, key, "/v1/videos").statusCode() == 200);
    var id = Licensed.order(other, key);
    var events = Licensed.listen(other, key, "/v1/videos/" + id + "/events");
    var link = URI.create(link(key, Licensed.order(other, key, "tiny")));
    assertThat(other.send(HttpRequest.newBuilder(link)).statusCode()).isEqualTo(200);
    var report = URI.create(Licensed.report(other, key, "[sandbox:never] a fox"));
    assertThat(other.send(HttpRequest.newBuilder(report)).statusCode()).isEqualTo(200);

    Licensed.revoke(one, "studio");

    assertThat(events.get(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .contains("event: error", "This licence was revoked. Ask the operator for another one.");
    assertThat(Licensed.get(other, key, "/v1/videos").statusCode()).isEqualTo(401);
    for (var own : List.of(link, report)) {
      var closed = other.send(HttpRequest.newBuilder(own));
      assertThat(closed.statusCode() + " " + Service.json(closed).at("/error/code").asText())
          .isEqualTo("403 licence_ended");
    }
  }

  /** Its configuration is not at all nodes yet: the link is valid, and opens the video there. */
  @Test
  void aLinkOfALicenceThatOnlyOneKnowsIsToBeTriedAgainAtTheOther() throws Exception {
    var link = URI.create(link("newer", Licensed.order(other, "newer", "tiny")));
    var report = URI.create(Licensed.report(other, "newer", "[sandbox:never] a fox"));

    for (var own : List.of(link, report)) {
      assertThat(other.send(other.bare(own.getPath())).statusCode()).isEqualTo(200);
      var unknown = one.send(one.bare(own.getPath()));
      assertThat(unknown.statusCode() + " " + Service.json(unknown).at("/error/code").asText())
          .isEqualTo("503 licence_not_configured");
      assertThat(unknown.headers().firstValue("Retry-After")).contains("5");
    }
  }

  private String link(String key, String id) {
    return await()
        .atMost(Service.PATIENCE)
        .until(
            () -> Service.json(Licensed.get(other, key, "/v1/videos/" + id)).path("url").asText(),
            url -> !url.isEmpty() && !url.equals("null"));
  }

  /** The other node is told nothing but by the ledger, and takes no order meanwhile. */
  @Test
  void anUpstreamThatIsPausedAtOneGetsNoOrdersOfTheOther() throws Exception {
    Licensed.admin(one, "POST", "/upstreams/sandbox/pause", "");
    await().atMost(Service.PATIENCE).until(() -> state(other).equals("paused"));
    var key = Licensed.create(one, "painter", "videos");
    await()
        .atMost(Service.PATIENCE)
        .until(() -> Licensed.get(other, key, "/v1/videos").statusCode() == 200);

    var id = Licensed.order(other, key, "tiny");
    await().atMost(Service.PATIENCE).until(() -> sandbox(one).path("waiting").asInt() == 1);
    assertThat(status(other, key, id)).isEqualTo("queued");
    Licensed.admin(other, "POST", "/upstreams/sandbox/resume", "");

    await().atMost(Service.PATIENCE).until(() -> status(one, key, id).equals("completed"));
    await().atMost(Service.PATIENCE).until(() -> state(one).equals("ok"));
  }

  private static String state(Service node) throws Exception {
    return sandbox(node).path("state").asText();
  }

  private static JsonNode sandbox(Service node) throws Exception {
    return Service.json(Licensed.admin(node, "GET", "/upstreams/sandbox", ""));
  }

  private static String status(Service node, String key, String id) throws Exception {
    return Service.json(Licensed.get(node, key, "/v1/videos/" + id)).path("status").asText();
  }

  @Test
  void aKeyInAFileIsReplacedWithoutARestart() throws Exception {
    var first = "the first key of the team";
    var id = Licensed.order(one, first);
    var events = Licensed.listen(one, first, "/v1/videos/" + id + "/events");

    Files.writeString(home.resolve("team.key"), "another key of the team");

    assertThat(events.get(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .contains("event: error", "This key was replaced by another one.");
    assertThat(Licensed.get(one, first, "/v1/videos").statusCode()).isEqualTo(401);
    assertThat(Licensed.get(one, "another key of the team", "/v1/videos/" + id).statusCode())
        .isEqualTo(200);
  }

  /** The token is a licence at both nodes, with one quota, until it ends. */
  @Test
  void aTokenOfAnIssuerIsALicenceUntilItEnds() throws Exception {
    var name = "oidc.company.anna_40example.com";
    var token = token("anna@example.com", 600);
    var id = Licensed.order(one, token);
    assertThat(Licensed.get(other, token, "/v1/videos/" + id).statusCode()).isEqualTo(200);
    assertThat(Licensed.order(other, token)).isEmpty(); // one job at once
    var usage = Service.json(Licensed.get(other, token, "/v1/usage"));
    assertThat(usage.at("/jobs_at_once/used").asInt()).isOne();
    var stranger = Licensed.get(one, token("bert", 600), "/v1/videos/" + id);
    assertThat(stranger.statusCode()).isEqualTo(404);

    var soon = token("anna@example.com", 3);
    var events = Licensed.listen(other, soon, "/v1/videos/" + id + "/events");
    assertThat(events.get(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .contains("event: error", "Invalid token in the Authorization header: it has expired.");
    assertThat(Licensed.get(one, soon, "/v1/videos").statusCode()).isEqualTo(401);

    var unknown = Map.<String, Object>of("iss", away, "aud", "reelway", "sub", "anna", "exp", 1);
    var unread = Licensed.get(one, TestTokens.token(unknown), "/v1/videos");
    assertThat(unread.statusCode()).isEqualTo(503);
    assertThat(unread.headers().firstValue("Retry-After")).contains("5");
    assertThat(Service.json(unread).at("/error/code").asText()).isEqualTo("issuer_away");

    var shown = Service.json(Licensed.admin(one, "GET", "/licences/" + name, ""));
    assertThat(shown.path("tokens").asBoolean()).isTrue();
    var change = Licensed.admin(one, "PATCH", "/licences/" + name, "{\"models\": [\"tiny\"]}");
    assertThat(Service.json(change).at("/error/param").asText()).isEqualTo("models");
    var rotated = Licensed.admin(one, "POST", "/licences/" + name + "/rotate", "{}");
    assertThat(Service.json(rotated).at("/error/code").asText()).isEqualTo("licence_has_no_keys");
    var ending = Licensed.listen(other, token, "/v1/videos/" + id + "/events");
    Licensed.revoke(one, name);
    assertThat(ending.get(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .contains("event: error", "This licence was revoked.");
  }

  private String token(String subject, long seconds) {
    long now = System.currentTimeMillis() / 1000;
    return TestTokens.token(
        Map.of(
            "iss",
            issuer.url(),
            "aud",
            "reelway",
            "sub",
            subject,
            "exp",
            now + seconds,
            "scope",
            "openid reelway:videos"));
  }

  @Test
  void aQuotaOfFiftyAcceptsFiftyOfTwoHundredOrdersOfBothNodes() throws Exception {
    var answers =
        Together.run(
            IntStream.range(0, 200)
                .<Callable<String>>mapToObj(n -> () -> ordered(n % 2 == 0 ? one : other))
                .toList());

    assertThat(answers.stream().filter(answer -> answer.equals("200 "))).hasSize(50);
    assertThat(answers.stream().filter(answer -> answer.equals("429 insufficient_quota")))
        .hasSize(150);
    var left = Service.json(one.send(one.bare("/sora/v1/usage").header(KEY, "shop")));
    assertThat(left.at("/day/jobs").toString())
        .isEqualTo("{\"limit\":50,\"used\":50,\"remaining\":0}");
  }

  @Test
  void whoFollowsAllVideosAtOneNodeSeesThoseOfTheOther() throws Exception {
    try (var followed = FollowedVideos.of(one)) {
      var order = "{\"prompt\": \"a heron\", \"model\": \"tiny\"}";
      var id = Service.json(other.post("/sora/v1/videos", order)).path("id").asText();
      followed.await(id, "video.completed");
      other.send(other.request("/sora/v1/videos/" + id).DELETE());
      followed.await(id, "video.deleted");

      assertThat(followed.of(id)).startsWith("video.created").endsWith("video.deleted");
    }
  }

  /** Sent again with the same key as long as a busy database keeps it from being answered. */
  private static String ordered(Service node) throws Exception {
    var key = UUID.randomUUID().toString();
    var answer = ordered(node, key);
    for (int again = 0; answer.startsWith("503 ") && again < 12; again++) {
      answer = ordered(node, key);
    }
    return answer;
  }

  private static String ordered(Service node, String key) throws Exception {
    var order = "{\"prompt\": \"[sandbox:never] a fox\", \"model\": \"tiny\"}";
    var answer =
        node.send(
            node.bare("/sora/v1/videos")
                .header(KEY, "shop")
                .header("Idempotency-Key", key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(order)));
    return answer.statusCode() + " " + Service.json(answer).at("/error/code").asText();
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
      "reelway.intake.hot-folder.model=tiny",
      "reelway.upstreams.away.dialect=sora",
      "reelway.upstreams.away.base-url=http://127.0.0.1:9",
      "reelway.upstreams.away.key=none",
      "reelway.models.waiting[0].upstream=away",
      "reelway.models.waiting[0].model=waiting",
      "reelway.admin-key=" + Licensed.ADMIN_KEY,
      "reelway.admin.port=0",
      "reelway.licences.team.key=file:" + home.resolve("team.key"),
      "reelway.licences.team.scopes=videos",
      "reelway.oidc.company.issuer=" + issuer.url(),
      "reelway.oidc.company.audience=reelway",
      "reelway.oidc.company.clock-skew=0s",
      "reelway.oidc.away.issuer=" + away,
      "reelway.oidc.away.audience=reelway",
      "reelway.oidc.away.scope-claim=scope",
      "reelway.oidc.company.scope-claim=scope",
      "reelway.oidc.company.scope-prefix=reelway:",
      "reelway.oidc.company.rules[0].limits.jobs-at-once=1",
      "reelway.licences.shop.key=shop",
      "reelway.licences.shop.scopes=videos",
      "reelway.licences.shop.limits.day.jobs=50"
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
