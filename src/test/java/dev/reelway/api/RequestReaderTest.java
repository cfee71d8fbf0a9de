package dev.reelway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Part;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.fileupload.impl.IOFileUploadException;
import org.apache.tomcat.util.http.fileupload.impl.SizeLimitExceededException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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
        .hasMessage("metadata[a] is given twice with different values")
        .extracting(OrderRefused::param)
        .isEqualTo("metadata[a]");
  }

  @Test
  void aByteOrderMarkBeforeJsonIsNoHarm() throws IOException {
    assertThat(reader.read(json("\ufeff{\"prompt\": \"a cat\"}")).text("prompt"))
        .isEqualTo("a cat");
  }

  @ParameterizedTest
  @MethodSource
  void anythingButOneJsonObjectIsRefused(String body, String sentence) {
    assertThat(refusal(json(body))).hasMessage(sentence);
  }

  static Stream<Arguments> anythingButOneJsonObjectIsRefused() {
    return Stream.of(
        Arguments.of("", "The body is empty: send one JSON object."),
        Arguments.of(" ", "The body is empty: send one JSON object."),
        Arguments.of("null", "The body must be one JSON object, not null."),
        Arguments.of("true", "The body must be one JSON object, not true or false."),
        Arguments.of("7", "The body must be one JSON object, not a number."),
        Arguments.of("\"prompt\"", "The body must be one JSON object, not a string."),
        Arguments.of("[{\"a\": 1}]", "The body must be one JSON object, not an array."),
        Arguments.of("{", "The JSON body ends before it is complete at line 1, column 2."),
        Arguments.of(
            "{\"a\": \"b", "The JSON body ends before it is complete at line 1, column 9."),
        Arguments.of("{\"a\": 1} x", "Invalid JSON at line 1, column 10."),
        Arguments.of("{}{}", "There is more content after the JSON object at line 1, column 3."),
        Arguments.of("{\"a\": 1, \"a\": 2}", "Duplicate key 'a' at line 1, column 13."),
        Arguments.of("{\"a\": {\"b\": 1,\n \"b\": 1}}", "Duplicate key 'b' at line 2, column 5."),
        Arguments.of("{'prompt': 'a cat'}", "Invalid JSON at line 1, column 2."),
        Arguments.of("{\"prompt\": \"a\ncat\"}", "Invalid JSON at line 1, column 14."),
        Arguments.of("{\"seconds\": NaN}", "Invalid JSON at line 1, column 16."),
        Arguments.of("{\"seconds\": 010}", "Invalid JSON at line 1, column 14."),
        Arguments.of("<?xml version='1.0'?><x>&e;</x>", "Invalid JSON at line 1, column 1."));
  }

  @Test
  void aDuplicateKeyIsTheParameterThatIsWrong() {
    var error = refusal(json("{\"<b>\": 1, \"<b>\": 2}")).error().body().error();

    assertThat(error.param()).isEqualTo("<b>");
    assertThat(
            refusal(json("{\"%1$s\": 1, \"%1$s\": 2}".formatted("k".repeat(9_000)))).getMessage())
        .hasSizeLessThan(150);
  }

  @Test
  void jsonOverALimitIsRefusedByThatLimit() {
    var deep = "{\"a\":".repeat(1000) + "1" + "}".repeat(1000);
    var many = IntStream.range(0, 200_000).mapToObj(n -> "1").collect(Collectors.joining(","));
    var keys =
        IntStream.range(0, 200_000)
            .mapToObj(n -> "\"" + n + "\":1")
            .collect(Collectors.joining(","));

    assertRefused(json(deep), 400, "nested deeper than 64 levels");
    assertRefused(json("[".repeat(1000)), 400, "nested deeper than 64 levels");
    assertRefused(json("{\"a\": [" + many + "]}"), 400, "more than 100000 tokens");
    assertRefused(json("{" + keys + "}"), 400, "more than 100000 tokens");
    assertRefused(json("{\"a\": " + "9".repeat(100_000) + "}"), 400, "more than 1000 digits");
    assertRefused(json("{\"" + "k".repeat(60_000) + "\": 1}"), 400, "more than 50000 characters");
  }

  @Test
  void manyImagesOfMiddleSizeAreNotHeldInMemory() throws IOException {
    var large = new RequestReader(20_000_000, folder);
    var image = "\"data:image/png;base64,%s\",".formatted("A".repeat(300_000));
    var bare = "\"%s\",".formatted("iVBORw0KGgo".repeat(30_000));
    var prompt = "a cat, ".repeat(5_000);
    var body =
        "{\"image\": [%s%s1], \"prompt\": \"%s\"}"
            .formatted(image.repeat(8), bare.repeat(8), prompt);

    var parameters = large.read(json(body));

    assertThat(parameters.text("prompt")).isEqualTo(prompt);
    var images = Objects.requireNonNull(parameters.get("image"));
    assertThat(images).hasSize(17);
    assertThat(images.get(15).isPojo()).isTrue();
    var texts = "{\"tags\": [%s1]}".formatted("\"%s\",".formatted(prompt).repeat(150));
    assertThat(catchThrowableOfType(RequestRefused.class, () -> large.read(json(texts))))
        .hasMessageContaining("shorten its texts");
  }

  @Test
  void onlyTheLineIsKnownBehindALongString() {
    var body = "{\"prompt\": \"%s\",\n\"a\" 1}".formatted("x".repeat(600_000));

    assertRefused(withoutLength("application/json", body), 400, "Invalid JSON at line 2.");
  }

  @ParameterizedTest
  @MethodSource
  void bytesThatAreNoTextAreRefused(byte[] body, String sentence) {
    var call = json("");
    call.setContent(body);

    assertRefused(call, 400, sentence);
  }

  static Stream<Arguments> bytesThatAreNoTextAreRefused() {
    return Stream.of(
        Arguments.of(
            new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, "not UTF-8 at byte 3."),
        Arguments.of(
            new byte[] {0, 0, 0, '{', (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
            "not UTF-8"),
        Arguments.of(new byte[] {0, 0, (byte) 0xff, (byte) 0xfe, 0, 0}, "not UTF-8"),
        Arguments.of(new byte[] {(byte) 0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0}, "Invalid JSON"),
        Arguments.of(Arrays.copyOf("{\"prompt\": \"a cat\"}".getBytes(UTF_8), 40), "Invalid JSON"));
  }

  @ParameterizedTest
  @CsvSource({
    "prompt=%ff, The value of 'prompt' is not UTF-8 at byte 1.",
    "prompt=a+%c3%28, The value of 'prompt' is not UTF-8 at byte 3.",
    "prompt=%c0%ae, The value of 'prompt' is not UTF-8 at byte 1.",
    "prompt=%ed%a0%80, The value of 'prompt' is not UTF-8 at byte 1.",
    "%ff=a, A field's name is not UTF-8 at byte 1."
  })
  void whatIsNotUtf8IsRefusedInFormsAndQueries(String pairs, String sentence) {
    var call = json("{}");
    call.setQueryString(pairs);

    assertRefused(call, 400, sentence);
    assertRefused(call("application/x-www-form-urlencoded", pairs), 400, sentence);
  }

  @Test
  void aFormOfOtherBytesThanUtf8IsRefused() {
    var call = call("application/x-www-form-urlencoded; charset=iso-8859-1", "");
    call.setContent(new byte[] {'p', '=', (byte) 0xe9});

    assertRefused(call, 400, "The form is not UTF-8 at byte 3.");
  }

  @Test
  void allOfUnicodeMayStandInAForm() throws IOException {
    assertThat(form("a=%F0%9F%8E%AC+%e4%bd%a0é%2B").text("a")).isEqualTo("🎬 你é+");
  }

  @Test
  void aLoneSurrogateInJsonIsForTheParameterToRefuse() throws IOException {
    assertThat(reader.read(json("{\"prompt\": \"a \\ud83c\"}")).get("prompt"))
        .isEqualTo(TextNode.valueOf("a \ud83c"));
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

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"prompt\": \"50% & a=b\"}", " \n{\"prompt\":", "[{\"prompt\": \"a\"}]", "{}"})
  void jsonThatIsSentAsAFormIsRefusedByItsContentType(String body) {
    assertRefused(
        call("application/x-www-form-urlencoded", body),
        400,
        "The body looks like JSON, but was sent as a form: add the header Content-Type:"
            + " application/json.");
  }

  private Parameters form(String body) throws IOException {
    return reader.read(call("application/x-www-form-urlencoded", body));
  }

  /** A caller who leaves, or cannot count, is no error of the service, whatever was being sent. */
  @ParameterizedTest
  @MethodSource
  void aBodyThatDoesNotComeWholeIsRefused(IOException failed, int status, String sentence) {
    for (var type : new String[] {"application/json", "application/x-www-form-urlencoded"}) {
      var cut =
          new MockHttpServletRequest("POST", "/v1/videos") {
            @Override
            public ServletInputStream getInputStream() {
              return new DelegatingServletInputStream(InputStream.nullInputStream()) {
                @Override
                public int read() throws IOException {
                  throw failed;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                  return read();
                }
              };
            }
          };
      cut.setContentType(type);

      assertRefused(cut, status, sentence);
    }
  }

  static Stream<Arguments> aBodyThatDoesNotComeWholeIsRefused() {
    return Stream.of(
        Arguments.of(
            new ClientAbortException(new EOFException()),
            400,
            "The connection ended before the whole body had arrived."),
        Arguments.of(
            new ClientAbortException(new SocketTimeoutException()),
            408,
            "The body of the request did not arrive in time."),
        Arguments.of(
            new BadRequestException("Invalid chunk header"),
            400,
            "The body is not framed as its headers say"));
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

  private RequestRefused refusal(MockHttpServletRequest call) {
    return catchThrowableOfType(RequestRefused.class, () -> reader.read(call));
  }

  private void assertRefused(MockHttpServletRequest call, int status, String sentence) {
    var refused = refusal(call);

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
