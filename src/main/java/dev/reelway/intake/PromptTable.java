package dev.reelway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.order.Wishes;
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
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@code .csv} and {@code .tsv}: a header line, then an order a row, parted by commas, semicolons
 * or tabs, as the spreadsheet pleases. An empty cell says nothing, and a row of empty cells counts
 * for nothing.
 */
final class PromptTable implements PromptFile {

  private static final String PROMPT = "prompt";
  private static final Set<String> NAMES = Set.of("id", "custom_id");
  private static final Set<String> COLUMNS =
      Set.of(
          PROMPT,
          "id",
          "custom_id",
          "model",
          "size",
          "orientation",
          "seconds",
          "duration",
          "hd",
          "n",
          "watermark",
          "image",
          "output_name",
          "priority");
  private static final int LONGEST_HEADER = 10_000;

  private final RowsInBounds text;
  private final List<String> header;
  private final CSVParser parser;
  private final Iterator<CSVRecord> rows;
  private int above;
  private int line;

  PromptTable(Path file) throws IOException {
    this.text = new RowsInBounds(Encoding.open(file));
    try {
      var first = headerLine();
      char parting = parting(first);
      this.header = header(first, parting);
      this.parser = CSVParser.builder().setReader(text).setFormat(format(parting)).get();
      this.rows = parser.iterator();
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  /** Excel may write how cells are parted into a line of its own before the header. */
  private String headerLine() throws IOException {
    var lines = new Lines(text, LONGEST_HEADER);
    var first = lines.next();
    while (first != null && (first.isBlank() || first.matches("(?i)\"?sep=.\"?"))) {
      first = lines.next();
    }
    above = lines.number();
    line = above;
    if (first == null || lines.isCut(first)) {
      throw noHeader();
    }
    return first;
  }

  private static PromptFileRefused noHeader() {
    return new PromptFileRefused(
        "The first line must name the columns: %s; prompt must be one of them."
            .formatted(String.join(", ", COLUMNS.stream().sorted().toList())));
  }

  /** Whatever parts the first line into the most names of columns. */
  private static char parting(String first) throws IOException {
    char best = ',';
    long most = -1;
    for (char one : new char[] {',', ';', '\t'}) {
      long known = cells(first, one).stream().filter(COLUMNS::contains).count();
      if (known > most) {
        best = one;
        most = known;
      }
    }
    return best;
  }

  private static List<String> header(String first, char parting) throws IOException {
    var names = new ArrayList<>(cells(first, parting));
    while (!names.isEmpty() && names.getLast().isEmpty()) {
      names.removeLast();
    }
    if (!names.contains(PROMPT)) {
      throw noHeader();
    }
    var seen = new HashSet<String>();
    for (var name : names) {
      if (!COLUMNS.contains(name)) {
        throw new PromptFileRefused(
            "No column is called %s: there are %s."
                .formatted(shortened(name), String.join(", ", COLUMNS.stream().sorted().toList())));
      }
      if (!seen.add(name)) {
        throw new PromptFileRefused("The column %s stands there twice.".formatted(name));
      }
    }
    return names;
  }

  private static String shortened(String name) {
    return name.isEmpty()
        ? "nothing at all"
        : name.length() > 60 ? name.substring(0, 60) + "…" : name;
  }

  private static List<String> cells(String line, char parting) throws IOException {
    try (var parser = CSVParser.parse(line, format(parting))) {
      return parser.stream()
          .limit(1)
          .flatMap(CSVRecord::stream)
          .map(cell -> cell.strip().toLowerCase(Locale.ROOT).replace(' ', '_'))
          .toList();
    } catch (UncheckedIOException broken) {
      return List.of();
    }
  }

  private static CSVFormat format(char parting) {
    return CSVFormat.RFC4180
        .builder()
        .setDelimiter(parting)
        .setIgnoreEmptyLines(true)
        .setTrailingData(true)
        .get();
  }

  @Override
  public @Nullable Entry next() throws IOException {
    try {
      for (text.begin(); rows.hasNext(); text.begin()) {
        var row = rows.next();
        int begin = begin(row);
        if (row.stream().anyMatch(cell -> !cell.isBlank())) {
          return entry(begin, row);
        }
      }
      return null;
    } catch (UncheckedIOException | IllegalStateException broken) {
      if (broken.getCause() instanceof IOException disk && !(disk instanceof CSVException)) {
        throw disk;
      }
      throw new PromptFileRefused(
          "A quotation mark in or after line %d is never closed, or closed too soon."
              .formatted(line + 1));
    }
  }

  /** The parser tells where a row ends, but for the last one where the file ends with it. */
  private int begin(CSVRecord row) {
    long breaks = row.stream().flatMapToInt(String::chars).filter(c -> c == '\n').count();
    int begin = (int) Math.max(line + 1, above + parser.getCurrentLineNumber() - breaks);
    line = (int) (begin + breaks);
    return begin;
  }

  private Entry entry(int begin, CSVRecord row) {
    var cells = row.stream().map(String::strip).toList();
    if (cells.stream().skip(header.size()).anyMatch(cell -> !cell.isEmpty())) {
      return Entry.refused(
          begin, "The row has more cells than the header: a comma in a cell needs quotation marks");
    }
    Map<String, JsonNode> said = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(cells.size(), header.size()); i++) {
      if (!cells.get(i).isEmpty()) {
        said.put(header.get(i), TextNode.valueOf(meant(header.get(i), cells.get(i))));
      }
    }
    return entry(begin, said);
  }

  private static Entry entry(int begin, Map<String, JsonNode> said) {
    var ids = NAMES.stream().filter(said::containsKey).map(said::remove).distinct().toList();
    var wishes = new Wishes(said);
    return ids.size() > 1
        ? Entry.refused(begin, "id and custom_id mean the same: give one of them")
        : Entry.of(begin, ids.isEmpty() ? null : ids.getFirst().textValue(), wishes);
  }

  /** Spreadsheets write TRUE and 10.0. */
  private static String meant(String column, String cell) {
    return switch (column) {
      case "hd", "watermark" -> cell.toLowerCase(Locale.ROOT);
      case "priority" -> cell.toLowerCase(Locale.ROOT).replaceFirst("[.,]0+$", "");
      case "seconds", "duration", "n" -> cell.replaceFirst("[.,]0+$", "");
      default -> cell;
    };
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
