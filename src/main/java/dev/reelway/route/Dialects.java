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
 * The dialects that have a file; the variables of a dialect begin with its name.
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

  /** The prefix of the variables of a file, if it is the file of a dialect. */
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

  /** The sentence that refuses a variable that a route sets, if it is not its dialect's own. */
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

  /** The dialect whose name a variable begins with; of two, the longer name. */
  private String owner(String variable) {
    return prefixes.stream()
        .filter(one -> variable.matches(Pattern.quote(one) + "[A-Z0-9].*"))
        .findFirst()
        .orElse("");
  }
}
