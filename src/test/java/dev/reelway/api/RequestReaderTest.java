package dev.reelway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Part;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.fileupload.impl.IOFileUploadException;
import org.apache.tomcat.util.http.fileupload.impl.SizeLimitExceededException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;

class RequestReaderTest {

  private static final int LARGEST = 4_000_000;

  @TempDir private static Path folder = Path.of("");

  private final RequestReader reader = new RequestReader(LARGEST, folder);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        " application/json ;x=y"
      })
  void aJsonBodyIsRead(String type) throws IOException {
    var parameters =
        reader.read(call(type, "{\"prompt\": \"a 🎬\", \"seconds\": 10, \"hd\": true}"));

    assertThat(parameters.text("prompt")).isEqualTo("a 🎬");
    assertThat(parameters.integer("seconds", "")).isEqualTo(10);
    assertThat(parameters.bool("hd")).isTrue();
  }

  @Test
  void aBodyIsReadOnceHoweverOftenItIsAskedFor() throws IOException {
    var good = call("application/json", "{\"prompt\": \"a cat\"}");
    var bad = call("application/json", "{\"prompt\": ");

    assertThat(reader.known(good).has("prompt")).isFalse();
    assertThat(reader.read(good)).isSameAs(reader.read(good)).isSameAs(reader.known(good));
    var first = catchThrowableOfType(RequestRefused.class, () -> reader.read(bad));
    var second = catchThrowableOfType(RequestRefused.class, () -> reader.read(bad));
    assertThat(second).isSameAs(first);
    reader.forget(good);
    assertThat(reader.known(good).has("prompt")).isFalse();
  }

  @Test
  void aFormIsRead() throws IOException {
    var parameters = form("prompt=a+cat%20%F0%9F%8E%AC&&hd=true&style&seconds=10&a=b=c");

    assertThat(parameters.text("prompt")).isEqualTo("a cat 🎬");
    assertThat(parameters.bool("hd")).isTrue();
    assertThat(parameters.has("style")).isFalse();
    assertThat(parameters.text("a")).isEqualTo("b=c");
  }

  @Test
  void theQueryAddsToTheBody() throws IOException {
    var call = json("{\"prompt\": \"a cat\", \"seconds\": 10}");
    call.setQueryString("watermark=true&seconds=10&prompt=a+cat");

    var parameters = reader.read(call);

    assertThat(parameters.bool("watermark")).isTrue();
    assertThat(parameters.text("prompt")).isEqualTo("a cat");
  }

  @Test
  void aQueryThatContradictsTheBodyIsRefused() {
    var call = json("{\"prompt\": \"a cat\", \"seconds\": 10}");
    call.setQueryString("seconds=15");

    var refused = catchThrowableOfType(OrderRefused.class, () -> reader.read(call).has("seconds"));

    assertThat(refused.param()).isEqualTo("seconds");
  }

  @Test
  void aFieldThatIsGivenTwiceMustSayTheSame() throws IOException {
    assertThat(form("seconds=10&seconds=10").has("seconds")).isTrue();
    assertThat(
            catchThrowableOfType(OrderRefused.class, () -> form("size=1x1&size=2x2").text("size"))
                .param())
        .isEqualTo("size");
  }

  @Test
  void aFieldOfFilesMayBeRepeated() throws IOException {
    var given = form("reference_images=a&n=1&referenceImages=c&reference_images=b&mask=");

    assertThat(given.get("reference_images")).hasToString("[\"a\",\"b\"]");
    assertThat(given.values()).containsOnlyKeys("reference_images", "referenceImages", "n");
    assertThat(form("image=a&image=a&image=").get("image")).hasToString("\"a\"");
  }

  @Test
  void anyKeyMayStandInTheBracketsOfMetadata() throws IOException {
    var parameters =
        form("metadata%5Bproject%5D=a%26b&Metadata%5B2026%5D=x&metadata[a.b[c]=&metadata[]=y");

    assertThat(parameters.get("metadata"))
        .hasToString("{\"project\":\"a&b\",\"a.b[c\":\"\",\"\":\"y\"}");
    assertThat(parameters.get("Metadata")).hasToString("{\"2026\":\"x\"}");
    assertThat(form("metadata[a][b]=c").get("metadata")).hasToString("{\"a\":{}}");
    assertThat(form("metadata[a]=b&metadata[a]=b").get("metadata")).hasSize(1);
  }

  @Test
  void aKeyOfMetadataHasOneValue() {
    assertThat(
            catchThrowableOfType(
                OrderRefused.class, () -> form("metadata[a]=b&metadata[a]=c").has("metadata")))
        .hasMessage("metadata[a] is given twice with different values");
  }

  @Test
  void aByteOrderMarkBeforeJsonIsNoHarm() throws IOException {
    assertThat(reader.read(json("\ufeff{\"prompt\": \"a cat\"}")).text("prompt"))
        .isEqualTo("a cat");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "7",
        "\"prompt\"",
        "[]",
        "[{\"prompt\": \"a cat\"}]",
        "{",
        "{\"prompt\": \"a cat\"",
        "{\"prompt\": \"a cat\"} x",
        "{\"prompt\": \"a cat\"}{}",
        "{\"prompt\": \"a cat\", \"prompt\": \"a dog\"}",
        "{\"a\": {\"b\": 1, \"b\": 1}}",
        "{'prompt': 'a cat'}",
        "{\"prompt\": \"a\ncat\"}",
        "{\"seconds\": NaN}",
        "{\"seconds\": 010}",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>"
      })
  void anythingButOneJsonObjectIsRefused(String body) {
    assertRefused(json(body), 400, "one JSON object");
  }

  @Test
  void deeplyNestedJsonIsRefused() {
    var deep = "{\"a\":".repeat(1000) + "1" + "}".repeat(1000);
    var many = IntStream.range(0, 200_000).mapToObj(n -> "1").collect(Collectors.joining(","));
    var keys =
        IntStream.range(0, 200_000)
            .mapToObj(n -> "\"" + n + "\":1")
            .collect(Collectors.joining(","));

    assertRefused(json(deep), 400, "64 levels");
    assertRefused(json("[".repeat(1000)), 400, "64 levels");
    assertRefused(json("{\"a\": [" + many + "]}"), 400, "one JSON object");
    assertRefused(json("{" + keys + "}"), 400, "one JSON object");
    assertRefused(json("{\"a\": " + "9".repeat(100_000) + "}"), 400, "one JSON object");
  }

  @ParameterizedTest
  @MethodSource
  void bytesThatAreNoTextAreRefused(byte[] body) {
    var call = json("");
    call.setContent(body);

    assertRefused(call, 400, "one JSON object");
  }

  static byte[][] bytesThatAreNoTextAreRefused() {
    return new byte[][] {
      {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
      {0, 0, 0, '{', (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
      {0, 0, (byte) 0xff, (byte) 0xfe, 0, 0},
      {(byte) 0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0},
      Arrays.copyOf("{\"prompt\": \"a cat\"}".getBytes(UTF_8), 40)
    };
  }

  @Test
  void aLoneSurrogateInJsonIsForThePromptToRefuse() throws IOException {
    assertThat(reader.read(json("{\"prompt\": \"a \\ud83c\"}")).text("prompt"))
        .isEqualTo("a \ud83c");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "application/xml", "text/xml", "text/plain", "text/json", "application/jsonx"})
  void otherKindsOfBodyAreNotRead(@Nullable String type) {
    var body = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>";

    assertRefused(call(type, body), 415, "Content-Type must be application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "x", "identity, gzip"})
  void aPackedBodyIsNotUnpacked(String encoding) {
    var call = json("{\"prompt\": \"a cat\"}");
    call.addHeader("content-encoding", encoding);

    assertRefused(call, 415, "Content-Encoding");
  }

  @Test
  void aBodyOverTheCapIsRefusedHoweverItComes() {
    var body = "{\"prompt\": \"" + "x".repeat(LARGEST) + "\"}";

    assertRefused(json(body), 413, "4000000 bytes");
    assertRefused(withoutLength("application/json", body), 413, "4000000 bytes");
    assertRefused(call("application/x-www-form-urlencoded", "prompt=" + body), 413, "bytes");
    assertRefused(
        withoutLength("application/x-www-form-urlencoded", "prompt=" + body), 413, "bytes");
  }

  @Test
  void aBodyMayBeAsLongAsTheCap() throws IOException {
    var body = "{\"prompt\": \"a cat\"}";

    assertThat(reader.read(json(body + " ".repeat(LARGEST - body.length()))).has("prompt"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"prompt=%", "prompt=%zz", "%4=a"})
  void aMalformedEscapeIsRefused(String pairs) {
    var call = json("{}");
    call.setQueryString(pairs);

    assertRefused(call, 400, "malformed percent escape");
    assertRefused(
        call("application/x-www-form-urlencoded", pairs), 400, "malformed percent escape");
  }

  private Parameters form(String body) throws IOException {
    return reader.read(call("application/x-www-form-urlencoded", body));
  }

  /** A caller who leaves is no error of the service, whatever was being sent. */
  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/x-www-form-urlencoded"})
  void aBodyThatIsCutIsRefused(String type) {
    var cut =
        new MockHttpServletRequest("POST", "/v1/videos") {
          @Override
          public ServletInputStream getInputStream() {
            return new DelegatingServletInputStream(InputStream.nullInputStream()) {
              @Override
              public int read() throws IOException {
                throw new ClientAbortException(new EOFException());
              }

              @Override
              public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
              }
            };
          }
        };
    cut.setContentType(type);

    assertRefused(cut, 400, "The connection ended before the whole body had arrived.");
  }

  @Test
  void aFormWhoseUploadIsCutIsRefused() {
    var broken = new IOFileUploadException("", new ClientAbortException(new EOFException()));

    assertRefused(form(broken), 400, "The connection ended before the whole body had arrived.");
  }

  @Test
  void aFieldWithALongNameIsRefused() {
    var broken = new IllegalStateException(new SizeLimitExceededException("", 8192, 8192));

    assertRefused(
        form(broken),
        400,
        "The name and headers of a field of the form have more than 8192 bytes.");
    assertRefused(
        form(new IllegalStateException(new SizeLimitExceededException("", LARGEST + 1, LARGEST))),
        413,
        "The request body exceeds the limit of 4000000 bytes.");
  }

  private static MockHttpServletRequest form(Exception broken) {
    var call =
        new MockHttpServletRequest("POST", "/v1/videos") {
          @Override
          public Collection<Part> getParts() throws IOException {
            if (broken instanceof IOException io) {
              throw io;
            }
            throw (RuntimeException) broken;
          }
        };
    call.setContentType("multipart/form-data");
    return call;
  }

  private void assertRefused(MockHttpServletRequest call, int status, String sentence) {
    var refused = catchThrowableOfType(RequestRefused.class, () -> reader.read(call));

    assertThat(refused.error().status()).isEqualTo(status);
    assertThat(refused.error().body().error().message()).contains(sentence);
  }

  private static MockHttpServletRequest json(String body) {
    return call("application/json", body);
  }

  private static MockHttpServletRequest call(@Nullable String type, String body) {
    return filled(new MockHttpServletRequest("POST", "/sora/v1/videos"), type, body);
  }

  /** A chunked body, whose length is not announced. */
  private static MockHttpServletRequest withoutLength(String type, String body) {
    var call =
        new MockHttpServletRequest("POST", "/sora/v1/videos") {
          @Override
          public int getContentLength() {
            return -1;
          }

          @Override
          public long getContentLengthLong() {
            return -1;
          }
        };
    return filled(call, type, body);
  }

  private static MockHttpServletRequest filled(
      MockHttpServletRequest call, @Nullable String type, String body) {
    call.setContentType(type);
    call.setContent(body.getBytes(UTF_8));
    return call;
  }
}
