package dev.reelway.order;

import static dev.reelway.order.Asking.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void contradictingValuesAreRefusedWhenTheyAreRead() {
    var fields = List.of(Map.entry("seconds", "10"), Map.entry("seconds", "15"));

    var refusal = refusal(() -> Parameters.of(fields).integer("seconds", "a number"));

    assertThat(refusal.param()).isEqualTo("seconds");
    assertThat(refusal.sentence()).isEqualTo("seconds is given twice with different values");
  }

  @Test
  void aRepeatedEqualValueIsAccepted() {
    var fields = List.of(Map.entry("seconds", "10"), Map.entry("seconds", "10"));

    assertThat(Parameters.of(fields).integer("seconds", "")).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"seconds, 10, 15", "hd, true, false", "size, [1], [2]", "size, {}, ''"})
  void twoPartsOfACallCannotDisagree(String name, String body, String query) {
    var json = json(Map.of(name, body));

    assertThat(refusal(() -> json.merge(Parameters.of(name, query)).text(name)).param())
        .isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"seconds, 10, 10", "hd, true, true"})
  void aNumberAndItsTextAgree(String name, String body, String query) {
    assertThat(json(Map.of(name, body)).merge(Parameters.of(name, query)).has(name)).isTrue();
  }

  @Test
  void numbersAgreeHoweverTheyAreWritten() throws Exception {
    assertThat(Parameters.agree(JSON.readTree("10"), JSON.readTree("10.0"))).isTrue();
    assertThat(Parameters.agree(JSON.readTree("\"10\""), JSON.readTree("1e1"))).isTrue();
    assertThat(Parameters.agree(JSON.readTree("10"), JSON.readTree("10.5"))).isFalse();
    assertThat(Parameters.agree(JSON.readTree("\"10\""), JSON.readTree("\"10.0\""))).isFalse();
    assertThat(Parameters.agree(JSON.readTree("1e999"), JSON.readTree("10"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\u0000b", "a\\ud800"})
  void aTextIsUnicodeWithoutNul(String written) throws Exception {
    var parameters =
        new Parameters(Map.of("negative_prompt", JSON.readTree("\"" + written + "\"")));

    assertThatThrownBy(() -> parameters.text("negative_prompt"))
        .hasMessageContaining("negative_prompt must be Unicode text without U+0000");
  }

  @Test
  void twoPartsOfACallAddUp() {
    var both = Parameters.of("model", "sora-2").merge(Parameters.of("size", "720x1280"));

    assertThat(both.text("model")).isEqualTo("sora-2");
    assertThat(both.text("size")).isEqualTo("720x1280");
  }

  @Test
  void jsonsNullSaysNothing() {
    var parameters = json(Map.of("size", "null", "n", "null", "hd", "null"));

    assertThat(parameters.has("size")).isFalse();
    assertThat(parameters.text("size")).isNull();
    assertThat(parameters.integer("n", "")).isNull();
    assertThat(parameters.bool("hd")).isNull();
  }

  @Test
  void jsonsNullContradictsNothing() {
    var parameters = json(Map.of("seconds", "null")).merge(Parameters.of("seconds", "15"));

    assertThat(parameters.integer("seconds", "")).isEqualTo(15);
  }

  @ParameterizedTest
  @CsvSource({"10, 10", "\"10\", 10", "10.0, 10", "1e1, 10", "-3, -3", "\"-3\", -3"})
  void aWholeNumberMayBeText(String written, int meant) {
    assertThat(json(Map.of("n", written)).integer("n", "")).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"10.5", "\"10.0\"", "\" 10\"", "\"+10\"", "\"0x10\"", "\"١٠\"", "true", "[]"})
  void anythingElseIsNoWholeNumber(String written) {
    var parameters = json(Map.of("n", written));

    var refusal = refusal(() -> parameters.integer("n", "a number that I like"));

    assertThat(refusal.param()).isEqualTo("n");
    assertThat(refusal.sentence()).isEqualTo("n must be a number that I like");
  }

  @ParameterizedTest
  @CsvSource({"5", "true", "[]", "{}", "1.5"})
  void onlyTextIsText(String written) {
    var parameters = json(Map.of("model", written));

    assertThat(refusal(() -> parameters.text("model")).sentence())
        .isEqualTo("model must be a string");
  }

  private static Parameters json(Map<String, String> written) {
    var values = new LinkedHashMap<String, JsonNode>();
    written.forEach((name, value) -> values.put(name, read(value)));
    return new Parameters(values);
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
