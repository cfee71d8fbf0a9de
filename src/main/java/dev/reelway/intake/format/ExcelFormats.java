package dev.reelway.intake.format;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The number formats of the cells of a workbook, by the number of their style. */
final class ExcelFormats {

  private static final String DATE = "yyyy-mm-dd";

  /**
   * The formats that are not written into a file (ECMA-376, part 1, 18.8.30). A date whose form is
   * that of the computer, 14 and 22, is written as in ISO 8601, and so are those of the Chinese,
   * Japanese and Korean Excel, 27 to 36 and 50 to 58, which depend on its language. Four of these
   * are times in Chinese and dates in the others; they are written as both, so that neither is
   * lost. An amount of money, 5 to 8 and 41 to 44, has no format here: its currency is that of the
   * computer.
   */
  private static final Map<Integer, String> BUILT_IN =
      Map.ofEntries(
          Map.entry(1, "0"),
          Map.entry(2, "0.00"),
          Map.entry(3, "#,##0"),
          Map.entry(4, "#,##0.00"),
          Map.entry(9, "0%"),
          Map.entry(10, "0.00%"),
          Map.entry(14, DATE),
          Map.entry(15, "d-mmm-yy"),
          Map.entry(16, "d-mmm"),
          Map.entry(17, "mmm-yy"),
          Map.entry(18, "h:mm AM/PM"),
          Map.entry(19, "h:mm:ss AM/PM"),
          Map.entry(20, "h:mm"),
          Map.entry(21, "h:mm:ss"),
          Map.entry(22, DATE + " h:mm"),
          Map.entry(27, DATE),
          Map.entry(28, DATE),
          Map.entry(29, DATE),
          Map.entry(30, DATE),
          Map.entry(31, DATE),
          Map.entry(32, "h:mm"),
          Map.entry(33, "h:mm:ss"),
          Map.entry(34, DATE + " h:mm"),
          Map.entry(35, DATE + " h:mm:ss"),
          Map.entry(36, DATE),
          Map.entry(37, "#,##0;(#,##0)"),
          Map.entry(38, "#,##0;(#,##0)"),
          Map.entry(39, "#,##0.00;(#,##0.00)"),
          Map.entry(40, "#,##0.00;(#,##0.00)"),
          Map.entry(45, "mm:ss"),
          Map.entry(46, "[h]:mm:ss"),
          Map.entry(47, "mm:ss.0"),
          Map.entry(50, DATE),
          Map.entry(51, DATE),
          Map.entry(52, DATE),
          Map.entry(53, DATE),
          Map.entry(54, DATE),
          Map.entry(55, DATE + " h:mm"),
          Map.entry(56, DATE + " h:mm:ss"),
          Map.entry(57, DATE),
          Map.entry(58, DATE));

  private static final MathContext GENERAL = new MathContext(10);
  private static final int MOST_DIGITS = 400;
  private static final int MOST_STYLES = 100_000;

  /** Of all formats that are written into a file: Excel allows some 250 of 255 characters. */
  private static final int MOST_CHARACTERS = 200_000;

  private final Map<String, String> codes = new HashMap<>();

  /** The styles of a workbook are many, their formats few. */
  private final Map<String, ExcelFormat> byCode = new HashMap<>();

  private final List<ExcelFormat> byStyle = new ArrayList<>();
  private final boolean from1904;
  private int characters;

  private ExcelFormats(boolean from1904) {
    this.from1904 = from1904;
  }

  static ExcelFormats of(SheetArchive archive, ExcelWorkbook workbook) throws IOException {
    var formats = new ExcelFormats(workbook.from1904());
    if (workbook.styles() != null) {
      try (var xml = archive.xml(workbook.styles())) {
        formats.read(xml);
      }
    }
    return formats;
  }

  private void read(SheetXml xml) {
    boolean isOfCells = false;
    while (xml.next()) {
      if (xml.isStart("numFmt")) {
        add(text(xml, "numFmtId"), text(xml, "formatCode"));
      } else if (xml.isStart("cellXfs") || xml.isEnd("cellXfs")) {
        isOfCells = xml.isStart();
      } else if (isOfCells && xml.isStart("xf")) {
        add(text(xml, "numFmtId"));
      }
    }
  }

  private void add(String id, String code) {
    characters += id.length() + code.length();
    if (characters > MOST_CHARACTERS) {
      throw SheetArchive.broken();
    }
    codes.put(id, code);
  }

  private void add(String id) {
    if (byStyle.size() >= MOST_STYLES) {
      throw SheetArchive.broken();
    }
    var code = codes.get(id);
    if (code == null && id.matches("\\d{1,9}")) {
      code = BUILT_IN.get(Integer.valueOf(id));
    }
    byStyle.add(
        byCode.computeIfAbsent(
            Objects.requireNonNullElse(code, "General"), one -> ExcelFormat.of(one, from1904)));
  }

  private static String text(SheetXml xml, String attribute) {
    return Objects.requireNonNullElse(xml.attribute(attribute), "");
  }

  /**
   * The text that a person sees in the cell.
   *
   * @throws IndexOutOfBoundsException if there is no such style
   */
  String shown(BigDecimal number, @Nullable String style) {
    return style == null || byStyle.isEmpty()
        ? plain(number)
        : byStyle.get(Integer.parseInt(style)).shown(number);
  }

  /**
   * Parses the number of a cell.
   *
   * @throws NumberFormatException if it is none, or none that a spreadsheet has
   */
  static BigDecimal number(String text) {
    var number = new BigDecimal(text.substring(0, Math.min(text.length(), MOST_DIGITS)).strip());
    if (text.length() > MOST_DIGITS
        || Math.abs((long) number.precision() - number.scale()) > MOST_DIGITS) {
      throw new NumberFormatException("No spreadsheet has a number like this.");
    }
    return number;
  }

  /** A number without a format: integers with all digits, others with ten. */
  static String plain(BigDecimal number) {
    boolean isInteger = number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    var rounded = isInteger ? number : number.round(GENERAL).stripTrailingZeros();
    return number.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
