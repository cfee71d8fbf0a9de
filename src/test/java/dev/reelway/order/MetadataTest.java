package dev.reelway.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller may keep with an order. */
class MetadataTest {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'a':'b'}",
        "{'Projekt Frühling 🌸':''}",
        "{'a.b[c] d':'1'}",
        "{'2026':'x'}"
      })
  void stringsAreKeptByName(String json) throws Exception {
    var text = json.replace('\'', '"');
    var wanted = JSON.convertValue(JSON.readTree(text), Map.class);

    assertThat(of(JSON.readTree(text))).isEqualTo(wanted);
    assertThat(of(TextNode.valueOf(text))).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | metadata must be an object of at most 16 strings, with names of at most 64 and values"
            + " of at most 512 characters",
        "[{\"a\":\"b\"}] | metadata must be an object",
        "7 | metadata must be an object",
        "\"{'a':\" | metadata must be an object",
        "\"{'a':'b','a':'c'}\" | metadata must be an object",
        "\"{'a':'b'} {}\" | metadata must be an object",
        "{\"\":\"b\"} | metadata keys must have 1 to 64 characters",
        "{\"a\\u0000\":\"b\"} | metadata keys must have 1 to 64 characters",
        "{\"made_size\":\"b\"} | metadata keys must not begin with made_",
        "{\"a\":1} | metadata[a] must be a string",
        "{\"a\":null} | metadata[a] must be a string",
        "{\"a\":{}} | metadata[a] must be a string",
        "{\"a\":\"\\u0000\"} | metadata[a] must have at most 512 characters, without U+0000"
      })
  void anythingElseIsRefusedInOneSentence(String json, String sentence) throws Exception {
    var given = JSON.readTree(json.replace('\'', '`'));
    var metadata =
        given.isTextual() ? TextNode.valueOf(given.textValue().replace('`', '"')) : given;

    assertThatThrownBy(() -> of(metadata))
        .isInstanceOf(OrderRefused.class)
        .hasMessageStartingWith(sentence)
        .extracting(thrown -> ((OrderRefused) thrown).param())
        .isEqualTo("metadata");
  }

  /** JSON with such a name cannot be read at all. */
  @Test
  void aNameWithHalfACharacterIsRefused() {
    assertThatThrownBy(() -> of(JSON.createObjectNode().put("\ud800", "b")))
        .isInstanceOf(OrderRefused.class)
        .hasMessageStartingWith("metadata keys must have 1 to 64 characters");
  }

  @Test
  void theLimitsAreThoseOfOpenAi() {
    assertThat(of(pairs(16, 64, "🌸".repeat(512)))).hasSize(16);
    assertThatThrownBy(() -> of(pairs(17, 64, "x")))
        .hasMessage("metadata must have at most 16 keys");
    assertThatThrownBy(() -> of(pairs(1, 65, "x"))).hasMessageContaining("1 to 64 characters");
    assertThatThrownBy(() -> of(pairs(1, 64, "x".repeat(513))))
        .hasMessageContaining("at most 512 characters");
  }

  private static JsonNode pairs(int count, int length, String value) {
    var pairs =
        IntStream.range(0, count)
            .boxed()
            .collect(
                Collectors.toMap(i -> "%2d".formatted(i) + "k".repeat(length - 2), i -> value));
    return JSON.valueToTree(pairs);
  }

  @Test
  void itIsStoredWithItsOrder() throws Exception {
    var order =
        new VideoOrder("m", "m", "a cat", "720x1280", 4, false, false, false, null)
            .withMetadata(Map.of("b", "2", "a", "1"));

    var stored = JSON.writeValueAsString(order);

    assertThat(JSON.readValue(stored, Order.class)).isEqualTo(order);
    assertThat(JSON.writeValueAsString(order.withMetadata(Map.of()))).doesNotContain("metadata");
  }

  private static Map<String, String> of(JsonNode metadata) {
    return Metadata.of(new Parameters(Map.of("metadata", metadata)));
  }
}
