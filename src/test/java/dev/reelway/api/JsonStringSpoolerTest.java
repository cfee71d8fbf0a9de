package dev.reelway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.api.JsonStringSpooler.JsonLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonStringSpoolerTest {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final int THRESHOLD = 10;

  @TempDir Path folder = Path.of("");

  @AfterEach
  void noFileIsLeftBehind() {
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aLongStringGoesToAFileAndAShortOneStays() throws IOException {
    try (var strings = strings("{\"a\": \"0123456789\", \"b\": \"0123456789+\"}")) {
      var read = JSON.readTree(strings.json());

      assertThat(read.path("a").asText()).isEqualTo("0123456789");
      assertThat(strings.find(read.path("a").asText())).isEmpty();
      var marker = read.path("b").asText();
      assertThat(marker).hasSizeLessThan(60).doesNotContain("0123456789+");
      assertThat(strings.find(marker)).hasValueSatisfying(JsonStringSpoolerTest::holdsTheLongOne);
      assertThat(folder).isDirectoryContaining(file -> true);
    }
  }

  private static void holdsTheLongOne(Path file) {
    assertThat(file).hasContent("0123456789+");
  }

  @Test
  void aKeyStaysHoweverLong() throws IOException {
    var json =
        "{\"a long long key\": [{\"another long key\" : 1, \"a\": {}, \"a third key\": []}]}";

    try (var strings = strings(json)) {
      assertThat(JSON.readTree(strings.json())).isEqualTo(JSON.readTree(json));
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void markersDifferBetweenRequestsAndStrings() throws IOException {
    var json = "[\"the same long one\", \"the same long one\"]";
    try (var one = strings(json);
        var other = strings(json)) {
      var first = JSON.readTree(one.json());
      var second = JSON.readTree(other.json());

      assertThat(
              Stream.of(first.path(0), first.path(1), second.path(0), second.path(1))
                  .map(JsonNode::asText))
          .doesNotHaveDuplicates();
      assertThat(one.find(second.path(0).asText())).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data:image\\/png;base64,iVBORw0KGgo\\/\\/\\/\\/8=",
        "\\\"\\\\\\/\\b\\f\\n\\r\\t and what follows",
        "ends in a backslash \\\\",
        "ends in a quote \\\"",
        "\\u0041\\u00e4\\u20AC\\ud83c\\udfac\\uD83C\\uDFAC",
        "\\u0000\\u001f\\u007f\\u0022\\u005c\\u002f",
        "一只猫在看 🎬 and \\u4e00 again"
      })
  void aStringIsUnescapedWhereverItIsSplit(String raw) throws IOException {
    var json = "{\"a\": \"" + raw + "\", \"b\": true}";

    for (int atOnce : new int[] {1, 2, 3, 5, 7, 1000}) {
      assertThat(restored(trickle(json.getBytes(UTF_8), atOnce), 4)).isEqualTo(JSON.readTree(json));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud83c and no other half",
        "other half \\udfac comes first",
        "two first halves \\ud83c\\ud83c\\udfac",
        "a letter between \\ud83c-\\udfac",
        "an escape between \\ud83c\\n\\udfac",
        "at the very end of it \\ud83c"
      })
  void aLoneSurrogateIsReplaced(String raw) throws IOException {
    var json = "[\"" + raw + "\"]";
    var expected = JSON.readTree(json).path(0).asText().getBytes(StandardCharsets.UTF_16);

    assertThat(restored(bytes(json), 4).path(0).asText())
        .isEqualTo(new String(expected, StandardCharsets.UTF_16));
  }

  @ParameterizedTest
  @ValueSource(ints = {(1 << 15) - 2, (1 << 15) - 1, 1 << 15, (1 << 15) + 1, 100_000, 3_000_000})
  void anImageOfAnyLengthIsReadUnchanged(int length) throws IOException {
    var image = new byte[length];
    new Random(length).nextBytes(image);
    var text = Base64.getEncoder().encodeToString(image);
    var json = "{\"image_url\": \"%s\", \"n\": 1}".formatted(text.replace("/", "\\/"));

    for (int threshold : new int[] {10, 1 << 15, 512 << 10}) {
      var read = restored(bytes(json), threshold);

      assertThat(read.path("image_url").asText()).isEqualTo(text);
      assertThat(read.path("n").asInt()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"a\": \"a string that has no end",
        "{\"a\": \"a string that has no end\\",
        "{\"a\": \"a string that has no end\\u12",
        "{\"a\": \"a string of an odd escape \\x41\"}",
        "{\"a\": \"a string of an odd escape \\u12g4\"}",
        "{\"a\": \"a string of an odd escape \\u12\"}",
        "{\"a\": \"a string with\na line end\"}",
        "{\"a\": \"a string with\ta tab\"}",
        "{\"a\": \"a string with \u0000\"}",
        "{\"a\" \"a string without a colon\"}",
        "{\"a\": \"a string without a comma\" \"b\"}",
        "[\"a string and a wrong bracket\"}",
        "{\"a\": 'a string in wrong quotes'}",
        "{\"a\": \"a string, and more\"} \"and more\"",
        "]]]\"a string out of nowhere\"",
        ",:\"a string out of nowhere\""
      })
  void malformedJsonIsLeftToTheParserToRefuse(String json) throws IOException {
    assertThat(isRefused(JSON, bytes(json))).isTrue();
    try (var strings = strings(bytes(json), new JsonLimits(4, 1000, 1000))) {
      assertThat(isRefused(JSON, strings.json())).isTrue();
    }
  }

  private static boolean isRefused(ObjectMapper json, InputStream in) throws IOException {
    try {
      return json.readTree(in).isMissingNode();
    } catch (JsonProcessingException malformed) {
      return true;
    }
  }

  static Stream<Charset> encodings() {
    return Stream.of("UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE")
        .map(Charset::forName);
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void otherEncodingsOfJsonPassAsTheyAre(Charset encoding) throws IOException {
    var json =
        "{\"a long key∢\": \"a long value∢∢ of odd letters\", \"b\": [\"and more of them\"]}";

    try (var strings = strings(new ByteArrayInputStream(json.getBytes(encoding)), jsonLimits())) {
      assertThat(JSON.readTree(strings.json())).isEqualTo(JSON.readTree(json));
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void aByteOrderMarkChangesNothing() throws IOException {
    assertThat(
            restored(bytes("\ufeff{\"a\": \"a long long string\"}"), THRESHOLD).path("a").asText())
        .isEqualTo("a long long string");
  }

  @Test
  void aBodyMayBeAsLargeAsIsAllowedAndNoLarger() throws IOException {
    var json = "{\"a\": \"%s\"}".formatted("x".repeat(100_000));
    try (var strings = strings(bytes(json), new JsonLimits(10, 100, json.length()))) {
      JSON.readTree(strings.json());
    }

    try (var strings = strings(bytes(json), new JsonLimits(10, 100, json.length() - 1))) {
      assertThat(refused(strings)).contains("The request body exceeds the limit of 100008 bytes.");
    }
  }

  @Test
  void theMemoryOfARequestIsLimited() throws IOException {
    for (var json :
        new String[] {
          "{\"" + "k".repeat(2000) + "\": 1}",
          "[" + "\"0123456789\",".repeat(200) + "1]",
          "[" + "1,".repeat(1000) + "1]",
          "[" + " ".repeat(2000) + "1]",
          "[" + "\"a long long string\",".repeat(200) + "1]"
        }) {
      try (var strings = strings(bytes(json), new JsonLimits(10, 1000, 1_000_000))) {
        assertThat(refused(strings)).contains("more than 1000 bytes besides its images");
      }
    }
  }

  private static String refused(JsonStringSpooler strings) {
    return catchThrowableOfType(RequestRefused.class, () -> JSON.readTree(strings.json()))
        .error()
        .toString();
  }

  @Test
  void aBodyThatFailsInTheMiddleLeavesNothingBehind() throws IOException {
    var failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
          }
        };
    var body = new SequenceInputStream(bytes("{\"a\": \"a long string is under way"), failing);

    try (var strings = strings(body, jsonLimits())) {
      assertThatThrownBy(() -> JSON.readTree(strings.json())).hasMessage("gone");
      assertThat(folder).isDirectoryContaining(file -> true);
    }
  }

  @Test
  void oneByteAtATimeIsTheSame() throws IOException {
    try (var strings = strings("[\"a long long string\", \"\u00e4\"]")) {
      var json = strings.json();
      var read = new StringBuilder();
      for (int next = json.read(); next >= 0; next = json.read()) {
        read.append((char) next);
      }

      assertThat(read).matches("\\[\"long-string-[0-9a-f]{32}-0\", \"\u00c3\u00a4\"]");
      assertThat(json.read()).isEqualTo(-1);
    }
  }

  // What the tests are made of.

  private JsonStringSpooler strings(String json) {
    return strings(bytes(json), jsonLimits());
  }

  private JsonStringSpooler strings(InputStream body, JsonLimits jsonLimits) {
    return new JsonStringSpooler(body, folder, jsonLimits);
  }

  private static JsonLimits jsonLimits() {
    return new JsonLimits(THRESHOLD, 10_000_000, 10_000_000);
  }

  private JsonNode restored(InputStream body, int threshold) throws IOException {
    try (var strings = strings(body, new JsonLimits(threshold, 10_000_000, 10_000_000))) {
      return restored(JSON.readTree(strings.json()), strings);
    }
  }

  /** Puts the long strings back where their markers stand. */
  static JsonNode restored(JsonNode read, JsonStringSpooler strings) throws IOException {
    if (read.isTextual()) {
      var file = strings.find(read.asText());
      return file.isPresent() ? TextNode.valueOf(Files.readString(file.get())) : read;
    }
    var restored = read.deepCopy();
    if (restored instanceof ObjectNode object) {
      for (var one : object.properties()) {
        one.setValue(restored(one.getValue(), strings));
      }
    }
    if (restored instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, restored(array.get(i), strings));
      }
    }
    return restored;
  }

  static InputStream trickle(byte[] bytes, int atOnce) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(length, atOnce));
      }
    };
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
