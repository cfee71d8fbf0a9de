package dev.reelway.intake.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.reelway.intake.Entries;
import dev.reelway.intake.SmallHeap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small spreadsheet cannot fill the memory: what is kept of a document has a limit. */
class SpreadsheetBoundsTest {

  private static final String ROWS =
      "<row><c t='inlineStr'><is><t>prompt</t></is></c></row>"
          + "<row><c t='inlineStr'><is><t>a fox</t></is></c></row>";

  private static final String BROKEN =
      "The file is not a valid spreadsheet of its type, or it is incomplete. Save it again.";

  @TempDir Path folder = Path.of("");

  @Test
  void manyStylesMayShareALongFormat() throws Exception {
    var formats =
        "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='%s'/></numFmts><cellXfs>%s</cellXfs></styleSheet>"
            .formatted("yd".repeat(500), "<xf numFmtId='164'/>".repeat(100_000));
    var file = SheetFiles.excel(folder.resolve("a.xlsx"), ROWS, "", formats, "");

    assertThat(SmallHeap.read(file, "-Xmx64m")).isEmpty();
  }

  @Test
  void aWorkbookWithTooManyFormatsIsRefused() throws IOException {
    var formats =
        "<styleSheet><numFmts>%s</numFmts></styleSheet>"
            .formatted(many(50_000, "<numFmt numFmtId='%d' formatCode='0'/>"::formatted));

    assertRefused(SheetFiles.excel(folder.resolve("a.xlsx"), ROWS, "", formats, ""), BROKEN);
  }

  @Test
  void aWorkbookWithTooManyPartsIsRefused() throws IOException {
    assertThat(Entries.of(ofSheets(100))).hasSize(1);
    assertRefused(ofSheets(10_000), BROKEN);
  }

  private Path ofSheets(int count) throws IOException {
    var sheets =
        many(count, "<Relationship Id='r%d' Type='/worksheet' Target='sheet.xml'/>"::formatted);
    var parts =
        Map.of(
            "_rels/.rels",
            "<r><Relationship Id='r' Type='/officeDocument' Target='book.xml'/></r>",
            "book.xml",
            "<workbook><sheets><sheet id='r0'/></sheets></workbook>",
            "_rels/book.xml.rels",
            "<r>" + sheets + "</r>",
            "sheet.xml",
            "<worksheet><sheetData>" + ROWS + "</sheetData></worksheet>");
    return SheetFiles.zip(folder.resolve("a.xlsx"), parts);
  }

  @Test
  void aWorkbookWithTooManyTextsIsRefused() throws Exception {
    var file = SheetFiles.excel(folder.resolve("a.xlsx"), ROWS, "<si/>".repeat(8_000_000), "", "");

    assertThat(SmallHeap.read(file, "-Xmx64m"))
        .isEqualTo("The spreadsheet contains more than 2000000 texts. Save its orders as .csv.");
  }

  @Test
  void aWorkbookOfNamesWithoutEndIsRefused() throws Exception {
    var names = many(2_000_000, "<x%x/>"::formatted);

    assertThat(SmallHeap.read(SheetFiles.excel(folder.resolve("a.xlsx"), names + ROWS), "-Xmx64m"))
        .isEqualTo(BROKEN);
  }

  @Test
  void otherNamesThatTheParserKeepsAreLimitedToo() throws IOException {
    for (var name :
        List.<IntFunction<String>>of(
            "<x a%d='1'/>"::formatted,
            "<x xmlns:p%d='u'/>"::formatted,
            "<x xmlns='u%d'/>"::formatted,
            "<?x%d ?>"::formatted)) {
      var rows = ROWS + many(3_000, name);

      assertRefused(SheetFiles.excel(folder.resolve("a.xlsx"), rows), BROKEN);
    }
  }

  @Test
  void aDocumentWithTooManyHiddenTablesIsRefused() throws IOException {
    var hidden =
        many(
            10_000, "<style s:name='t%d'><table-properties t:display='false'/></style>"::formatted);
    var content =
        "<d xmlns:s='urn:oasis:names:tc:opendocument:xmlns:style:1.0'"
            + " xmlns:t='urn:oasis:names:tc:opendocument:xmlns:table:1.0'>%s<table><table-row>"
                .formatted(hidden)
            + "<table-cell><p>prompt</p></table-cell></table-row></table></d>";

    assertRefused(SheetFiles.zip(folder.resolve("a.ods"), Map.of("content.xml", content)), BROKEN);
  }

  /** The numbers of a row are in memory too, though a person sees only their short form. */
  @Test
  void theValuesBehindTheCellsOfARowAreLimited() throws IOException {
    var cell =
        "<table:table-cell office:value-type='float' office:value='%s'><text:p>1</text:p></table:table-cell>"
            .formatted("1".repeat(300_000));
    var row = "<table:table-row>%s</table:table-row>";
    var rows = row.formatted("<table:table-cell><text:p>prompt</text:p></table:table-cell>");

    assertThat(
            Entries.of(
                SheetFiles.openDocument(
                    folder.resolve("a.ods"), rows + row.formatted(cell.repeat(3)))))
        .hasSize(1);
    assertRefused(
        SheetFiles.openDocument(folder.resolve("a.ods"), rows + row.formatted(cell.repeat(4))),
        "Row 2 is longer than 1000000 characters.");
  }

  /** Each row decodes the long text, whether or not its order can be used. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<c t='s'><v>0</v></c>",
        "<c r='B2' t='s'><v>0</v></c>",
        "<c t='e'><v>#N/A</v></c><c t='s'><v>0</v></c>"
      })
  void aTextThatIsInManyRowsCountsInEach(String cells) throws IOException {
    var rows = ROWS + "<row>%s</row>".formatted(cells).repeat(300);
    var text = "<si><t>%s</t></si>".formatted("x".repeat(990_000));

    assertRefused(
        SheetFiles.excel(folder.resolve("a.xlsx"), rows, text, "", ""),
        "The spreadsheet contains more than 200 MB of text. Split it.");
  }

  /** Such rows are passed without an order. */
  @Test
  void aLongBlankTextThatIsInManyRowsIsNotDecoded() throws IOException {
    var rows = ROWS + "<row><c t='s'><v>0</v></c></row>".repeat(100_000);
    var text = "<si><t>%s</t></si>".formatted(" ".repeat(990_000));
    var file = SheetFiles.excel(folder.resolve("a.xlsx"), rows, text, "", "");

    assertTimeoutPreemptively(
        Duration.ofSeconds(25), () -> assertThat(Entries.of(file)).hasSize(1));
  }

  private static String many(int times, IntFunction<String> part) {
    return IntStream.range(0, times).mapToObj(part).collect(Collectors.joining());
  }

  private static void assertRefused(Path file, String sentence) {
    assertThatThrownBy(() -> Entries.of(file))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessage(sentence);
  }
}
