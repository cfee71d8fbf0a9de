package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.media.ContentKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEPT = new ContentKey("a".repeat(64), "png").link();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"link\": \"KEPT\"",
        "\"links\": \"KEPT\"",
        "\"links\": [\"KEPT\"]",
        "\"links\": [\"https://a.example/1.png\", \"KEPT\"]",
        "\"links\": [\" KEPT\"]",
        "\"links\": [\"Kept:x\"]"
      })
  void anUpstreamCannotSendAKeptLink(String links) {
    var report = "{\"verdict\": \"done\", %s}".formatted(links.replace("KEPT", KEPT));

    assertThatExceptionOfType(JsonMappingException.class)
        .isThrownBy(() -> read(report))
        .withMessageContaining("an internal kept: link");
    assertThatExceptionOfType(JsonMappingException.class)
        .isThrownBy(
            () -> JSON.readValue("{\"reports\": [%s]}".formatted(report), ReportPage.class));
  }

  @Test
  void aKeptLinkIsAllowedInternally() throws JsonProcessingException {
    var report = read("{\"verdict\": \"done\", \"links\": [\"data:image/png;base64,AAAA\"]}");

    assertThat(report.withLinks(List.of(KEPT)).links()).containsExactly(KEPT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.example/kept:1.png", "/kept:1", "", "keep:1"})
  void otherLinksAreLinks(String link) throws JsonProcessingException {
    var one = read("{\"verdict\": \"done\", \"link\": \"%s\"}".formatted(link));

    assertThat(one.links()).containsExactly(link);
    assertThat(read("{\"verdict\": \"done\", \"link\": null}").links()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "0, 0",
    "9007199254740993, 9007199254740993",
    "18446744073709551616, 18446744073709551616",
    "7.0, 7",
    "1.7e3, 1700",
    "1E20, 100000000000000000000",
    "1.5, 1.5",
  })
  void aNumberIsATaskByItsDigits(String written, String task) throws JsonProcessingException {
    assertThat(task(written).task()).isEqualTo(task);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"1e999999", "{\"a\":1}", "[\"a\"]", "true", "\"a b\"", "-7"})
  void anInvalidNameIsReportedUnchanged(String written) throws JsonProcessingException {
    var task = task(written).task();

    assertThat(task).isNotNull().hasSizeLessThan(30);
    assertThat(written.equals("true") || !RenderTask.isTask(String.valueOf(task))).isTrue();
  }

  @Test
  void aReportMayNameNoTask() throws JsonProcessingException {
    assertThat(task("null").task()).isNull();
    assertThat(JSON.readValue("{\"verdict\": \"working\"}", Report.class).task()).isNull();
  }

  private static Report task(String task) throws JsonProcessingException {
    return JSON.readValue("{\"task\": %s, \"verdict\": \"working\"}".formatted(task), Report.class);
  }

  private static Report read(String json) throws JsonProcessingException {
    return JSON.readValue(json, Report.class);
  }
}
