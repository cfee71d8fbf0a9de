package dev.reelway;

import dev.reelway.route.Templates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * A file under {@code routes/} as the house rules see it: what YAML reads, before Camel.
 *
 * @param routes its routes, those that it makes of templates among them
 */
record RouteFile(Path path, List<Map<String, Object>> entries, List<Node> routes) {

  static final Path ROUTES = Path.of("routes");

  /** Something with a key of its own, and where it stands. */
  record Node(String where, String key, Object value, List<String> above) {

    /** The text under a key, if this is a group with such a key. */
    Optional<String> text(String inner) {
      return value instanceof Map<?, ?> group
          ? Optional.ofNullable(group.get(inner)).map(String::valueOf)
          : Optional.empty();
    }

    boolean isBelow(String ancestor) {
      return above.contains(ancestor);
    }
  }

  static List<RouteFile> all() {
    try (var files = Files.walk(ROUTES)) {
      var all = files.filter(Files::isRegularFile).sorted().map(RouteFile::read).toList();
      var templates = new Templates(all.stream().flatMap(file -> file.entries.stream()));
      return all.stream().map(file -> file.with(templates)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RouteFile read(Path path) {
    try {
      return new RouteFile(path, new Yaml().load(Files.readString(path)), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RouteFile with(Templates templates) {
    var routes =
        entries.stream()
            .map(templates::filledIn)
            .filter(entry -> entry.containsKey("route"))
            .map(entry -> node("route", entry.get("route")))
            .toList();
    return new RouteFile(path, entries, routes);
  }

  String folder() {
    return path.getName(1).toString();
  }

  /** What stands before the first dot. */
  String name() {
    return path.getFileName().toString().replaceFirst("\\..*", "");
  }

  /** The entries of one kind, like {@code routeConfiguration}. */
  List<Node> entries(String kind) {
    return entries.stream()
        .filter(entry -> entry.containsKey(kind))
        .map(entry -> node(kind, entry.get(kind)))
        .toList();
  }

  private Node node(String kind, @Nullable Object value) {
    return new Node(where(value), kind, value == null ? "" : value, List.of());
  }

  /** Every key of the file, at any depth. */
  Stream<Node> nodes() {
    return entries.stream()
        .flatMap(
            entry ->
                entry.entrySet().stream()
                    .flatMap(
                        one ->
                            within(
                                where(one.getValue()), one.getKey(), one.getValue(), List.of())));
  }

  /** A node and all below it. */
  static Stream<Node> withAllBelow(Node node) {
    return within(node.where, node.key, node.value, node.above);
  }

  private static Stream<Node> within(
      String where, String key, @Nullable Object value, List<String> above) {
    var below = Stream.concat(above.stream(), Stream.of(key)).toList();
    var node = new Node(where, key, value == null ? "" : value, above);
    return Stream.concat(Stream.of(node), children(where, value, below));
  }

  private static Stream<Node> children(String where, @Nullable Object value, List<String> above) {
    if (value instanceof Map<?, ?> group) {
      return group.entrySet().stream()
          .flatMap(one -> within(where, String.valueOf(one.getKey()), one.getValue(), above));
    }
    return value instanceof List<?> list
        ? list.stream().flatMap(one -> children(where, one, above))
        : Stream.empty();
  }

  private String where(@Nullable Object entry) {
    var id = entry instanceof Map<?, ?> group ? group.get("id") : null;
    return id == null ? path.toString() : path + " " + id;
  }

  String text() {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int lines() {
    try (var lines = Files.lines(path)) {
      return (int) lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
