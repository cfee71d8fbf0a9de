package dev.reelway.intake.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.intake.Entries;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spreadsheets are read like tables of text. */
class SpreadsheetTest {

  private static final String HEADER = row(1, text("Prompt"), text("ID"), text("Seconds"));

  private static final String FORMATS =
      """
      <styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="000"/></numFmts>
      <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
      <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="2"/></cellXfs>
      </styleSheet>
      """;

  @TempDir Path folder = Path.of("");

  // Excel.

  @Test
  void aCellOfExcelIsReadAsItIsShown() throws IOException {
    var rows =
        """
        <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="s"><v>2</v></c><c r="D2" t="s"><v>3</v></c></row>
        <row r="3"/>
        <row r="4"><c r="A4" t="s"><v>4</v></c><c r="B4" s="1"><v>10</v></c><c r="C4" s="3"><v>10</v></c><c r="D4" t="b"><v>1</v></c></row>
        <row r="7"><c r="A7" t="inlineStr"><is><r><t>a </t></r><r><t>dog</t></r></is></c><c r="B7" s="2"><v>46266</v></c><c r="C7"><f>5+10</f><v>15</v></c></row>
        <row r="8"><c r="A8" t="str"><f>"a "&amp;"hare"</f><v>a hare</v></c><c r="B8"><v>0.30000000000000004</v></c><c r="C8"><v>1E1</v></c></row>
        <row r="9"><c r="B9" s="1"/><c r="D9" t="s"><v>5</v></c></row>
        """;
    var texts =
        """
        <si><t>Prompt</t></si><si><t xml:space="preserve">Custom Id </t></si><si><t>Seconds</t></si><si><t>HD</t></si>
        <si><t>a fox_x000D_
        in &lt;snow&gt;</t><rPh sb="0" eb="1"><t>kitsune</t></rPh></si><si><t> </t></si>
        """;

    assertThat(described(SheetFiles.excel(folder.resolve("a.xlsx"), rows, texts, FORMATS, "")))
        .containsExactly(
            "4 010 {hd=true, prompt=a fox\r\nin <snow>, seconds=10}",
            "7 2026-09-01 {prompt=a dog, seconds=15}",
            "8 0.3 {prompt=a hare, seconds=10}");
  }

  /** An upload has a name of its own on the disk. */
  @Test
  void aFileMayBeOpenedByAnotherName() throws IOException {
    var rows = HEADER + row(2, text("a fox"), text("one"), text("8"));
    var file = SheetFiles.excel(folder.resolve("incoming.part"), rows);

    assertThat(PromptFile.form(file, "Shots.XLSX")).isEqualTo("xlsx");
    try (var entries = PromptFile.open(file, "xlsx", List.of("m", "n"))) {
      assertThat(Objects.requireNonNull(entries.next()).customId()).isEqualTo("one:m");
      assertThat(Objects.requireNonNull(entries.next()).customId()).isEqualTo("one:n");
      assertThat(entries.next()).isNull();
    }
  }

  @Test
  void datesOfAWorkbookMayCountFrom1904() throws IOException {
    var rows =
        HEADER + "<row><c t='inlineStr'><is><t>a</t></is></c><c s='2'><v>44804</v></c></row>";

    assertThat(
            described(
                SheetFiles.excel(folder.resolve("a.xlsx"), rows, "", FORMATS, " date1904=\"1\"")))
        .containsExactly("2 2026-09-01 {prompt=a}");
  }

