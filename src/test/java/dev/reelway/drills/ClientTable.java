package dev.reelway.drills;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The table of the page of clients: for each call, what was sent, what was got, and by whom. */
final class ClientTable {

  /** A row without its clients. */
  record Row(String call, String sent, String got) {}

  private final Map<Row, Set<String>> clients = new LinkedHashMap<>();

  /** Reads the rows of a page. */
  static ClientTable of(String page) {
    var table = new ClientTable();
    page.lines()
        .filter(line -> line.matches("\\|[^|]*\\| `[A-Z]+ /.*"))
        .map(line -> line.split("\\|", -1))
        .forEach(
            cells -> {
              var row = new Row(cells[1].strip(), cells[2].strip(), cells[3].strip());
              List.of(cells[4].strip().split(", ")).forEach(client -> table.add(row, client));
            });
    return table;
  }

  void add(Row row, String client) {
    clients.computeIfAbsent(row, one -> new LinkedHashSet<>()).add(client);
  }

  /** The rows of one client. */
  List<Row> of(KnownClient client) {
    return clients.entrySet().stream()
        .filter(one -> one.getValue().contains(client.label()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** As it stands on a page; rows of one call stand together. */
  @Override
  public String toString() {
    var lines = new TreeMap<String, String>();
    clients.forEach(
        (row, who) -> {
          var line =
              "| %s | %s | %s | %s |"
                  .formatted(row.call(), row.sent(), row.got(), String.join(", ", who));
          lines.merge(row.call(), line, (one, other) -> one + "\n" + other);
        });
    return lines.values().stream().collect(joining("\n"));
  }
}
