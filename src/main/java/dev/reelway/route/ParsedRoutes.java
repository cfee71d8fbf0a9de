package dev.reelway.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All routes of the given files, including templates and the routes made from them, each with its
 * policies.
 */
final class ParsedRoutes {

  private static final List<String> POLICY_PARTS =
      List.of("onException", "onCompletion", "intercept", "interceptFrom");

  private final Map<String, List<Map<?, ?>>> files = new LinkedHashMap<>();
  private final List<ParsedRoute> all = new ArrayList<>();
  private final Map<String, EndpointName> names = new HashMap<>();
  private final Map<String, List<ParsedRoute>> consumers = new HashMap<>();

  /**
   * @param files the text of each file by its path
   */
  ParsedRoutes(Map<String, String> files) {
    files.forEach((path, text) -> this.files.put(path, RouteYaml.entries(text)));
    var templates = new Templates(this.files.values().stream().flatMap(List::stream));
    this.files.replaceAll((path, some) -> filledIn(some, templates));
    this.files.forEach((path, entries) -> entries.forEach(entry -> route(path, entries, entry)));
  }

  private static List<Map<?, ?>> filledIn(List<Map<?, ?>> entries, Templates templates) {
    return entries.stream().<Map<?, ?>>map(templates::filledIn).toList();
  }

  List<ParsedRoute> all() {
    return all;
  }

  Map<String, List<Map<?, ?>>> files() {
    return files;
  }

  /**
   * The routes that consume an endpoint; if a part of its name is only known at runtime, all routes
   * that it may mean. An endpoint whose name is not known at all means none.
   */
  List<ParsedRoute> at(String endpoint) {
    return consumers.computeIfAbsent(endpoint, this::consumers);
  }

  private List<ParsedRoute> consumers(String endpoint) {
    var name = name(endpoint);
    return all.stream().filter(parsedRoute -> name.mayBe(name(parsedRoute.from()))).toList();
  }

  private EndpointName name(String endpoint) {
    return names.computeIfAbsent(endpoint, EndpointName::of);
  }

  /** The endpoints that HTTP requests lead to. */
  Set<String> calledByRest() {
    return files.values().stream()
        .flatMap(List::stream)
        .map(entry -> RouteYaml.at(entry, "rest"))
        .flatMap(RouteYaml::within)
        .flatMap(group -> RouteYaml.endpoint(RouteYaml.at(group, "to")).stream())
        .collect(Collectors.toSet());
  }

  /** The routes that steps of other routes call, and do not merely send a copy to. */
  Set<ParsedRoute> calledBySteps() {
    return all.stream()
        .flatMap(parsedRoute -> RouteYaml.within(parsedRoute.source()))
        .flatMap(group -> Stream.of("to", "toD").map(key -> RouteYaml.at(group, key)))
        .flatMap(sender -> RouteYaml.endpoint(sender).stream())
        .filter(uri -> uri.startsWith("direct:"))
        .distinct()
        .flatMap(uri -> at(uri).stream())
        .collect(Collectors.toSet());
  }

  /** Whether a step of a route polls the endpoint. */
  boolean isPolled(String endpoint) {
    return files.values().stream()
        .flatMap(RouteYaml::within)
        .flatMap(group -> Stream.of("poll", "pollEnrich").map(key -> RouteYaml.at(group, key)))
        .flatMap(step -> Stream.concat(RouteYaml.endpoint(step).stream(), expressions(step)))
        .anyMatch(endpoint::equals);
  }

  private static Stream<String> expressions(@Nullable Object step) {
    return RouteYaml.within(step)
        .flatMap(group -> group.values().stream())
        .flatMap(value -> RouteYaml.endpoint(value).stream());
  }

  /** All routes that an endpoint leads to, directly or through others. */
  Set<ParsedRoute> ledTo(String endpoint) {
    var all = new HashSet<ParsedRoute>();
    lead(endpoint, all);
    return all;
  }

  private void lead(String endpoint, Set<ParsedRoute> all) {
    at(endpoint).stream()
        .filter(all::add)
        .flatMap(parsedRoute -> RouteYaml.within(parsedRoute.source()))
        .flatMap(group -> Stream.of("to", "toD", "wireTap").map(key -> RouteYaml.at(group, key)))
        .flatMap(sender -> RouteYaml.endpoint(sender).stream())
        .toList()
        .forEach(next -> lead(next, all));
  }

  /** All variables that any route sets. */
  Set<String> everSet(StepVariables stepVariables) {
    return all.stream()
        .flatMap(parsedRoute -> stepVariables.variablesWithin(parsedRoute.source()))
        .collect(Collectors.toSet());
  }

  /** All variables that are set within some steps, and in the routes that they call. */
  Set<String> everSet(@Nullable Object steps, StepVariables stepVariables) {
    var all = new HashSet<String>();
    collect(steps, stepVariables, new HashSet<>(), all);
    return all;
  }

  private void collect(
      @Nullable Object steps, StepVariables stepVariables, Set<String> seen, Set<String> all) {
    stepVariables.variablesWithin(steps).forEach(all::add);
    RouteYaml.within(steps)
        .flatMap(group -> Stream.of("to", "toD").map(key -> RouteYaml.at(group, key)))
        .flatMap(sender -> RouteYaml.endpoint(sender).stream())
        .filter(uri -> uri.startsWith("direct:"))
        .flatMap(uri -> at(uri).stream())
        .filter(parsedRoute -> seen.add(parsedRoute.id()))
        .toList()
        .forEach(parsedRoute -> collect(parsedRoute.source(), stepVariables, seen, all));
  }

  private void route(String path, List<Map<?, ?>> entries, Map<?, ?> entry) {
    var template = RouteYaml.at(entry, "routeTemplate");
    var group = template == null ? RouteYaml.at(entry, "route") : RouteYaml.at(template, "route");
    var source =
        Stream.of(group, template, entry)
            .map(one -> RouteYaml.at(one, "from"))
            .filter(Map.class::isInstance)
            .findFirst();
    source.ifPresent(
        from -> {
          var endpoint = RouteYaml.endpoint(from).orElse("");
          var id = id(group).or(() -> id(template)).orElse(endpoint);
          var named = named(group);
          all.add(new ParsedRoute(path, id, endpoint, from, named, policies(entries, named)));
        });
  }

  private static Optional<String> id(@Nullable Object group) {
    return RouteYaml.text(group, "id");
  }

  private static List<String> named(@Nullable Object route) {
    return RouteYaml.text(route, "routeConfigurationId").stream()
        .flatMap(ids -> Stream.of(ids.split(",\\s*")))
        .filter(Predicate.not(String::isBlank))
        .toList();
  }

  private List<Map<?, ?>> policies(List<Map<?, ?>> entries, List<String> named) {
    var own = entries.stream().map(entry -> RouteYaml.at(entry, "onException"));
    var shared =
        files.values().stream()
            .flatMap(List::stream)
            .map(entry -> RouteYaml.at(entry, "routeConfiguration"))
            .filter(policy -> named.contains(RouteYaml.text(policy, "id").orElse("")))
            .flatMap(ParsedRoutes::parts);
    return Stream.concat(own, shared)
        .filter(Map.class::isInstance)
        .<Map<?, ?>>map(one -> (Map<?, ?>) one)
        .toList();
  }

  private static Stream<@Nullable Object> parts(@Nullable Object policy) {
    return POLICY_PARTS.stream()
        .flatMap(
            part ->
                RouteYaml.groups(RouteYaml.at(policy, part)).map(one -> RouteYaml.at(one, part)));
  }
}
