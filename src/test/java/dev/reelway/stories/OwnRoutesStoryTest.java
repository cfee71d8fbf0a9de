package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.docs.Page;
import dev.reelway.docs.Page.Snippet;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator's own route file adds over HTTP is closed without a licence, like the API. */
@TestInstance(Lifecycle.PER_CLASS)
class OwnRoutesStoryTest {

  private static final String FILE =
      """
      - rest:
          id: own
          path: /own
          get:
            - id: own-rest-call
              path: /rest
              to: direct:own-rest
      - rest:
          id: own-videos
          path: /sora/v1/videos
          get:
            - id: own-report-call
              path: /own/report
              to: direct:own-report
      - route:
          id: own-page
          description: Answers a path below the documentation
          from:
            uri: platform-http:/sora/docs/own
            parameters:
              httpMethodRestrict: GET
            steps:
              - to:
                  uri: direct:own-answer
      - route:
          id: own-media
          description: Answers all paths below one
          from:
            uri: platform-http:/sora/media
            parameters:
              matchOnUriPrefix: true
            steps:
              - to:
                  uri: direct:own-answer
      - route:
          id: own-sandbox
          description: Answers a path below the sandbox
          from:
            uri: platform-http:/sandbox/v1/videos/own
            steps:
              - to:
                  uri: direct:own-answer
      - route:
          id: own-anything
          description: Answers every path that no other route answers
          from:
            uri: platform-http:/
            parameters:
              matchOnUriPrefix: true
            steps:
              - to:
                  uri: direct:own-answer
      - route:
          id: own-rest
          description: Answers a path of its own
          from:
            uri: direct:own-rest
            steps:
              - to:
                  uri: direct:own-answer
      - route:
          id: own-report
          description: Answers a path below one of the API
          from:
            uri: direct:own-report
            steps:
              - to:
                  uri: direct:own-answer
      - route:
          id: own-plain
          description: Answers whatever method is used
          from:
            uri: platform-http:/own/plain
            steps:
              - to:
                  uri: direct:own-answer
      - route:
          id: own-answer
          description: Answers whose licence the request has
          from:
            uri: direct:own-answer
            steps:
              - setBody:
                  expression:
                    simple:
                      expression: "for ${variable.licence.name}"
      - route:
          id: own-moderator
          description: Decides on orders and on their files by a word of the prompt
          from:
            uri: direct:own-moderator
            steps:
              - setBody:
                  expression:
                    jq:
                      expression: |
                        if .prompt == "no order" and .before == "submit" then
                          {decision: "refuse", reason: "No order of \\(.safety_identifier)."}
                        elif .prompt == "no file" and .before == "delivery" then
                          {decision: "refuse", reason: "No file of \\(.files[0].type)."}
                        else {decision: "pass"} end
      """;

  /** The example of the page, which takes orders. */
  private static final Snippet ON_THE_PAGE =
      Page.named("configure.md").about("routes/posters.camel.yaml");

  private Service service;

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    service =
        Service.startWith(
            context -> context.registerBean("own", OwnFile.class, OwnFile::new),
            home,
            "reelway.licences.talker.key=talker-key",
            "reelway.licences.talker.scopes=chat",
            "reelway.moderation.before-submit=direct:own-moderator",
            "reelway.moderation.before-delivery=direct:own-moderator");
  }

  @AfterAll
  void stop() {
    service.close();
  }

  /** Of some of them, an open path of ours is a pattern. */
  static Stream<String> paths() {
    return Stream.of(
        "/own/rest",
        "/own/plain",
        "/sora/v1/videos/own/report",
        "/sora/docs/own",
        "/sora/media/own",
        "/sora/media/a/b/c",
        "/sandbox/v1/videos/own",
        "/anything/else");
  }

  @ParameterizedTest
  @MethodSource("paths")
  void withoutALicenceItIsClosed(String path) throws Exception {
    for (var request : new String[] {"GET", "HEAD"}) {
      var answer = service.send(service.bare(path).method(request, noBody()));

      assertThat(answer.statusCode()).as(request).isEqualTo(401);
    }
    var answer = service.send(service.bare(path));
    assertThat(Service.json(answer).at("/error/code").asText()).isEqualTo("invalid_api_key");
    assertThat(service.send(service.bare(path).header("Authorization", "x")).statusCode())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void withALicenceItAnswersAndKnowsWhose(String path) throws Exception {
    var answer = service.get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("for demo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void everyMethodIsClosed(String method) throws Exception {
    var plain = service.send(service.bare("/own/plain").method(method, noBody()));

    assertThat(plain.statusCode()).isEqualTo(401);
  }

  @Test
  void aPathBelowOneOfTheApiNeedsItsScope() throws Exception {
    assertThat(asTalker("/own/rest").body()).isEqualTo("for talker");

    var refused = asTalker("/sora/v1/videos/own/report");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(Service.json(refused).at("/error/code").asText()).isEqualTo("missing_scope");
  }

  @Test
  void anOrderOnAPathOfItsOwnIsRepeatedLikeOthers() throws Exception {
    var first = poster("a fox");
    var second = poster("a fox");
    var other = poster("a cat");

    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(second.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(Service.json(second).path("id")).isEqualTo(Service.json(first).path("id"));
    assertThat(other.statusCode()).isEqualTo(422);
  }

  /** The second one has been rendered, and its file is removed from the sink. */
  @Test
  void aRouteOfItsOwnModeratesOrdersAndFiles() throws Exception {
    var passed = service.ended(service.order("a fox that passes"));
    var order =
        Service.json(
            service.post(
                "/sora/v1/videos",
                "{\"model\": \"tiny\", \"prompt\": \"no order\", \"user\": \"s-1\"}"));
    var unsent = service.ended(order.path("id").asText());
    var unseen = service.ended(service.order("no file"));

    assertThat(passed.path("status").asText()).isEqualTo("completed");
    assertThat(unsent.at("/error/code").asText()).isEqualTo("refused");
    assertThat(unsent.at("/error/message").asText()).isEqualTo("No order of s-1.");
    assertThat(unseen.at("/error/message").asText()).isEqualTo("No file of video/mp4.");
    var id = unseen.path("id").asText();
    assertThat(service.get("/sora/v1/videos/" + id + "/content").statusCode()).isNotEqualTo(200);
    Awaitility.await().atMost(Service.PATIENCE).until(() -> files(id).isEmpty());
  }

  private List<Path> files(String id) throws IOException {
    try (var files = Files.walk(service.home().resolve("outbox"))) {
      return files.filter(file -> file.getFileName().toString().startsWith(id)).toList();
    }
  }

  private HttpResponse<String> poster(String prompt) throws Exception {
    return service.send(
        service
            .request("/sora/v1/posters")
            .header("Idempotency-Key", "poster")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("model=tiny&prompt=" + prompt)));
  }

  private HttpResponse<String> asTalker(String path) throws Exception {
    return service.send(service.bare(path).header("Authorization", "talker-key"));
  }

  private static HttpRequest.BodyPublisher noBody() {
    return HttpRequest.BodyPublishers.noBody();
  }

  /** Loads the files as those beside the jar are loaded. */
  private static final class OwnFile implements CamelContextConfiguration {

    @Override
    public void beforeApplicationStart(CamelContext camel) {
      try {
        PluginHelper.getRoutesLoader(camel)
            .loadRoutes(
                file("routes/own/own.camel.yaml", FILE),
                file(ON_THE_PAGE.about(), ON_THE_PAGE.text()));
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    private static Resource file(String path, String text) {
      return ResourceHelper.fromBytes(path, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {}
  }
}
