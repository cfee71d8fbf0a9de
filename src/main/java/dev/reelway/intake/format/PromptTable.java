package dev.reelway.intake.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.OrderParameters;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.wire.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@code .csv} and {@code .tsv}: a header line, then one order per row, separated by commas,
 * semicolons or tabs. An empty cell sets nothing, and a row of empty cells is skipped.
 */
final class PromptTable implements PromptFile {

  private static final Set<String> ID_COLUMNS = Set.of("id", "custom_id");
  private static final List<String> OTHERS = List.of("custom_id", "id", BakeOffs.MODELS);
  private static final String METADATA = "metadata";
  private static final int MAX_HEADER_LENGTH = 10_000;

  private final RowLengthLimit text;
  private final List<String> header;
  private final CSVParser parser;
  private final Iterator<CSVRecord> rows;
  private int above;
  private int line;

  PromptTable(Path file) throws IOException {
    this.text = new RowLengthLimit(TextEncoding.open(file));
    try {
      var first = headerLine();
      char delimiter = delimiter(first);
      this.header = header(cells(first, delimiter));
      this.parser = CSVParser.builder().setReader(text).setFormat(format(delimiter)).get();
      this.rows = parser.iterator();
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  /** Excel may write the delimiter into a line of its own before the header. */
  private String headerLine() throws IOException {
    var lineReader = new LineReader(text, MAX_HEADER_LENGTH);
    var first = lineReader.next();
    while (first != null && (first.isBlank() || first.matches("(?i)\"?sep=.\"?"))) {
      first = lineReader.next();
    }
    above = lineReader.number();
    line = above;
    if (first == null || lineReader.isCut(first)) {
      throw missingHeader();
    }
    return first;
  }

  static PromptFileRefused missingHeader() {
    return new PromptFileRefused(
        "The first line must contain column names, including prompt. Known columns: %s."
            .formatted(String.join(", ", columns())));
  }

  private static boolean isKnown(String column) {
    return OTHERS.contains(column)
        || isMetadataKey(column)
        || OrderParameter.named(column).filter(OrderParameter::isForLists).isPresent();
  }

  /** A column for one key of the metadata, like {@code metadata[project]}. */
  private static boolean isMetadataKey(String column) {
    return column.startsWith(METADATA + "[") && column.endsWith("]");
  }

  private static List<String> columns() {
    return Stream.concat(
            OTHERS.stream(),
            OrderParameters.names(one -> one.isForLists() && !one.isForEdits()).stream())
        .sorted()
        .toList();
  }

  private static PromptFileRefused unknown(String column) {
    return new PromptFileRefused(
        "Unknown column: %s.%s Known columns: %s."
            .formatted(
                shortened(column),
                NearestName.hint(column, columns()),
                String.join(", ", columns())));
  }

  /** The delimiter that splits the first line into the most known columns. */
  private static char delimiter(String first) throws IOException {
    char best = ',';
    long most = -1;
    for (char one : new char[] {',', ';', '\t'}) {
      long known = cells(first, one).stream().filter(PromptTable::isKnown).count();
      if (known > most) {
        best = one;
        most = known;
      }
    }
    return best;
  }

  /** The names of the columns, or the refusal of the file. */
  static List<String> header(List<String> first) {
    var names = new ArrayList<>(first);
    while (!names.isEmpty() && names.getLast().isEmpty()) {
      names.removeLast();
    }
    if (names.stream().noneMatch(PromptTable::meansPrompt)) {
      throw missingHeader();
    }
    var seen = new HashSet<String>();
    for (var name : names) {
      if (name.isEmpty()) {
        throw new PromptFileRefused("Column %d has no name.".formatted(names.indexOf(name) + 1));
      }
      if (!isKnown(name)) {
        throw unknown(name);
      }
      if (!seen.add(name)) {
        throw new PromptFileRefused("Duplicate column: %s.".formatted(name));
      }
    }
    return names;
  }

  /** Whether a column is the prompt, or is refused because its name is misspelt. */
  private static boolean meansPrompt(String column) {
    var name = isKnown(column) ? column : NearestName.of(column, columns()).orElse(column);
    return OrderParameter.named(name).filter(OrderParameter.PROMPT::equals).isPresent();
  }

  private static String shortened(String name) {
    return name.length() > 60 ? name.substring(0, 60) + "…" : name;
  }

  private static List<String> cells(String line, char delimiter) throws IOException {
    try (var parser = CSVParser.parse(line, format(delimiter))) {
      return parser.stream()
          .limit(1)
          .flatMap(CSVRecord::stream)
          .map(PromptTable::columnName)
          .toList();
    } catch (UncheckedIOException broken) {
      return List.of();
    }
  }

  /** Column names may be written with capital letters and spaces; a key in brackets is kept. */
  static String columnName(String cell) {
    var name = cell.strip();
    int bracket = name.indexOf('[');
    var plain = bracket < 0 ? name : name.substring(0, bracket).strip();
    return plain.toLowerCase(Locale.ROOT).replace(' ', '_')
        + (bracket < 0 ? "" : name.substring(bracket));
  }

  private static CSVFormat format(char delimiter) {
    return CSVFormat.RFC4180
        .builder()
        .setDelimiter(delimiter)
        .setIgnoreEmptyLines(true)
        .setTrailingData(true)
        .get();
  }

  @Override
  public @Nullable OrderEntry next() throws IOException {
    try {
      for (text.begin(); rows.hasNext(); text.begin()) {
        var row = rows.next();
        int begin = begin(row);
        if (row.stream().anyMatch(cell -> !cell.isBlank())) {
          return orderEntry(begin, row);
        }
      }
      return null;
    } catch (UncheckedIOException | IllegalStateException broken) {
      if (broken.getCause() instanceof IOException disk && !(disk instanceof CSVException)) {
        throw disk;
      }
      throw new PromptFileRefused(
          "Invalid quotation mark at or after line %d: it is not closed, or closed too early."
              .formatted(line + 1));
    }
  }

  /**
   * The first line of a row: the parser reports the line where a row ends, except for a last row
   * without a line end.
   */
  private int begin(CSVRecord row) {
    long breaks = row.stream().flatMapToInt(String::chars).filter(c -> c == '\n').count();
    int begin = (int) Math.max(line + 1, above + parser.getCurrentLineNumber() - breaks);
    line = (int) (begin + breaks);
    return begin;
  }

  private OrderEntry orderEntry(int begin, CSVRecord row) {
    var cells = row.stream().map(String::strip).toList();
    if (cells.stream().skip(header.size()).anyMatch(cell -> !cell.isEmpty())) {
      return OrderEntry.refused(
          begin,
          "The row has more cells than the header: put a cell that contains a comma in quotation"
              + " marks");
    }
    return orderEntry(begin, header, cells);
  }

  /** The order of a row, whose empty cells set nothing. */
  static OrderEntry orderEntry(int begin, List<String> header, List<String> cells) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    OrderRefused ambiguous = null;
    var metadata = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < Math.min(cells.size(), header.size()); i++) {
      var column = header.get(i);
      if (cells.get(i).isEmpty()) {
        continue;
      }
      if (isMetadataKey(column)) {
        metadata.put(column.substring(METADATA.length() + 1, column.length() - 1), cells.get(i));
      } else {
        values.put(column, TextNode.valueOf(normalized(column, cells.get(i))));
        ambiguous = isAmbiguous(column, cells.get(i)) ? ambiguous(column) : ambiguous;
      }
    }
    if (!metadata.isEmpty() && values.put(METADATA, metadata) != null) {
      return OrderEntry.refused(
          begin, "metadata and metadata[...] are the same parameter: give only one");
    }
    var orderEntry = orderEntry(begin, values);
    return ambiguous == null ? orderEntry : orderEntry.refusedWith(ambiguous);
  }

