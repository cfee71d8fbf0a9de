package dev.reelway.stories;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.LogCapture;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** However many fields a call has, the answer is one clear sentence, and it is there at once. */
@ExtendWith(LogCapture.class)
class BoundsStoryTest extends StoryTest {

  private static final String VIDEOS = "/sora/v1/videos";
  private static final String FORM = "application/x-www-form-urlencoded";

  private static final String HEAD =
      "Host: localhost\r\nAuthorization: demo\r\nConnection: close\r\n";
  private static final String LONG = "a".repeat(20_000);
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n9\r\n";

  /** What a refusal may take; most of it is a busy machine. */
  private static final Duration SOON = Duration.ofSeconds(5);

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  @Timeout(600)
  void aFormOfTooManyFieldsIsRefusedAtOnce(String what, String body) throws Exception {
    long begun = System.nanoTime();
    var answer = post(FORM, body);
    var took = Duration.ofNanos(System.nanoTime() - begun);

    System.getLogger("bounds").log(System.Logger.Level.INFO, what + ": " + took.toMillis() + " ms");
    assertRefused(answer, "has more than 256 fields");
    assertThat(took).isLessThan(SOON);
  }

  static Stream<Arguments> forms() {
    return Stream.of(
        Arguments.of("10,000 names", fields(10_000, i -> "f" + i + "=")),
        Arguments.of("180,000 names", fields(180_000, i -> Integer.toString(i, 36) + "=")),
        Arguments.of("one name 180,000 times", fields(180_000, i -> "a=")),
        Arguments.of("one list of 180,000 items", fields(100_000, i -> "a[]=" + i % 10)),
        Arguments.of("one object of 60,000 keys", fields(60_000, i -> "a[" + i + "]=")),
        Arguments.of("257 names", fields(257, i -> "f" + i + "=")));
  }

  private static String fields(int count, IntFunction<String> field) {
    return IntStream.range(0, count).mapToObj(field).collect(Collectors.joining("&"));
  }

