package dev.reelway.intake.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code .xlsx} and {@code .ods}: the first visible sheet, read like a table of text (see {@link
 * PromptTable}). A text is what a person sees in the cell; a number or boolean is what is behind
 * it. The line of an order is the number of its row.
 */
final class PromptSheet implements PromptFile {

  private final Spreadsheet sheet;
  private final List<String> header;
  private long length;

  PromptSheet(Path file, String ending) throws IOException {
    this.sheet = Spreadsheet.open(file, ending);
    try {
      this.header = header(sheet.next());
    } catch (IOException | RuntimeException e) {
      sheet.close();
      throw e;
    }
  }

  private static List<String> header(@Nullable SheetRow first) {
    if (first == null) {
      throw PromptTable.missingHeader();
    }
    return PromptTable.header(
        first.cells().stream().map(cell -> PromptTable.columnName(cell.shown())).toList());
  }

  @Override
  public @Nullable OrderEntry next() throws IOException {
    var row = sheet.next();
    if (row == null) {
      return null;
    }
    count(row);
    return orderEntry(row);
  }

  private OrderEntry orderEntry(SheetRow row) {
    if (row.cells().stream().skip(header.size()).anyMatch(cell -> !cell.isBlank())) {
      return OrderEntry.refused(
          row.number(), "The row has more cells than the header: give each column a name");
    }
    var texts = new ArrayList<String>();
    for (int i = 0; i < Math.min(row.cells().size(), header.size()); i++) {
      var cell = row.cells().get(i);
      if (cell.problem() != null) {
        return OrderEntry.refused(
            row.number(), "Cell %s %s".formatted(row.name(i), cell.problem()));
      }
      texts.add(
          (PromptTable.isNumberOrBoolean(header.get(i)) ? cell.value() : cell.shown()).strip());
    }
    return PromptTable.orderEntry(row.number(), header, texts);
  }

  /** A text that is in the file once may be in every cell, and in rows that are refused. */
  private void count(SheetRow row) {
    length += row.length();
    if (length > MOST_BYTES) {
      throw new PromptFileRefused("The spreadsheet contains more than 200 MB of text. Split it.");
    }
  }

  @Override
  public void close() throws IOException {
    sheet.close();
  }
}