  private static OrderEntry orderEntry(int begin, Map<String, JsonNode> values) {
    var ids =
        ID_COLUMNS.stream().filter(values::containsKey).map(values::remove).distinct().toList();
    var parameters = new Parameters(values);
    return ids.size() > 1
        ? OrderEntry.refused(begin, "id and custom_id are the same parameter: give only one")
        : OrderEntry.of(begin, ids.isEmpty() ? null : ids.getFirst().textValue(), parameters);
  }

  /** A priority may be a number or a word. */
  static boolean isNumberOrBoolean(String column) {
    return OrderParameter.named(column)
        .filter(one -> one.isNumberOrBoolean() || one == OrderParameter.PRIORITY)
        .isPresent();
  }

  /**
   * Whether a number may have thousands separators, as in {@code 1.000}, {@code 7,500} and {@code
   * 1,000.0}.
   */
  private static boolean isAmbiguous(String column, String cell) {
    return isNumberOrBoolean(column)
        && (cell.matches("-?[1-9]\\d{0,2}([.,]000|,\\d{3})")
            || cell.matches("-?\\d+[.,]\\d+[.,][\\d.,]+"));
  }

  private static OrderRefused ambiguous(String column) {
    return new OrderRefused(
        column, column + " must be a number without thousands separators, like 1000 or 7.5");
  }

  /** Normalises what spreadsheets write, like TRUE, 10.0 and 7,5. */
  private static String normalized(String column, String cell) {
    return isNumberOrBoolean(column)
        ? cell.toLowerCase(Locale.ROOT)
            .replaceFirst("[.,]0+$", "")
            .replaceFirst("^(-?\\d+),(\\d+)$", "$1.$2")
        : cell;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
