package dev.reelway.api;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes texts harmless for spreadsheets, also for one that separates cells by semicolons or tabs:
 * to that one, a quotation mark within a line is a character like others, so that a cell begins
 * after each of these in a text, and a row after each line break.
 */
final class CsvCells {

  /** The full-width forms of the signs count as the signs do. */
  private static final String FORMULA = "(?=[\" ]*[=+\\-@\uff1d\uff0b\uff0d\uff20])";

  private static final Pattern BEGIN =
      Pattern.compile("^(?=[\\t\\r\\n])|(?:^|[;\\t\\r\\n])" + FORMULA);

  private CsvCells() {}

  /** What a spreadsheet would take for a formula begins with an apostrophe. */
  static @Nullable String safe(@Nullable String cell) {
    return cell == null ? null : BEGIN.matcher(cell).replaceAll("$0'");
  }
}
