package dev.reelway.route;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks route files against the contract of this package, and whether every {@code direct:} and
 * {@code seda:} that a route calls by name is consumed by one, and whether the beans have the
 * methods that routes call, and the variables what routes read of them. Only their YAML is looked
 * at; nothing runs.
 */
public final class RouteContract {

  /** The routes that Java starts, by id, each with the variables that Java sets before. */
  public static final Map<String, Set<String>> STARTED_BY_JAVA =
      Map.ofEntries(
          entry("submit-job", Set.of("job")),
          entry("submit-accepted", Set.of("job")),
          entry("recover-job", Set.of("job")),
          entry("poll-job", Set.of("job")),
          entry("poll-batch-list", Set.of("pollBatch")),
          entry("deliver-job", Set.of("job")),
          entry("cancel-render", Set.of("job")),
          entry("deliveries-carry", Set.of("delivery")),
          entry("removals-work", Set.of("removal")),
          entry("replays-answer", Set.of("licence", "resource")),
          entry("api-batches-read", Set.of("batch")));

  /** The variables of each exchange that begins with an HTTP request, before its first route. */
  public static final Set<String> GIVEN_TO_REQUESTS = Set.of("licence");

  private static final Pattern OVER_HTTP = Pattern.compile("(platform-http|rest):.*");

  private final ParsedRoutes parsedRoutes;
  private final StepVariables stepVariables;
  private final RouteWalk routeWalk;
  private final BeanCalls beanCalls;
  private final VariableAccessors variableAccessors;

  /**
   * @param files the text of each route file, by its path from {@code routes/} on
   * @param beans the class of a bean by its name, where there is such a bean
   * @param variables the class of each shared variable by its name
   */
  public RouteContract(
      Map<String, String> files,
      Function<String, Optional<Class<?>>> beans,
      Map<String, Class<?>> variables) {
    this.parsedRoutes = new ParsedRoutes(files);
    this.stepVariables = new StepVariables(new BeanVariables(beans));
    this.routeWalk = walked(parsedRoutes, stepVariables);
    this.beanCalls = new BeanCalls(beans);
    this.variableAccessors = new VariableAccessors(variables);
  }

  /** The first violation, in one sentence that names the file and the route. */
  public Optional<String> broken() {
    return Stream.<Supplier<List<String>>>of(
            this::callsOfNothing,
            this::missingMethods,
            this::missingAccessors,
            this::foreignVariables,
            this::unsetVariables,
            this::copiedJobs,
            this::lostFailures)
        .flatMap(rule -> rule.get().stream())
        .findFirst();
  }

  // Calls.

  /** Calls of a {@code direct:} or {@code seda:} that no route consumes. */
  public List<String> callsOfNothing() {
    return parsedRoutes.files().entrySet().stream()
        .flatMap(file -> file.getValue().stream().flatMap(one -> calls(file.getKey(), one)))
        .filter(
            call ->
                parsedRoutes.at(call.endpoint).isEmpty() && !parsedRoutes.isPolled(call.endpoint))
        .map(
            call ->
                "%s: the route %s calls %s, which no route consumes. Correct the name, or add the route."
                    .formatted(call.file, call.route, call.endpoint))
        .distinct()
        .toList();
  }

  /** Calls of a bean's method that the bean does not have. */
  public List<String> missingMethods() {
    return broken(beanCalls::broken);
  }

  /** Accessors of a shared variable that its class does not have. */
  public List<String> missingAccessors() {
    return broken(variableAccessors::broken);
  }

  private List<String> broken(BiFunction<String, Map<?, ?>, Stream<String>> rule) {
    return parsedRoutes.files().entrySet().stream()
        .flatMap(file -> file.getValue().stream().flatMap(one -> rule.apply(file.getKey(), one)))
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
        .filter(uri -> uri.matches("(direct|seda):.+") && EndpointName.isStatic(uri))
        .map(uri -> new Call(file, id, uri));
  }

  // Names.

  /** Variables that a dialect sets without being their owner. */
  public List<String> foreignVariables() {
    var dialects = Dialects.of(parsedRoutes.files().keySet());
    return parsedRoutes.all().stream()
        .flatMap(
            parsedRoute ->
                variablesOf(parsedRoute)
                    .flatMap(name -> dialects.foreign(parsedRoute, name).stream()))
        .toList();
  }

  /** All variables that Java sets, and those that are set by routes of no dialect. */
  public Set<String> sharedVariables() {
    var common = parsedRoutes.all().stream().filter(one -> Dialects.in(one.file()).isEmpty());
    return Stream.concat(
            common.flatMap(this::variablesOf),
            Stream.concat(STARTED_BY_JAVA.values().stream(), Stream.of(GIVEN_TO_REQUESTS))
                .flatMap(Set::stream))
        .collect(Collectors.toSet());
  }

  private Stream<String> variablesOf(ParsedRoute parsedRoute) {
    return stepVariables.variablesWithin(parsedRoute.source()).distinct();
  }

  // Policies.

  /** Routes whose policy keeps failures from the policy of the route that calls them. */
  public List<String> lostFailures() {
    return LostFailures.in(parsedRoutes);
  }

  // Paths.

  /** Variables that are read where they are not set on every path. */
  public List<String> unsetVariables() {
    return List.copyOf(routeWalk.unset());
  }

  /** Steps that copy an exchange which works on a job. */
  public List<String> copiedJobs() {
    return List.copyOf(routeWalk.copied());
  }

  private static RouteWalk walked(ParsedRoutes parsedRoutes, StepVariables stepVariables) {
    var routeWalk = new RouteWalk(parsedRoutes, stepVariables);
    var called = parsedRoutes.calledByRest();
    for (var parsedRoute : parsedRoutes.all()) {
      var seed = STARTED_BY_JAVA.get(parsedRoute.id());
      if (seed != null) {
        routeWalk.from(parsedRoute, seed);
      } else if (parsedRoute.isKamelet()) {
        routeWalk.from(parsedRoute, parsedRoutes.everSet(stepVariables));
      } else if (called.contains(parsedRoute.from())
          || OVER_HTTP.matcher(parsedRoute.from()).matches()) {
        routeWalk.from(parsedRoute, GIVEN_TO_REQUESTS);
      } else if (!parsedRoute.isCalled()) {
        routeWalk.from(parsedRoute, Set.of());
      }
    }
    return routeWalk;
  }
}