  /** The formats of Excel in Chinese, Japanese and Korean have numbers, but are in no file. */
  @ParameterizedTest
  @CsvSource({
    "14, 46266.75, 2026-09-01",
    "27, 46266.75, 2026-09-01",
    "31, 46266.75, 2026-09-01",
    "32, 46266.75, 18:00",
    "33, 46266.75, 18:00:00",
    "34, 46266.75, 2026-09-01 18:00",
    "36, 46266.75, 2026-09-01",
    "50, 46266.75, 2026-09-01",
    "56, 46266.75, 2026-09-01 18:00:00",
    "58, 46266.75, 2026-09-01",
    "7, 46266.75, 46266.75",
    "44, 46266.75, 46266.75",
    "59, 46266.75, 46266.75"
  })
  void aNumberIsShownInABuiltInFormat(int format, String number, String shown) throws IOException {
    var styles = "<styleSheet><cellXfs><xf numFmtId='%d'/></cellXfs></styleSheet>";
    var rows = HEADER + row(2, text("a fox"), "<c s='0'><v>%s</v></c>".formatted(number));
    var file = SheetFiles.excel(folder.resolve("a.xlsx"), rows, "", styles.formatted(format), "");

    assertThat(described(file)).containsExactly("2 %s {prompt=a fox}".formatted(shown));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "General          | 12345678901234567 | 12345678901234567",
        "General          | 3.14159265358979  | 3.141592654",
        "General          | -5                | -5",
        "000              | 7                 | 007",
        "000              | 12345             | 12345",
        "0                | 9.5               | 10",
        "#,##0.00         | 1234567.891       | 1,234,567.89",
        "0.0#             | 2.5               | 2.5",
        "0%               | 0.256             | 26%",
        "0.0%             | -0.256            | -25.6%",
        "0;(0)            | -12               | (12)",
        "0;-0;\"none\"    | 0                 | none",
        "\"Shot \"00      | 4                 | Shot 04",
        "00-00            | 1234              | 12-34",
        "[Red]0\\ [$€-407] | 12               | 12 €",
        "#,               | 12345             | 12",
        "@                | 8                 | 8",
        "[>100]0.0;0      | 7.25              | 7.25",
        "# ?/?            | 0.5               | 0.5",
        "0.00E+00         | 12345             | 12345",
        "yyyy-mm-dd       | 46266             | 2026-09-01",
        "d/m/yy           | 46266             | 1/9/26",
        "dddd, d mmmm yyyy | 46266            | Tuesday, 1 September 2026",
        "mmm-yy           | 46266             | Sep-26",
        "h:mm             | 0.520833333333333 | 12:30",
        "hh:mm:ss         | 46266.75          | 18:00:00",
        "h:mm AM/PM       | 0.75              | 6:00 PM",
        "[h]:mm           | 1.5               | 36:00",
        "mm:ss.0          | 0.00001           | 00:00.8",
        "yyyy-mm-dd       | 1                 | 1900-01-01",
        "yyyy-mm-dd       | -1                | -1",
      })
  void aNumberIsShownInItsFormat(String code, BigDecimal number, String shown) {
    assertThat(ExcelFormat.of(code, false).shown(number)).isEqualTo(shown);
  }

  // OpenDocument.

  @Test
  void aCellOfOpenDocumentIsReadAsItIsShown() throws IOException {
    var rows =
        """
        <table:table-column table:number-columns-repeated="16384"/>
        <table:table-header-rows><table:table-row>
        <table:table-cell><text:p>Prompt</text:p></table:table-cell><table:table-cell><text:p>id</text:p></table:table-cell><table:table-cell><text:p>seconds</text:p></table:table-cell><table:table-cell><text:p>hd</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16380"/>
        </table:table-row></table:table-header-rows>
        <table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/><text:span>fox</text:span></text:p><text:p>in snow</text:p><office:annotation><text:p>a note</text:p></office:annotation></table:table-cell><table:table-cell office:value-type="float" office:value="10"><text:p>010</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="10"><text:p>10,00</text:p></table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="2"><table:table-cell><text:p>a dog</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
        <table:table-row><table:table-cell table:formula="of:=1" office:value-type="string"><text:p>a hare</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-09-01"><text:p>01.09.26</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048568"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        """;

    assertThat(described(SheetFiles.openDocument(folder.resolve("a.ods"), rows)))
        .containsExactly(
            "5 010 {hd=true, prompt=a  fox\nin snow, seconds=10}",
            "6 - {prompt=a dog}",
            "7 - {prompt=a dog}",
            "8 01.09.26 {prompt=a hare}");
  }

  // Refused rows.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<c t='e'><v>#N/A</v></c> | Cell A2 contains the error #N/A",
        "<c><f>B2</f></c> | Cell A2 is a formula without a value: open the file in a spreadsheet"
            + " program and save it again",
        "<c r='AB2'><v>1</v></c> | The row has more cells than the header: give each column a name",
      })
  void aCellThatCannotBeReadRefusesItsRowAlone(String cell, String sentence) throws IOException {
    var rows = HEADER + "<row>" + cell + "</row>" + row(3, text("ok"));

    assertThat(refusals(SheetFiles.excel(folder.resolve("a.xlsx"), rows)))
        .containsExactly(sentence, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"#N/A", "#REF!", "#NAME?", "Err:502", ""})
  void anErrorOfOpenDocumentRefusesItsRow(String shown) throws IOException {
    var cell =
        "<table:table-row><table:table-cell%s><text:p>%s</text:p></table:table-cell></table:table-row>";
    var rows = cell.formatted("", "prompt") + cell.formatted(" table:formula='of:=x'", shown);
    var empty = rows.replace("<text:p></text:p>", "");

    assertThat(refusals(SheetFiles.openDocument(folder.resolve("a.ods"), empty)))
        .singleElement()
        .asString()
        .startsWith("Cell A2 ");
  }

  // Refused files.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<row><c><v>1</v></c></row> | The first line must contain column names",
        "<row><c t='inlineStr'><is><t>a cat</t></is></c></row> | The first line must contain column"
            + " names",
        "'' | The first line must contain column names",
        "HEAD<row r='5'><c><v>1</v></c></row><row r='5'><c><v>1</v></c></row> | The file is not a"
            + " valid spreadsheet",
        "HEAD<row><c r='ZZZZZZ2'><v>1</v></c></row> | The file is not a valid spreadsheet",
        "HEAD<row><c t='s'><v>2000000000</v></c></row> | The file is not a valid spreadsheet",
        "HEAD<row><c s='70'><v>7</v></c></row> | The file is not a valid spreadsheet",
        "HEAD<row><c><v>1e999999999</v></c></row> | The file is not a valid spreadsheet",
        "HEAD<row><c> | The file is not a valid spreadsheet",
        "HEAD<row>&lol;</row> | The file is not a valid spreadsheet",
        "HEAD<!DOCTYPE x [<!ENTITY lol 'lol'>]> | The spreadsheet contains a document type",
      })
  void anInvalidSheetIsRefused(String rows, String sentence) throws IOException {
    var file =
        SheetFiles.excel(folder.resolve("a.xlsx"), rows.replace("HEAD", HEADER), "", FORMATS, "");

    assertThatThrownBy(() -> Entries.of(file))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void anEncryptedFileSaysSo() throws IOException {
    var excel =
        Files.write(folder.resolve("a.xlsx"), HexFormat.of().parseHex("d0cf11e0a1b11ae100"));
    var manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>";
    var older =
        SheetFiles.zip(
            folder.resolve("a.ods"),
            Map.of("META-INF/manifest.xml", manifest, "content.xml", "\u0001"));
    var newer = SheetFiles.zip(folder.resolve("b.ods"), Map.of("encrypted-package", "x"));

    for (var file : List.of(excel, older, newer)) {
      assertThatThrownBy(() -> Entries.of(file))
          .isInstanceOf(PromptFileRefused.class)
          .hasMessageContaining("encrypted");
    }
  }

  @Test
  void aFileThatIsNoArchiveOrIsCutIsRefused() throws IOException {
    var text = Files.writeString(folder.resolve("a.xlsx"), "prompt\na cat\n");
    var whole = Files.readAllBytes(SheetFiles.excel(folder.resolve("b.xlsx"), HEADER));
    var cut = Files.write(folder.resolve("c.xlsx"), Arrays.copyOf(whole, whole.length / 2));
    whole[whole.length / 3] ^= 0x55;
    var damaged = Files.write(folder.resolve("d.xlsx"), whole);

    for (var file : List.of(text, cut, damaged)) {
      assertThatThrownBy(() -> Entries.of(file))
          .isInstanceOf(PromptFileRefused.class)
          .hasMessageStartingWith("The file is not a valid spreadsheet");
    }
  }

  /** Each holds a whole value, a comment, an instruction or everything in memory. */
  @ParameterizedTest
  @CsvSource({
    "\"<a b='\", a, 5000000",
    "<![CDATA[, <, 5000000",
    "<!--, <, 5000000",
    "<!--->, <, 5000000",
    "<?x, <, 5000000",
    "<a>, <a/>, 200100000"
  })
  void aSmallArchiveCannotFillTheMemory(String begin, String more, long limit) {
    var endless = new Endless(begin, more);

    assertThatThrownBy(
            () -> new SheetPartStream(endless).transferTo(OutputStream.nullOutputStream()))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessageStartingWith("The spreadsheet unpacks to more than 200 MB");
    assertThat(endless.position).isLessThan(limit);
  }

  /** A text without end. */
  private static final class Endless extends InputStream {

    private final byte[] begin;
    private final byte[] more;
    private long position;

    Endless(String begin, String more) {
      this.begin = begin.getBytes(StandardCharsets.UTF_8);
      this.more = more.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      for (int i = 0; i < length; i++) {
        into[offset + i] = (byte) read();
      }
      return length;
    }

    @Override
    public int read() {
      long at = position++;
      return at < begin.length ? begin[(int) at] : more[(int) ((at - begin.length) % more.length)];
    }
  }

  private static String row(int number, String... cells) {
    return "<row r='%d'>%s</row>".formatted(number, String.join("", cells));
  }

  private static String text(String text) {
    return "<c t='inlineStr'><is><t>%s</t></is></c>".formatted(text);
  }

  private static List<@Nullable String> refusals(Path file) throws IOException {
    return Entries.of(file).stream()
        .<@Nullable String>map(one -> one.refused() == null ? null : one.refused().sentence())
        .toList();
  }

  private static List<String> described(Path file) throws IOException {
    return Entries.of(file).stream().map(SpreadsheetTest::described).toList();
  }

  private static String described(OrderEntry orderEntry) {
    var parameters = new TreeMap<String, String>();
    orderEntry.parameters().values().forEach((name, value) -> parameters.put(name, value.asText()));
    var id = orderEntry.customId() == null ? "-" : orderEntry.customId();
    return "%d %s %s".formatted(orderEntry.line(), id, parameters);
  }
}
