package dev.reelway.intake.format;

import java.util.ArrayList;
import java.util.List;

/**
 * A row of a sheet, whose cells are added from left to right.
 *
 * @param number its number in the sheet, from 1
 */
record SheetRow(int number, List<SheetCell> cells) {

  private static final int MAX_LENGTH = 1_000_000;

  /** The columns A to XFD of Excel; LibreOffice has as many by default. */
  static final int MAX_COLUMNS = 16_384;

  SheetRow(int number) {
    this(number, new ArrayList<>());
  }

  /**
   * Adds a cell.
   *
   * @param column from 0
   * @param length the characters of the row until here
   * @return the characters of the row with this cell
   */
  int add(int column, SheetCell cell, int length) {
    if (column < cells.size() || column >= MAX_COLUMNS) {
      throw SheetArchive.broken();
    }
    while (cells.size() < column) {
      cells.add(SheetCell.EMPTY);
    }
    cells.add(cell);
    int sum = length + cell.length();
    if (sum > MAX_LENGTH) {
      throw new PromptFileRefused(
          "Row %d is longer than %d characters.".formatted(number, MAX_LENGTH));
    }
    return sum;
  }

  /** The characters of all cells. */
  long length() {
    return cells.stream().mapToLong(SheetCell::length).sum();
  }

  boolean isBlank() {
    return cells.stream().allMatch(SheetCell::isBlank);
  }

  /** This row with another number. */
  SheetRow at(int other) {
    return new SheetRow(other, cells);
  }

  /** The name of a cell, like B7. */
  String name(int column) {
    var letters = new StringBuilder();
    for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
      letters.insert(0, (char) ('A' + (rest - 1) % 26));
    }
    return letters.append(number).toString();
  }
}
