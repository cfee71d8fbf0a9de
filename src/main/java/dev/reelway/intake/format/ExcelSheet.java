package dev.reelway.intake.format;

import java.io.IOException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first visible sheet of an {@code .xlsx} file (ECMA-376, part 1, 18.3: worksheets). A formula
 * has the value that was calculated when the file was saved.
 */
final class ExcelSheet implements Spreadsheet {

  /** How characters are written that XML does not allow (18.18.90: ST_Xstring). */
  private static final Pattern ESCAPE = Pattern.compile("_x([0-9A-Fa-f]{4})_");

  private final SheetArchive archive;
  private final ExcelFormats formats;
  private final SharedTexts texts;
  private final SheetXml xml;
  private int number;

  ExcelSheet(SheetArchive archive) throws IOException {
    this.archive = archive;
    var workbook = ExcelWorkbook.of(archive);
    this.formats = ExcelFormats.of(archive, workbook);
    this.texts = sharedTexts(archive, workbook.texts());
    try {
      this.xml = archive.xml(workbook.sheet());
    } catch (IOException | RuntimeException e) {
      texts.close();
      throw e;
    }
  }

  private static SharedTexts sharedTexts(SheetArchive archive, @Nullable String part)
      throws IOException {
    var texts = new SharedTexts();
    if (part == null) {
      return texts;
    }
    try (var xml = archive.xml(part)) {
      while (xml.next()) {
        if (xml.isStart("si")) {
          var text = richText(xml);
          texts.add(text.isBlank() ? "" : text); // rows of blank cells count nothing
        }
      }
      return texts;
    } catch (IOException | RuntimeException e) {
      texts.close();
      throw e;
    }
  }

  /** The runs of a text without the phonetic ones that stand above them. */
  private static String richText(SheetXml xml) {
    var text = new StringBuilder();
    int element = xml.depth();
    while (xml.nextIn(element)) {
      if (xml.isStart("t")) {
        SheetXml.add(text, xml.text());
      } else if (xml.isStart("rPh")) {
        xml.skip();
      }
    }
    return unescaped(text.toString());
  }

  private static String unescaped(String text) {
    return text.contains("_x")
        ? ESCAPE
            .matcher(text)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(found.group(1), 16))))
        : text;
  }

  @Override
  public @Nullable SheetRow next() throws IOException {
    while (xml.next() && !xml.isEnd("sheetData")) {
      if (xml.isStart("row")) {
        var row = row();
        if (!row.isBlank()) {
          return row;
        }
      }
    }
    return null;
  }

  private SheetRow row() throws IOException {
    int next = xml.positive("r", number + 1);
    if (next <= number) {
      throw SheetArchive.broken();
    }
    number = next;
    var row = new SheetRow(number);
    int length = 0;
    while (xml.next() && !xml.isEnd("row")) {
      if (xml.isStart("c")) {
        length = row.add(column(row.cells().size()), cell(), length);
      }
    }
    return row;
  }

  /** The column of a cell like C7, from 0; a cell without a name is beside the one before. */
  private int column(int following) {
    var name = xml.attribute("r");
    if (name == null) {
      return following;
    }
    int column = 0;
    for (int i = 0; i < name.length() && Character.isLetter(name.charAt(i)) && i < 4; i++) {
      column = column * 26 + Character.toUpperCase(name.charAt(i)) - 'A' + 1;
    }
    return column - 1;
  }

  private SheetCell cell() throws IOException {
    var type = Objects.requireNonNullElse(xml.attribute("t"), "n");
    var style = xml.attribute("s");
    var value = "";
    boolean isFormula = false;
    int element = xml.depth();
    while (xml.nextIn(element)) {
      if (xml.isStart("v")) {
        value = xml.text();
      } else if (xml.isStart("is")) {
        value = richText(xml);
      } else if (xml.isStart()) {
        isFormula |= xml.name().equals("f");
        xml.skip();
      }
    }
    if (value.isEmpty()) {
      return isFormula && !type.equals("str") ? SheetCell.uncalculated() : SheetCell.EMPTY;
    }
    return cell(type, style, value);
  }

  private SheetCell cell(String type, @Nullable String style, String value) throws IOException {
    try {
      return switch (type) {
        case "n" -> {
          var number = ExcelFormats.number(value);
          yield SheetCell.of(formats.shown(number, style), ExcelFormats.plain(number));
        }
        case "s" -> SheetCell.of(texts.get(Integer.parseInt(value.strip())));
        case "b" -> SheetCell.of(value.strip().equals("1") ? "TRUE" : "FALSE");
        case "e" -> SheetCell.error(value);
        case "d" -> SheetCell.of(value.replaceFirst("T00:00:00(\\.0+)?Z?$", ""));
        case "inlineStr" -> SheetCell.of(value);
        case "str" -> SheetCell.of(unescaped(value));
        default -> throw SheetArchive.broken();
      };
    } catch (NumberFormatException | IndexOutOfBoundsException invalid) {
      throw SheetArchive.broken();
    }
  }

  @Override
  public void close() throws IOException {
    xml.close();
    texts.close();
    archive.close();
  }
}
