package dev.reelway.route;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The dialects that have a file, as their variables begin with their names.
 *
 * @param prefixes their names in camelCase, the longest first
 */
record Dialects(List<String> prefixes) {

  private static final Pattern FILE =
      Pattern.compile("(?:.*/)?routes/upstreams/([^/]+)\\.camel\\.yaml");

  static Dialects of(Set<String> files) {
    return new Dialects(
        files.stream()
            .flatMap(file -> in(file).stream())
            .sorted(Comparator.comparing(String::length).reversed())
            .toList());
  }

  /** What the variables of a file begin with, if it is one of a dialect. */
  static Optional<String> in(String file) {
    var dialect = FILE.matcher(file);
    return dialect.matches() ? Optional.of(camelCase(dialect.group(1))) : Optional.empty();
  }

  private static String camelCase(String dialect) {
    var words = dialect.split("-", -1);
    return words[0] + Stream.of(words).skip(1).map(Dialects::capital).collect(Collectors.joining());
  }

  private static String capital(String word) {
    return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /** What is wrong with a variable that a route sets, in a sentence. */
  Optional<String> foreign(ParsedRoute parsedRoute, String variable) {
    return in(parsedRoute.file())
        .filter(own -> !owner(variable).equals(own))
        .map(
            own ->
                "%s: the route %s sets the %s."
                    .formatted(parsedRoute.file(), parsedRoute.id(), advice(variable, own)));
  }

  private static String advice(String variable, String own) {
    return SharedVariables.MEANINGS.containsKey(variable)
        ? "shared variable %s, which a dialect may only read".formatted(variable)
        : "variable %s. Let its name begin with the dialect's, like %s"
            .formatted(variable, own + capital(variable));
  }

  /** Whose name a variable begins with: the longer one, where two do. */
  private String owner(String variable) {
    return prefixes.stream()
        .filter(one -> variable.matches(Pattern.quote(one) + "[A-Z0-9].*"))
        .findFirst()
        .orElse("");
  }
}
