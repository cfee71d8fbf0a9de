package dev.reelway.api;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes texts harmless for spreadsheets. */
final class CsvCells {

  private static final Pattern FORMULA = Pattern.compile("(?s)[=+\\-@\\t\\r\\n].*");

  private CsvCells() {}

  /** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
  static @Nullable String safe(@Nullable String cell) {
    return cell != null && FORMULA.matcher(cell).matches() ? "'" + cell : cell;
  }
}
