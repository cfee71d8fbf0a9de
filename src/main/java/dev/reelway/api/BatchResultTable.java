package dev.reelway.api;

import java.io.IOException;
import java.io.Writer;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The lines of a batch as CSV with a line of names, in UTF-8 with a byte order mark, by which Excel
 * recognises it. No cell is taken for a formula.
 */
final class BatchResultTable {

  private static final char BYTE_ORDER_MARK = '\ufeff';

  private final CSVPrinter csv;

  BatchResultTable(Writer out) throws IOException {
    out.write(BYTE_ORDER_MARK);
    this.csv = CSVFormat.RFC4180.print(out);
    csv.printRecord(
        "line",
        "custom_id",
        "status",
        "video_id",
        "model",
        "prompt",
        "url",
        "error_code",
        "error_message",
        "error_param",
        "cost",
        "currency");
  }

  void add(BatchResultObject result) throws IOException {
    var error = result.error();
    var cost = result.cost();
    var amount = cost == null ? null : cost.amount();
    csv.printRecord(
        Stream.of(
                Integer.toString(result.line()),
                result.customId(),
                result.status(),
                result.videoId() == null ? result.imageId() : result.videoId(),
                result.model(),
                result.prompt(),
                result.links(),
                error == null ? null : error.code(),
                error == null ? null : error.message(),
                error == null ? null : error.param(),
                amount == null ? null : amount.toPlainString(),
                cost == null ? null : cost.currency())
            .map(CsvCells::safe));
  }
}
