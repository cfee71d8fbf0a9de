package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.media.ContentKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
        "\"links\": [\"Kept:x\"]",
        "\"link\": {\"url\": \"KEPT\"}"
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
  @ValueSource(strings = {"https://a.example/kept:1.png", "/kept:1", "keep:1"})
  void otherLinksAreLinks(String link) throws JsonProcessingException {
    var one = read("{\"verdict\": \"done\", \"link\": \"%s\"}".formatted(link));

    assertThat(one.links()).containsExactly(link);
    assertThat(read("{\"verdict\": \"done\", \"link\": null}").links()).isEmpty();
  }

  /** A form that cannot be read must not lose a render that is paid for. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          "progress": "50%" | 50 | | []
          "progress": "12.5" | 12 | | []
          "progress": {"percent": 5} | 0 | | []
          "progress": "soon" | 0 | | []
          "reason": {"message": "too dark"} | 0 | too dark | []
          "reason": {"error": {"message": "too dark"}} | 0 | too dark | []
          "reason": [{"msg": "too dark"}, "too long", null] | 0 | too dark; too long | []
          "reason": {"why": 7} | 0 | {"why":7} | []
          "reason": 7 | 0 | 7 | []
          "links": [null, "/a"] | 0 | | [/a]
          "links": [{"url": "/a"}, 7, {"x": 1}] | 0 | | [/a]
          "link": {"url": "/a"} | 0 | | [/a]
          "link": [null] | 0 | | []
          "link": "" | 0 | | []
          "links": ["", " ", "/a", {"url": ""}] | 0 | | [/a]
          """)
  void whatCannotBeReadHidesNeitherVerdictNorTask(
      String field, int percent, @Nullable String reason, String links)
      throws JsonProcessingException {
    var report = read("{\"task\": \"t\", \"verdict\": \"working\", %s}".formatted(field));

    assertThat(report.task()).isEqualTo("t");
    assertThat(report.percent()).isEqualTo(percent);
    assertThat(report.reason()).isEqualTo(reason);
    assertThat(report.links()).hasToString(links);
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
