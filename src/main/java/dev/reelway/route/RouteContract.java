package dev.reelway.route;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks route files against the contract of this package, and whether every {@code direct:} and
 * {@code seda:} that a route calls by name is consumed by one. Only their YAML is looked at;
 * nothing runs.
 */
public final class RouteContract {

  /** The routes that Java starts, by id, each with the variables that it sets before. */
  public static final Map<String, Set<String>> STARTED_BY_JAVA =
      Map.of(
          "submit-job", Set.of("job"),
          "submit-accepted", Set.of("job"),
          "recover-job", Set.of("job"),
          "poll-job", Set.of("job"),
          "round-list", Set.of("round"),
          "deliver-job", Set.of("job"),
          "cancel-render", Set.of("job"),
          "letters-carry", Set.of("letter"),
          "removals-work", Set.of("removal"));

  private static final Pattern DIALECT =
      Pattern.compile("(?:.*/)?routes/upstreams/([^/]+)\\.camel\\.yaml");

  private final Routes routes;
  private final Variables variables;

  /**
   * @param files the text of each route file, by its path from {@code routes/} on
   * @param beans the class of a bean by its name, where there is such a bean
   */
  public RouteContract(Map<String, String> files, Function<String, Optional<Class<?>>> beans) {
    this.routes = new Routes(files);
    this.variables = new Variables(new Beans(beans));
  }

  /** The first thing that breaks it, in a sentence that names the file and the route. */
  public Optional<String> broken() {
    return Stream.<Supplier<List<String>>>of(
            this::callsOfNothing, this::foreignVariables, this::unsetVariables, this::copiedJobs)
        .flatMap(rule -> rule.get().stream())
        .findFirst();
  }

  // Calls.

  /** Calls of a {@code direct:} or {@code seda:} that no route consumes. */
  public List<String> callsOfNothing() {
    var consumed = routes.all().stream().map(Route::from).collect(Collectors.toSet());
    return routes.files().entrySet().stream()
        .flatMap(file -> file.getValue().stream().flatMap(one -> calls(file.getKey(), one)))
        .filter(call -> !consumed.contains(call.endpoint))
        .map(
            call ->
                "%s: the route %s calls %s, which no route consumes. Correct the name, or add the route."
                    .formatted(call.file, call.route, call.endpoint))
        .distinct()
        .toList();
  }

  private record Call(String file, String route, String endpoint) {}

  private static Stream<Call> calls(String file, Map<?, ?> entry) {
    var inner = entry.values().iterator().next();
    var id = RouteYaml.text(inner, "id").orElse("without an id");
    return RouteYaml.within(entry)
        .flatMap(group -> Stream.of("to", "toD", "wireTap").map(key -> RouteYaml.at(group, key)))
        .flatMap(sender -> RouteYaml.endpoint(sender).stream())
        .filter(uri -> uri.matches("(direct|seda):.+") && Routes.isStatic(uri))
        .map(uri -> new Call(file, id, uri));
  }

  // Names.

  /** Variables that a dialect sets although they are not its own. */
  public List<String> foreignVariables() {
    var dialects =
        routes.files().keySet().stream()
            .map(DIALECT::matcher)
            .filter(path -> path.matches())
            .map(path -> camelCase(path.group(1)))
            .collect(Collectors.toCollection(TreeSet::new));
    return routes.all().stream().flatMap(route -> foreign(route, dialects)).distinct().toList();
  }

  private Stream<String> foreign(Route route, Set<String> dialects) {
    var path = DIALECT.matcher(route.file());
    if (!path.matches()) {
      return Stream.empty();
    }
    var own = camelCase(path.group(1));
    return variablesOf(route)
        .filter(name -> !own.equals(owner(name, dialects)))
        .map(
            name ->
                SharedVariables.MEANINGS.containsKey(name)
                    ? "%s: the route %s sets the shared variable %s, which a dialect may only read."
                        .formatted(route.file(), route.id(), name)
                    : "%s: the route %s sets the variable %s. Let its name begin with the dialect's, like %s."
                        .formatted(route.file(), route.id(), name, own + capital(name)));
  }

  /** All that Java sets, and the routes that belong to no dialect. */
  public Set<String> sharedVariables() {
    var common = routes.all().stream().filter(one -> !DIALECT.matcher(one.file()).matches());
    return Stream.concat(
            common.flatMap(this::variablesOf),
            STARTED_BY_JAVA.values().stream().flatMap(Set::stream))
        .collect(Collectors.toSet());
  }

  private Stream<String> variablesOf(Route route) {
    return variables.variablesWithin(route.source()).distinct();
  }

  /** The dialect whose name a variable begins with; the longer one, where two do. */
  private static @Nullable String owner(String variable, Set<String> dialects) {
    return dialects.stream()
        .filter(one -> variable.matches(Pattern.quote(one) + "[A-Z0-9].*"))
        .max(Comparator.comparing(String::length))
        .orElse(null);
  }

  private static String camelCase(String dialect) {
    var words = dialect.split("-", -1);
    return words[0]
        + Stream.of(words).skip(1).map(RouteContract::capital).collect(Collectors.joining());
  }

  private static String capital(String word) {
    return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  // Paths.

  /** Variables that are read where they are not set on every path. */
  public List<String> unsetVariables() {
    return List.copyOf(walked().unset());
  }

  /** Steps that copy an exchange which works on a job. */
  public List<String> copiedJobs() {
    return List.copyOf(walked().copied());
  }

  private Walk walked() {
    var walk = new Walk(routes, variables);
    for (var route : routes.all()) {
      var seed = STARTED_BY_JAVA.get(route.id());
      if (seed != null) {
        walk.from(route, seed);
      } else if (!route.isCalled() || isCalledByRest(route)) {
        walk.from(route, Set.of());
      }
    }
    return walk;
  }

  private boolean isCalledByRest(Route route) {
    return routes.files().values().stream()
        .flatMap(List::stream)
        .map(entry -> RouteYaml.at(entry, "rest"))
        .flatMap(RouteYaml::within)
        .anyMatch(
            group ->
                RouteYaml.endpoint(RouteYaml.at(group, "to"))
                    .filter(route.from()::equals)
                    .isPresent());
  }
}
