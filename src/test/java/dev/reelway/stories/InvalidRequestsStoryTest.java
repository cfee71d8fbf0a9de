package dev.reelway.stories;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.LogCapture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** Whatever comes in over HTTP, the answer is one clear sentence in OpenAI's error shape. */
@ExtendWith(LogCapture.class)
class InvalidRequestsStoryTest extends StoryTest {

  private static final String VIDEOS = "/sora/v1/videos";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final Busy upstream = upstream();

  private static Busy upstream() {
    try {
      return new Busy(100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  void stopUpstream() {
    upstream.close();
  }

  @Override
  String[] settings() {
    return new String[] {
      "reelway.upstreams.heard.dialect=sora",
      "reelway.upstreams.heard.base-url=" + upstream.url(),
      "reelway.upstreams.heard.key=k",
      "reelway.models.heard[0].upstream=heard",
      "reelway.models.heard[0].model=m",
      "reelway.licences.other.key=other-key",
      "reelway.licences.other.scopes=videos",
      "reelway.licences.talker.key=talker-key",
      "reelway.licences.talker.scopes=chat",
      "reelway.api.largest-body=100KB"
    };
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /sora/v1/nothing, 404",
    "GET, /sora, 404",
    "GET, /elsewhere, 404",
    "GET, /error, 404",
    "PUT, /sora/v1/videos, 405",
    "PATCH, /sora/v1/videos/video_1, 405",
    "DELETE, /sora/v1/videos/video_1/content, 405",
    "GET, //sora/v1/videos, 404",
    "GET, /sora/v1/videos;x=1, 404",
    "GET, /sora/v1/%76ideos, 404",
    "GET, /SORA/V1/Videos, 404",
    "GET, /sora/v1/videos/, 404",
    "GET, /sora/v1/videos/edits, 404",
    "GET, /sora/v1/videos/characters/char_1, 404",
    "GET, /sora/v1/videos/../models, 404",
    "GET, /observe/health, 404",
    "GET, /actuator/heapdump, 404"
  })
  void anUnknownPathOrMethodIsAnsweredInTheErrorShape(String method, String path, int status)
      throws Exception {
    var answer =
        raw(
            "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: demo\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                .formatted(method, path));

    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertThat(answer).contains("x-request-id: req_").contains("{\"error\":{\"message\":");
  }

  @ParameterizedTest
  @CsvSource({"stranger, 401", "demo, 413"})
  void whoSendsAllOfALargeBodyReadsWhyItIsRefused(String key, int status) throws Exception {
    int length = 20_000_000;
    try (var socket = new Socket("127.0.0.1", service.port())) {
      var head =
          "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
              .formatted(VIDEOS, key, length);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(new byte[length]);

      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
          .isEqualTo("HTTP/1.1 " + status);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /characters",
    "GET, /characters",
    "GET, /characters/char_1",
    "POST, ''",
    "POST, /edits"
  })
  void charactersAreRefusedWhereverTheyAreNamed(String method, String path) throws Exception {
    var body =
        BodyPublishers.ofString(
            "{\"prompt\": \"x\", \"video\": \"video_1\", \"characters\": [{\"id\": \"char_1\"}]}");
    var request = service.request(VIDEOS + path).header("Content-Type", "application/json");

    var answer = service.send(request.method(method, body));

    assertThat(answer.statusCode()).isEqualTo(404);
    var error = Service.json(answer).path("error");
    assertThat(error.path("code").asText()).isEqualTo("unsupported_operation");
    assertThat(error.path("message").asText())
        .startsWith("Characters")
        .contains("not supported with any model");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/sora/v1/..%2fvideos", "/sora/v1/%00", "/sora/v1/%0d%0aX: y", "/sora/v1/a|b"})
  void anInvalidPathIsAnsweredInTheErrorShapeToo(String path) throws Exception {
    var answer =
        raw("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path));

    assertThat(answer).startsWith("HTTP/1.1 40");
    assertThat(answer).contains("x-request-id: req_").contains("{\"error\":{\"message\":");
    assertThat(answer).doesNotContain("Tomcat").doesNotContain("\r\nX: y");
  }

  @Test
  void anAnswerRepeatsNoRequestHeader() throws Exception {
    var answer =
        service.send(
            service
                .request(VIDEOS + "?model=CamelHttpResponseCode")
                .header("X-Mine", "echo")
                .header("CamelHttpResponseCode", "418")
                .header("Cookie", "a=b")
                .header("Origin", "https://evil.example"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().map().keySet())
        .containsOnly(
            "content-length",
            "content-security-policy",
            "content-type",
            "date",
            "referrer-policy",
            "x-content-type-options",
            "x-request-id");
  }

  @ParameterizedTest
  @MethodSource("intruders")
  void camelsOwnNamesHaveNoEffect(String name) throws Exception {
    for (var spelled :
        new String[] {name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT)}) {
      var answer =
          service.send(
              service
                  .request(VIDEOS)
                  .header(spelled, "http://127.0.0.1:1/x")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{\"prompt\":\"[sandbox:never] x\"}")));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(Service.json(answer).path("status").asText()).isEqualTo("queued");
    }
  }

  @ParameterizedTest
  @MethodSource("intruders")
  void theyAreNoParametersEither(String name) throws Exception {
    for (var query : List.of(name + "=http://127.0.0.1:1/x", "")) {
      var answer =
          service.send(
              service
                  .request(VIDEOS + "?" + query)
                  .header("Content-Type", "application/json")
                  .POST(
                      BodyPublishers.ofString(
                          query.isEmpty()
                              ? "{\"prompt\":\"x\",\"%s\":\"y\"}".formatted(name)
                              : "{\"prompt\":\"x\"}")));

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(Service.json(answer).at("/error/code").asText()).isEqualTo("unknown_parameter");
      assertThat(Service.json(answer).at("/error/param").asText()).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @MethodSource("intruders")
  void norAreTheyFieldsOfAForm(String name) throws Exception {
    var part = "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
    for (var spelled : new String[] {name, name.toLowerCase(Locale.ROOT), swapped(name)}) {
      var form = posted(FORM, BodyPublishers.ofString("prompt=x&" + spelled + "=y"));
      var parts = part.formatted("prompt", "x") + part.formatted(spelled, "y") + "--b--";
      var multipart = posted("multipart/form-data; boundary=b", BodyPublishers.ofString(parts));

      for (var answer : List.of(form, multipart)) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Service.json(answer).at("/error/param").asText()).isEqualTo(spelled);
      }
    }
  }

  /** Every second letter in the other case. */
  private static String swapped(String name) {
    var swapped = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char one = name.charAt(i);
      swapped.append(i % 2 == 0 ? Character.toUpperCase(one) : Character.toLowerCase(one));
    }
    return swapped.toString();
  }

  @Test
  void noUpstreamHearsWhatTheCallerSentAlong() throws Exception {
    var sent =
        service.send(
            service
                .bare(VIDEOS)
                .header("Authorization", "other-key")
                .header("Content-Type", "application/json")
                .header("Cookie", "a=secret")
                .header("Forwarded", "for=secret")
                .header("X-Forwarded-For", "secret")
                .header("Proxy-Authorization", "secret")
                .header("X-Api-Key", "secret")
                .header("User-Agent", "secret")
                .POST(BodyPublishers.ofString("{\"prompt\":\"x\",\"model\":\"heard\"}")));
    var id = Service.json(sent).path("id").asText();

    Awaitility.await()
        .atMost(Service.PATIENCE)
        .until(
            () ->
                Service.json(asOther(service.bare(VIDEOS + "/" + id)))
                    .path("status")
                    .asText()
                    .equals("completed"));
    assertThat(upstream.heard()).containsEntry("authorization", List.of("Bearer k"));
    assertThat(upstream.heard().toString()).doesNotContain("secret", "other-key");
    assertThat(upstream.heard()).doesNotContainKeys("cookie", "forwarded", "x-forwarded-for");
  }

  static Stream<String> intruders() {
    return Stream.of(
        "CamelHttpUri",
        "CamelHttpPath",
        "CamelHttpQuery",
        "CamelFileName",
        "CamelSqlQuery",
        "CamelHttpResponseCode",
        "org.apache.camel.x",
        "operationName",
        "breadcrumbId",
        "licence",
        "job",
        "upstream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{env:HOME}}", "${env:HOME}", "#{x}", "${jndi:ldap://x}", "file:/etc"})
  void expressionsInAModelAMetadataOrAUrlStayText(String text) throws Exception {
    var model = ordered(Map.of("prompt", "x", "model", text));
    var callback = ordered(Map.of("prompt", "x", "callback_url", text));
    var image = ordered(Map.of("prompt", "x", "input_reference", text));
    var metadata = ordered(Map.of("prompt", "[sandbox:never]", "metadata", Map.of("a", text)));

    assertThat(model.statusCode()).isEqualTo(400);
    assertThat(Service.json(model).at("/error/param").asText()).isEqualTo("model");
    assertThat(callback.statusCode()).isEqualTo(400);
    assertThat(Service.json(callback).at("/error/param").asText()).isEqualTo("callback_url");
    assertThat(image.statusCode()).isEqualTo(400);
    assertThat(model.body() + callback.body() + image.body()).doesNotContain("/root", "root:");
    assertThat(Service.json(metadata).at("/metadata/a").asText()).isEqualTo(text);
  }

  private HttpResponse<String> ordered(Map<String, Object> order) throws Exception {
    return service.post(VIDEOS, Service.JSON.writeValueAsString(order));
  }

  @Test
  void aPromptWritesNoLineOfTheLogAndNoEventOfAStream(CapturedOutput log) throws Exception {
    var prompt = "a fox\r\n2026 ERROR forged\u001b[31m\u2028\n\ndata: [DONE]\n\n";
    var messages = List.of(Map.of("role", "user", "content", prompt));
    var chat = Map.of("model", "tiny", "stream", true, "messages", messages);

    var answer = service.post("/sora/v1/chat/completions", Service.JSON.writeValueAsString(chat));

    assertThat(answer.body().lines().filter("data: [DONE]"::equals)).hasSize(1);
    assertThat(answer.body()).endsWith("data: [DONE]\n\n");
    assertThat(log.getAll()).doesNotContain("forged", "\u001b", "\u2028");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"after", "limit", "order", "status", "metadata[x]", "metadata[' or 1=1--]"})
  void sqlInAFilterOrACursorIsAValueLikeOthers(String name) throws Exception {
    var mine = service.order("[sandbox:never] mine");
    var query = URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode("' or 1=1; --", UTF_8);

    var answer = service.get(VIDEOS + "?" + query);

    assertThat(answer.statusCode()).isIn(200, 400);
    assertThat(answer.body()).doesNotContain(mine).doesNotContain("or 1=1");
  }

  /** A filter that is not applied would show what nobody asked for. */
  @ParameterizedTest
  @CsvSource({
    "videos?state=failed,                  state",
    "videos?created_befor=2026-11-29,      created_befor",
    "files?purposes=batch,                 purposes",
    "batches?status=completed,             status",
    "batches/batch_0/results?state=failed, state",
    "events?jobs=video_0,                  jobs",
    "webhook_endpoints?url=x,              url",
    "videos/video_0/content?varient=x,     varient",
    "usage?from=2026-11-29,                from",
  })
  void aListHasNoUnknownParameter(String path, String name) throws Exception {
    var answer = service.get("/sora/v1/" + path);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    var error = Service.json(answer).path("error");
    assertThat(error.path("code").asText()).isEqualTo("unknown_parameter");
    assertThat(error.path("param").asText()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status=done", "status[]=done", "status[0]=failed&status[1]=done"})
  void everySpellingOfAFilterCounts(String query) throws Exception {
    var answer = service.get(VIDEOS + "?" + query.replace("[", "%5B").replace("]", "%5D"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(Service.json(answer).at("/error/param").asText()).isEqualTo("status");
  }

  @Test
  void whatClientsSendInEveryRequestIsNoFilter() throws Exception {
    assertThat(service.get(VIDEOS + "?api-version=2026-11-29").statusCode()).isEqualTo(200);
  }

  @Test
  void expressionsInAPromptStayText() throws Exception {
    var prompt = "{{env:HOME}} ${env:HOME} #{x} ${jndi:ldap://x} {{bean:jobSteps}} ../x";

    var answer = service.post(VIDEOS, Service.JSON.writeValueAsString(Map.of("prompt", prompt)));

    assertThat(Service.json(answer).path("prompt").asText()).isEqualTo(prompt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "Bearer demo", "bearer demo", "BEARER   demo"})
  void aLicenceIsSentBareOrAfterBearer(String authorization) throws Exception {
    var answer = service.send(service.bare(VIDEOS).header("Authorization", authorization));

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Demo",
        "demo2",
        "d\u00e9mo",
        "' OR pg_sleep(8)--",
        "Basic demo",
        "Bearer",
        "Bearer Bearer demo"
      })
  void anythingElseIsNoLicence(String authorization) throws Exception {
    var request = service.bare(VIDEOS + "?authorization=demo&api_key=demo");
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }

    var answer = service.send(request);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).doesNotContain("' OR");
  }

  @Test
  void twoLicencesAtOnceAreNone() throws Exception {
    var request =
        service.bare(VIDEOS).header("Authorization", "demo").header("Authorization", "other-key");

    assertThat(service.send(request).statusCode()).isEqualTo(401);
  }

  @Test
  void aLicenceWithoutTheScopeIsRefused() throws Exception {
    var videos = service.send(service.bare(VIDEOS).header("Authorization", "talker-key"));
    var models =
        service.send(service.bare("/sora/v1/models").header("Authorization", "talker-key"));

    assertThat(videos.statusCode()).isEqualTo(403);
    assertThat(Service.json(videos).at("/error/message").asText()).contains("videos");
    assertThat(models.statusCode()).isEqualTo(200);
  }

  @Test
  void aVideoOfAnotherLicenceIsAnsweredAsUnknown() throws Exception {
    var id = service.order("[sandbox:never] mine");
    var unknown = "video_" + "0".repeat(32);

    for (var path : new String[] {"", "/content"}) {
      var foreign = asOther(service.bare(VIDEOS + "/" + id + path));
      var missing = asOther(service.bare(VIDEOS + "/" + unknown + path));

      assertThat(foreign.statusCode()).isEqualTo(404);
      assertThat(foreign.body().replace(id, unknown)).isEqualTo(missing.body());
    }
    assertThat(asOther(service.bare(VIDEOS + "/" + id).DELETE()).statusCode()).isEqualTo(404);
    assertThat(asOther(service.bare(VIDEOS)).body()).doesNotContain(id);
    assertThat(service.video(id).path("status").asText()).isNotEqualTo("failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"files", "batches", "events", "images"})
  void whatIsAnothersIsAnsweredAsUnknown(String kind) throws Exception {
    var path = "/sora/v1/" + kind + "/";
    var id = "files".equals(kind) ? uploaded() : kind.substring(0, 5) + "_" + "0".repeat(32);
    var unknown = id.substring(0, id.length() - 5) + "00000";

    for (var below : new String[] {"", "/content"}) {
      var foreign = asTalker(service.bare(path + id + below));
      var missing = asTalker(service.bare(path + unknown + below));

      assertThat(foreign.statusCode()).isEqualTo(missing.statusCode()).isIn(403, 404);
      assertThat(foreign.body().replace(id, unknown)).isEqualTo(missing.body());
    }
  }

  private String uploaded() throws Exception {
    var part = "--b\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n";
    var body =
        part.formatted("purpose", "", "batch")
            + part.formatted("file", "; filename=\"a.jsonl\"", "{}")
            + "--b--";
    var request = service.request("/sora/v1/files");
    var answer =
        service.send(
            request
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Service.json(answer).path("id").asText();
  }

  private HttpResponse<String> asTalker(HttpRequest.Builder request) throws Exception {
    return service.send(request.header("Authorization", "talker-key"));
  }

  @Test
  void aBodyOverTheCapIsRefusedAndLeavesNothing() throws Exception {
    var large = "{\"prompt\":\"" + "x".repeat(200_000) + "\"}";
    var multipart =
        "--b\r\nContent-Disposition: form-data; name=\"prompt\"; filename=\"f\"\r\n\r\n"
            + "x".repeat(200_000)
            + "\r\n--b--\r\n";

    var json = posted("application/json", BodyPublishers.ofString(large));
    var chunked =
        posted(
            "application/json",
            BodyPublishers.ofInputStream(
                () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))));
    var form = posted("multipart/form-data; boundary=b", BodyPublishers.ofString(multipart));

    for (var answer : new HttpResponse<?>[] {json, chunked, form}) {
      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body().toString()).contains("\"code\":\"too_large\"");
    }
    for (var folder : new String[] {"uploads", "incoming"}) {
      assertThat(service.home().resolve(folder)).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/xml|<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>|415",
        "text/plain|{\"prompt\":\"x\"}|415",
        "application/json|{\"prompt\":\"x\"|400",
        "application/json|{\"prompt\":\"x\"} trailing|400",
        "application/json|{\"prompt\":\"x\",\"prompt\":\"y\"}|400",
        "application/json|[1]|400",
        "application/json|null|400",
        "application/json|{\"prompt\":7}|400",
        "multipart/form-data|x|400",
        "multipart/form-data; boundary=b|--b cut|400",
        "application/x-www-form-urlencoded|prompt=%zz|400"
      })
  void aBodyThatCannotBeReadIsRefused(String type, String body, int status) throws Exception {
    var answer = posted(type, BodyPublishers.ofString(body));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(Service.json(answer).at("/error/message").asText()).isNotEmpty();
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    var answer =
        service.post(VIDEOS, "{\"prompt\":\"x\",\"model\":\"sora_video2-25s\",\"hd\":true}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Service.json(answer).at("/error/param").asText()).isEqualTo("hd");
    assertThat(Service.json(answer).at("/error/type").asText()).isEqualTo("invalid_request_error");
  }

  @Test
  void theSandboxKnowsItsOwnKeyOnly() throws Exception {
    assertThat(service.get("/sandbox/v1/videos").statusCode()).isEqualTo(401);
  }

  /** A proxy on this machine: what it passes on comes from somebody else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 192.0.2.1",
        "x-forwarded-host: videos.example",
        "X-FORWARDED-PROTO: https",
        "X-Forwarded-Prefix:",
        "Forwarded: for=192.0.2.1",
        "Via: 1.1 proxy",
        "X-Real-IP: 127.0.0.1"
      })
  void whatAProxyPassesOnIsNotFromThisMachine(String header) throws Exception {
    var sandbox = raw(get("/sandbox/v1/videos", header));
    var demo = raw(get(VIDEOS, header + "\r\nAuthorization: Bearer demo"));
    var own = raw(get(VIDEOS, header + "\r\nAuthorization: other-key"));

    assertThat(sandbox).startsWith("HTTP/1.1 404").contains("\"code\":\"unknown_url\"");
    assertThat(demo)
        .startsWith("HTTP/1.1 401")
        .contains("The demo licence is valid only for requests from the service's own machine");
    assertThat(own).startsWith("HTTP/1.1 200");
    assertThat(raw(get("/sandbox/v1/videos", "X-Other: 1"))).startsWith("HTTP/1.1 401");
  }

  /** A page of a name that points at this machine, in a browser on it. */
  @Test
  void whatCallsThisMachineByAnotherNameIsNotFromIt() throws Exception {
    var sandbox = raw(named("/sandbox/v1/videos", "Authorization: Bearer demo"));
    var demo = raw(named(VIDEOS, "Authorization: Bearer demo"));
    var own = raw(named(VIDEOS, "Authorization: other-key"));

    assertThat(sandbox).startsWith("HTTP/1.1 404");
    assertThat(demo).startsWith("HTTP/1.1 401").contains("to localhost, 127.0.0.1 or [::1]");
    assertThat(own).startsWith("HTTP/1.1 200");
    assertThat(raw(named("/", "Accept: text/html"))).doesNotContain("data-demo");
  }

  private static String named(String path, String headers) {
    return get(path, headers).replace("Host: localhost", "Host: evil.example:8080");
  }

  private static String get(String path, String headers) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n\r\n"
        .formatted(path, headers);
  }

  @Test
  void keysNeverReachTheLedger() throws Exception {
    service.order("[sandbox:never] look for keys");

    var ledger = Files.readString(service.home().resolve("ledger.db"), StandardCharsets.ISO_8859_1);
    var log =
        Files.readString(service.home().resolve("ledger.db-wal"), StandardCharsets.ISO_8859_1);

    assertThat(ledger + log).doesNotContain("other-key");
  }

  private HttpResponse<String> asOther(HttpRequest.Builder request) throws Exception {
    return service.send(request.header("Authorization", "other-key"));
  }

  private HttpResponse<String> posted(String type, HttpRequest.BodyPublisher body)
      throws Exception {
    return service.send(service.request(VIDEOS).header("Content-Type", type).POST(body));
  }

  /** Of five gigabytes nothing is sent, and nothing is waited for. */
  @ParameterizedTest
  @ValueSource(strings = {"/sora/v1/files", "/sora/v1/videos", "/sora/v1/chat/completions"})
  void withoutALicenceABodyIsNotRead(String path) throws Exception {
    var head =
        "POST %s HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Content-Type: multipart/form-data; boundary=b\r\n"
            + "Content-Length: 5000000000\r\n"
            + "%s\r\n";

    assertThat(firstLine(head.formatted(path, ""))).startsWith("HTTP/1.1 401");
    assertThat(firstLine(head.formatted(path, "Authorization: " + "x".repeat(4_000) + "\r\n")))
        .startsWith("HTTP/1.1 401");
    assertThat(firstLine(head.formatted(path, "Authorization: talker-key\r\n".repeat(2))))
        .startsWith("HTTP/1.1 401");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/sora/v1/videos",
        "/sora/",
        "/",
        "/observe/heapdump",
        "/observe/env",
        "/observe/threaddump",
        "/observe/shutdown"
      })
  void thePortOfHealthAnswersNothingOfTheApi(String path) throws Exception {
    var there = URI.create("http://127.0.0.1:" + service.managementPort() + path);

    var answer = service.send(HttpRequest.newBuilder(there).header("Authorization", "demo"));

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  private String firstLine(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", service.port())) {
      socket.setSoTimeout((int) Service.PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
    }
  }

  /** A request that no HTTP client would send. */
  private String raw(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", service.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