  @Test
  void aFormOfAFewHundredFieldsIsRead() throws Exception {
    var answer = post(FORM, "prompt=[sandbox:never]&model=tiny&" + fields(250, i -> "x" + i + "="));

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void soIsAQuery() throws Exception {
    var many = fields(1_500, i -> "f" + i % 10);

    assertRefused(service.get(VIDEOS + "?" + many), "has more than 256 fields");
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 9_000, 60_000})
  void soIsAnObjectOfManyKeys(int count) throws Exception {
    var body =
        IntStream.range(0, count)
            .mapToObj(i -> "\"k" + i + "\":1")
            .collect(Collectors.joining(",", "{", "}"));

    var answer = post("application/json", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).containsAnyOf("has more than 256 fields", "100000 tokens");
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 5_000})
  void soIsAFormOfManyParts(int count) throws Exception {
    var parts =
        IntStream.range(0, count)
            .mapToObj(
                i -> "--x\r\nContent-Disposition: form-data; name=\"f%d\"\r\n\r\n\r\n".formatted(i))
            .collect(Collectors.joining("", "", "--x--"));

    assertRefused(post("multipart/form-data; boundary=x", parts), "has more than 256 fields");
  }

  @Test
  void aFormOfAFewHundredPartsLosesNone() throws Exception {
    var parts =
        IntStream.range(0, 254)
            .mapToObj(
                i -> "--x\r\nContent-Disposition: form-data; name=\"f%d\"\r\n\r\n\r\n".formatted(i))
            .collect(Collectors.joining());
    var last =
        "--x\r\n"
            + "Content-Disposition: form-data; name=\"model\"\r\n\r\n"
            + "tiny\r\n"
            + "--x\r\n"
            + "Content-Disposition: form-data; name=\"prompt\"\r\n\r\n"
            + "[sandbox:never]\r\n"
            + "--x--";

    assertThat(post("multipart/form-data; boundary=x", parts + last).statusCode()).isEqualTo(200);
  }

  /** Requests that no client would send, and that the web server refuses before any route. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("framings")
  void whateverIsWrongTheAnswerHasTheSameShape(
      String what, int status, String sentence, String request, CapturedOutput log)
      throws Exception {
    var answer = raw(request);

    assertThat(answer).startsWith("HTTP/1.1 " + status).contains("\r\nx-request-id: req_");
    assertThat(answer)
        .contains("\r\nX-Content-Type-Options: nosniff\r\n")
        .contains("\r\nReferrer-Policy: no-referrer\r\n")
        .contains("\r\nContent-Security-Policy: ")
        .contains(sentence);
    if (status >= 400) {
      assertThat(answer).contains("\r\n\r\n{\"error\":{\"message\":\"").hasSizeLessThan(1_000);
    }
    assertThat(log.getAll()).doesNotContain("WARN", "ERROR");
  }

  static Stream<Arguments> framings() {
    var get = "GET " + VIDEOS + " HTTP/1.1\r\n";
    var post = "POST " + VIDEOS + " HTTP/1.1\r\n" + HEAD + "Content-Type: application/json\r\n";
    var chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
    return Stream.of(
        framing("TRACE", 405, "TRACE", "TRACE " + VIDEOS + " HTTP/1.1\r\nX: secret\r\n" + HEAD),
        framing("OPTIONS *", 200, "Allow: GET", "OPTIONS * HTTP/1.1\r\n" + HEAD),
        framing("OPTIONS", 200, "Allow: ", "OPTIONS " + VIDEOS + " HTTP/1.1\r\n" + HEAD),
        framing("CONNECT", 405, "CONNECT", "CONNECT x:443 HTTP/1.1\r\n" + HEAD),
        framing("BREW", 405, "Allow: ", "BREW " + VIDEOS + " HTTP/1.1\r\n" + HEAD),
        framing("unknown", 404, "Unknown URL: FOO /x", "FOO /x HTTP/1.1\r\n" + HEAD),
        framing(
            "no base path",
            404,
            "\"Unknown URL: GET /v1/videos. The API is at /sora/v1.\"",
            "GET /v1/videos HTTP/1.1\r\n" + HEAD),
        framing("long", 404, "a…", "GET /" + "a".repeat(5_000) + " HTTP/1.1\r\n" + HEAD),
        framing("HTTP/1.0", 200, "\"list\"", get.replace("1.1", "1.0") + HEAD),
        framing("HTTP/2.0", 400, "Use HTTP/1.1", get.replace("1.1", "2.0") + HEAD),
        framing(
            "TLS", 400, "not valid HTTP", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\r\n\r\n"),
        framing("other host", 400, "", "GET http://y" + VIDEOS + " HTTP/1.1\r\n" + HEAD),
        framing("no host", 400, "headers", get + HEAD.replace("Host: localhost\r\n", "")),
        framing("two hosts", 400, "headers", get + "Host: y\r\n" + HEAD),
        framing("header name", 400, "not valid HTTP", get + "X : y\r\n" + HEAD),
        framing("escape", 400, "Percent-encode", "GET /sora/%zz HTTP/1.1\r\n" + HEAD),
        framing("NUL", 400, "not valid HTTP", "GET /sora/\0 HTTP/1.1\r\n" + HEAD),
        framing("traversal", 404, "Unknown URL.", "GET /sora/docs/../x HTTP/1.1\r\n" + HEAD),
        framing("packed traversal", 400, "", "GET /sora/docs/..%2f..%2fx HTTP/1.1\r\n" + HEAD),
        framing("long URL", 414, "too long", get.replace(" HTTP", "?" + LONG + " HTTP") + HEAD),
        framing("long header", 431, "too large", get + "X: " + LONG + "\r\n" + HEAD),
        framing("many headers", 431, "too many headers", get + "X: 1\r\n".repeat(300) + HEAD),
        framing("expectation", 417, "100-continue", post + "Expect: x\r\nContent-Length: 0\r\n"),
        framing("no length", 400, "The body is empty", post),
        framing("length", 400, "framing", post + "Content-Length: abc\r\n"),
        framing("negative", 400, "framing", post + "Content-Length: -1\r\n"),
        framing("two", 400, "framing", post + "Content-Length: 1\r\nContent-Length: 2\r\n"),
        framing("encoding", 400, "chunked or", post + "Transfer-Encoding: gzip\r\n"),
        framing("chunk", 400, "framing", chunked + "zz\r\n{}\r\n0\r\n"),
        framing("huge chunk", 400, "framing", chunked + "f".repeat(20) + "\r\n{}\r\n0\r\n"),
        framing("chunk's words", 400, "framing", chunked + "2;" + LONG + "\r\n{}\r\n0\r\n"),
        framing("query", 400, "not UTF-8", get.replace(" HTTP", "?after=%ff HTTP") + HEAD));
  }

  private static Arguments framing(String what, int status, String sentence, String request) {
    return Arguments.of(what, status, sentence, request + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b"
      })
  void whoLeavesInTheMiddleOfABodyIsNotLogged(String type, CapturedOutput log) throws Exception {
    for (var length : new String[] {"Content-Length: 3000\r\n\r\n", CHUNKED}) {
      try (var socket = new Socket("127.0.0.1", service.port())) {
        var head = "POST " + VIDEOS + " HTTP/1.1\r\n" + HEAD + "Content-Type: " + type + "\r\n";
        socket.getOutputStream().write((head + length + "{\"pro").getBytes(ISO_8859_1));
        socket.shutdownOutput();

        assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
            .startsWith("HTTP/1.1 400")
            .contains("{\"error\":");
      }
    }
    assertThat(log.getAll()).doesNotContain("WARN", "ERROR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"videos", "images", "files", "batches", "models", "events"})
  void anIdIsNotRepeatedWithoutBounds(String kind) throws Exception {
    var answer = service.get("/sora/v1/" + kind + "/" + "a".repeat(5_000));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("No such ").hasSizeLessThan(250);
  }

  /** The answer to a request that no HTTP client would send. */
  private String raw(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", service.port())) {
      socket.setSoTimeout((int) Service.PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1)
          .replace("â\u0080¦", "…");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void anImageInTheBodyThatIsNoneIsRefusedByItsParameter(String what, String url) throws Exception {
    var order =
        "{\"prompt\": \"x\", \"model\": \"sora_video2\", \"input_reference\":"
            + " {\"image_url\": \"%s\"}}".formatted(url);

    var answer = post("application/json", order);

    assertThat(answer.statusCode()).as(answer.body()).isIn(400, 413);
    assertThat(answer.body()).hasSizeLessThan(1_000);
    assertThat(Service.json(answer).at("/error/param").asText())
        .isEqualTo("input_reference.image_url");
  }

  static Stream<Arguments> images() {
    var png = new byte[24];
    ByteBuffer.wrap(png).putLong(0x89504e470d0a1a0aL).putInt(13).putInt(0x49484452);
    ByteBuffer.wrap(png, 16, 8).putInt(60_000).putInt(60_000);
    var svg = "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(ISO_8859_1);
    return Stream.of(
        Arguments.of("60,000 × 60,000 pixels", data("image/png", png)),
        Arguments.of("SVG", data("image/svg+xml", svg)),
        Arguments.of("SVG that is called PNG", data("image/png", svg)),
        Arguments.of("no base64", "data:image/png;base64,!!!!"),
        Arguments.of("not base64", "data:image/png,abc"),
        Arguments.of("nothing", "data:,"),
        Arguments.of("45 MB", data("image/png", new byte[45_000_000])));
  }

  private static String data(String type, byte[] bytes) {
    return "data:%s;base64,%s".formatted(type, Base64.getEncoder().encodeToString(bytes));
  }

  private HttpResponse<String> post(String type, String body) throws Exception {
    return service.send(
        service.request(VIDEOS).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  private static void assertRefused(HttpResponse<String> answer, String sentence) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Service.json(answer).at("/error/message").asText()).contains(sentence);
  }
}
