package dev.reelway.intake.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Spreadsheets as zip archives of XML parts, with the elements that Excel and LibreOffice write.
 */
public final class SheetFiles {

  private static final String RELATIONS =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  private static final String BOOK =
      """
      <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="%s">
      <workbookPr%s/><sheets>
      <sheet name="Notes" sheetId="1" state="hidden" r:id="rId1"/>
      <sheet name="Shots" sheetId="2" r:id="rId2"/></sheets></workbook>
      """;

  private SheetFiles() {}

  /** An .xlsx file whose second sheet, the first visible one, has these rows. */
  public static Path excel(Path file, String rows) throws IOException {
    return excel(file, rows, "", "", "");
  }

  static Path excel(Path file, String rows, String texts, String formats, String bookAttributes)
      throws IOException {
    var parts = new LinkedHashMap<String, String>();
    parts.put("_rels/.rels", relations("officeDocument=/xl/workbook.xml"));
    parts.put("xl/workbook.xml", BOOK.formatted(RELATIONS, bookAttributes));
    parts.put(
        "xl/_rels/workbook.xml.rels",
        relations(
            "worksheet=worksheets/sheet1.xml",
            "worksheet=worksheets/sheet2.xml",
            "styles=styles.xml",
            "sharedStrings=sharedStrings.xml"));
    parts.put("xl/styles.xml", formats.isEmpty() ? "<styleSheet/>" : formats);
    parts.put("xl/sharedStrings.xml", "<sst>" + texts + "</sst>");
    parts.put(
        "xl/worksheets/sheet1.xml", sheet("<row><c t='inlineStr'><is><t>x</t></is></c></row>"));
    parts.put("xl/worksheets/sheet2.xml", sheet(rows));
    return zip(file, parts);
  }

  private static String sheet(String rows) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet><cols><col"
        + " min='1' max='2'/></cols><sheetData>"
        + rows
        + "</sheetData><mergeCells count='1'><mergeCell ref='A1:B1'/></mergeCells></worksheet>";
  }

  private static String relations(String... parts) {
    var xml = new StringBuilder("<Relationships>");
    for (int i = 0; i < parts.length; i++) {
      var part = parts[i].split("=");
      xml.append(
          "<Relationship Id='rId%d' Type='%s/%s' Target='%s'/>"
              .formatted(i + 1, RELATIONS, part[0], part[1]));
    }
    return xml.append("</Relationships>").toString();
  }

  /** An .ods file whose second table, the first visible one, has these rows. */
  static Path openDocument(Path file, String rows) throws IOException {
    return zip(file, Map.of("content.xml", content(rows)));
  }

  private static String content(String rows) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
      xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
      xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
      xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
      xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
    <office:automatic-styles>
    <style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>
    <style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
    </office:automatic-styles><office:body><office:spreadsheet>
    <table:table table:name="Notes" table:style-name="ta2"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>
    <table:table table:name="Shots" table:style-name="ta1">%s</table:table>
    </office:spreadsheet></office:body></office:document-content>
    """
        .formatted(rows);
  }

  static Path zip(Path file, Map<String, String> parts) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        write(zip, part.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
