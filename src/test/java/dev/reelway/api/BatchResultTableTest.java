package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchResultTableTest {

  @Test
  void aCellIsNoFormulaAndExcelKnowsTheEncoding() throws IOException {
    var out = new StringWriter();
    var table = new BatchResultTable(out);

    table.add(
        result(
            "=cmd|' /C calc'!A0",
            "+1, \"quoted\"\nand more",
            new BatchResultObject.Problem("invalid_value", "-1 is no length", "@seconds")));

    assertThat(out.toString())
        .isEqualTo(
            "\ufeffline,custom_id,status,video_id,model,prompt,url,error_code,error_message,"
                + "error_param,cost,currency\r\n"
                + "7,'=cmd|' /C calc'!A0,failed,video_1,tiny,\"'+1, \"\"quoted\"\"\nand more\","
                + "https://a|https://b,invalid_value,'-1 is no length,'@seconds,,\r\n");
  }

  /** A spreadsheet that separates by semicolons or tabs finds more cells than there are. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a fox;=HYPERLINK(0)|a fox;'=HYPERLINK(0)",
        "a fox;\\t=1|a fox;\\t'=1",
        "a fox\\t@SUM(1)|a fox\\t'@SUM(1)",
        "a fox\\n- a bear\\r\\n+1|a fox\\n'- a bear\\r\\n'+1",
        "a fox; \"=1|a fox;' \"=1",
        "\uff1d1;\uff0b1;\uff0d1;\uff201|'\uff1d1;'\uff0b1;'\uff0d1;'\uff201",
        "a fox; a bear = 2; x-ray|a fox; a bear = 2; x-ray",
        "a fox - no bear|a fox - no bear"
      })
  void noPartOfACellIsAFormulaEither(String text, String safe) {
    assertThat(CsvCells.safe(text.translateEscapes())).isEqualTo(safe.translateEscapes());
  }

  @Test
  void aCellThatBeginsWithATabOrALineBreakIsAText() {
    assertThat(CsvCells.safe("\tfox")).isEqualTo("'\tfox");
    assertThat(CsvCells.safe("\nfox")).isEqualTo("'\nfox");
    assertThat(CsvCells.safe(null)).isNull();
  }

  private static BatchResultObject result(
      String customId, String prompt, BatchResultObject.Problem error) {
    return new BatchResultObject(
        "line_7",
        "batch.result",
        7,
        customId,
        "failed",
        0,
        "video_1",
        null,
        "tiny",
        prompt,
        "https://a",
        null,
        List.of("https://a", "https://b"),
        null,
        error);
  }
}
