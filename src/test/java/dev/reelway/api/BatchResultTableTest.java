package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

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
