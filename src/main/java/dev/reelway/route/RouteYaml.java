package dev.reelway.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads route files as YAML, and finds values in them. */
final class RouteYaml {

  private RouteYaml() {}

  /** The entries of a file, or its only one: each a kind, like {@code route}, with its content. */
  static List<Map<?, ?>> entries(String text) {
    Object whole = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    return groups(whole instanceof Map<?, ?> only ? List.of(only) : whole)
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  static Stream<Map<?, ?>> groups(@Nullable Object list) {
    return list instanceof List<?> some
        ? some.stream().filter(Map.class::isInstance).map(one -> (Map<?, ?>) one)
        : Stream.empty();
  }

  static @Nullable Object at(@Nullable Object group, String key) {
    return group instanceof Map<?, ?> keys ? keys.get(key) : null;
  }

  static Optional<Map<?, ?>> group(@Nullable Object group, String key) {
    return at(group, key) instanceof Map<?, ?> inner ? Optional.of(inner) : Optional.empty();
  }

  static Optional<String> text(@Nullable Object group, String key) {
    return Optional.ofNullable(at(group, key)).map(String::valueOf);
  }

  static List<?> steps(@Nullable Object group) {
    return at(group, "steps") instanceof List<?> steps ? steps : List.of();
  }

  /**
   * The endpoint of a step or a source, without its options. Designers write the name of a direct
   * one under its parameters.
   */
  static Optional<String> endpoint(@Nullable Object sender) {
    if (sender instanceof String uri) {
      return Optional.of(plain(uri));
    }
    var name = text(at(sender, "parameters"), "name").map(":"::concat).orElse("");
    return text(sender, "uri").map(uri -> uri.contains(":") ? plain(uri) : uri + name);
  }

  private static String plain(String uri) {
    return uri.replaceFirst("\\?(?!\\.).*", "").replaceFirst("^(\\w+)://", "$1:");
  }

  /** All groups at any depth, including the given one. */
  static Stream<Map<?, ?>> within(@Nullable Object node) {
    return switch (node) {
      case Map<?, ?> group ->
          Stream.concat(Stream.of(group), group.values().stream().flatMap(RouteYaml::within));
      case List<?> list -> list.stream().flatMap(RouteYaml::within);
      case null, default -> Stream.empty();
    };
  }
}
