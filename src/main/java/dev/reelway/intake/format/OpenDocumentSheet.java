package dev.reelway.intake.format;

import java.io.IOException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first visible sheet of an {@code .ods} file (OASIS OpenDocument 1.3, part 3, 9: tables). The
 * text of a cell is in the file as it is shown.
 */
final class OpenDocumentSheet implements Spreadsheet {

  private static final String CONTENT = "content.xml";
  private static final String MANIFEST = "META-INF/manifest.xml";
  private static final String OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
  private static final String STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0";
  private static final String TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
  private static final String ERROR = "#(N/A|(REF|VALUE|DIV/0|NUM|NULL)!|NAME\\?)|Err:\\d+";

  private static final int MOST_HIDDEN = 5_000;
  private static final int MAX_NAME_LENGTH = 1_000;

  private final SheetArchive archive;
  private final SheetXml xml;
  private int number;
  private @Nullable SheetRow repeated;
  private int copies;

  OpenDocumentSheet(SheetArchive archive) throws IOException {
    this.archive = archive;
    requireUnencrypted();
    this.xml = archive.xml(CONTENT);
    toFirstVisibleTable();
  }

  private void requireUnencrypted() throws IOException {
    if (archive.has("encrypted-package")) {
      throw SheetArchive.encrypted();
    }
    if (archive.has(MANIFEST)) {
      try (var manifest = archive.xml(MANIFEST)) {
        while (manifest.next()) {
          if (manifest.isStart("encryption-data")) {
            throw SheetArchive.encrypted();
          }
        }
      }
    }
  }

  private void toFirstVisibleTable() {
    var hidden = new HashSet<String>();
    var style = "";
    while (xml.next()) {
      if (xml.isStart("style")) {
        style = Objects.requireNonNullElse(xml.attribute(STYLE, "name"), "");
      } else if (xml.isStart("table-properties")
          && "false".equals(xml.attribute(TABLE, "display"))) {
        hidden.add(style);
        if (hidden.size() > MOST_HIDDEN || style.length() > MAX_NAME_LENGTH) {
          throw SheetArchive.broken();
        }
      } else if (xml.isStart("table")) {
        if (isVisible(hidden)) {
          return;
        }
        xml.skip();
      }
    }
    throw SheetArchive.broken();
  }

  private boolean isVisible(Set<String> hidden) {
    var style = xml.attribute(TABLE, "style-name");
    return style == null || !hidden.contains(style);
  }

  @Override
  public @Nullable SheetRow next() {
    if (repeated != null && copies > 0) {
      copies--;
      return repeated.at(++number);
    }
    while (xml.next() && !xml.isEnd("table")) {
      if (xml.isStart("table-row")) {
        int times = xml.positive("number-rows-repeated", 1);
        var row = row();
        if (!row.isBlank()) {
          repeated = row;
          copies = times - 1;
          number++;
          return row;
        }
        number = Math.addExact(number, times);
      }
    }
    return null;
  }

  private SheetRow row() {
    var row = new SheetRow(number + 1);
    int column = 0;
    int length = 0;
    while (xml.next() && !xml.isEnd("table-row")) {
      if (xml.isStart("table-cell") || xml.isStart("covered-table-cell")) {
        int times = xml.positive("number-columns-repeated", 1);
        var cell = cell();
        for (int i = 0; i < times && !cell.isBlank(); i++) {
          length = row.add(column + i, cell, length);
        }
        column = Math.addExact(column, times);
      }
    }
    return row;
  }

  private SheetCell cell() {
    var type = xml.attribute(OFFICE, "value-type");
    var value = value();
    boolean isFormula = xml.attribute(TABLE, "formula") != null;
    var shown = shown();
    if (isFormula && (shown.matches(ERROR) || shown.isEmpty() && type == null)) {
      return shown.isEmpty() ? SheetCell.uncalculated() : SheetCell.error(shown);
    }
    if (shown.isEmpty()) {
      return value == null ? SheetCell.EMPTY : SheetCell.of(value);
    }
    return value == null ? SheetCell.of(shown) : SheetCell.of(shown, value);
  }

  /** The number, boolean or text in an attribute of the cell. */
  private @Nullable String value() {
    for (var name : new String[] {"value", "boolean-value", "string-value"}) {
      var value = xml.attribute(OFFICE, name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** The paragraphs of a cell; its notes and drawings are not in its text. */
  private String shown() {
    var text = new StringBuilder();
    int element = xml.depth();
    boolean first = true;
    while (xml.nextIn(element)) {
      if (xml.isStart("p")) {
        SheetXml.add(text, first ? "" : "\n");
        first = false;
        paragraph(text);
      } else if (xml.isStart()) {
        xml.skip();
      }
    }
    return text.toString();
  }

  private void paragraph(StringBuilder text) {
    int element = xml.depth();
    while (xml.nextIn(element)) {
      if (xml.isText()) {
        xml.addTo(text);
      } else if (xml.isStart()) {
        inline(text);
      }
    }
  }

  private void inline(StringBuilder text) {
    switch (xml.name()) {
      case "s" -> SheetXml.add(text, " ".repeat(Math.min(xml.positive("c", 1), 1_000)));
      case "tab" -> SheetXml.add(text, "\t");
      case "line-break" -> SheetXml.add(text, "\n");
      case "annotation", "note", "frame", "ruby-text" -> xml.skip();
      default -> {}
    }
  }

  @Override
  public void close() throws IOException {
    xml.close();
    archive.close();
  }
}
