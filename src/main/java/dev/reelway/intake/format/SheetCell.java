package dev.reelway.intake.format;

import org.jspecify.annotations.Nullable;

/**
 * A cell of a sheet.
 *
 * @param shown the text that a person sees in it
 * @param value the number or boolean behind the text, or the text
 * @param problem why it cannot be used, as the end of a sentence, or null
 */
record SheetCell(String shown, String value, @Nullable String problem) {

  static final SheetCell EMPTY = SheetCell.of("");

  static SheetCell of(String text) {
    return new SheetCell(text, text, null);
  }

  static SheetCell of(String shown, String value) {
    return new SheetCell(shown, value, null);
  }

  static SheetCell error(String shown) {
    return new SheetCell(shown, shown, "contains the error " + shown);
  }

  /** A formula whose value is not in the file. */
  static SheetCell uncalculated() {
    return new SheetCell(
        "=",
        "=",
        "is a formula without a value: open the file in a spreadsheet program and save it again");
  }

  /** The characters that it holds. */
  int length() {
    return shown.length() + (value.equals(shown) ? 0 : value.length());
  }

  boolean isBlank() {
    return shown.isBlank();
  }
}
