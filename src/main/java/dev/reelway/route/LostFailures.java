package dev.reelway.route;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Routes whose policy keeps failures from the policy of the calling route. A route that names a
 * policy has an error handler of its own, which ends every failure: one that the policy neither
 * handles nor continues after fails the exchange, but no other policy sees it any more.
 */
final class LostFailures {

  private static final Set<String> ANY = Set.of("java.lang.Throwable", "java.lang.Exception");

  private LostFailures() {}

  /** A sentence for each such route. */
  static List<String> in(ParsedRoutes parsedRoutes) {
    var called = parsedRoutes.calledBySteps();
    return parsedRoutes.all().stream()
        .filter(called::contains)
        .filter(parsedRoute -> !parsedRoute.policyIds().isEmpty())
        .flatMap(parsedRoute -> lost(parsedRoute).stream())
        .toList();
  }

  private static Optional<String> lost(ParsedRoute parsedRoute) {
    var clauses = parsedRoute.policies().stream().filter(one -> one.containsKey("exception"));
    return settlesAll(clauses.toList())
        ? Optional.empty()
        : Optional.of(
            "%s: the route %s is called by another route, whose policy does not see the failures that the policy %s leaves. Let each exception of that policy be handled or continued, and java.lang.Throwable be one of them."
                .formatted(
                    parsedRoute.file(),
                    parsedRoute.id(),
                    String.join(", ", parsedRoute.policyIds())));
  }

  private static boolean settlesAll(Collection<Map<?, ?>> clauses) {
    return clauses.stream().allMatch(LostFailures::isSettled)
        && clauses.stream().flatMap(LostFailures::exceptions).anyMatch(ANY::contains);
  }

  private static boolean isSettled(Map<?, ?> clause) {
    return clause.containsKey("handled") || clause.containsKey("continued");
  }

  private static Stream<String> exceptions(Map<?, ?> clause) {
    return clause.get("exception") instanceof List<?> some
        ? some.stream().map(String::valueOf)
        : RouteYaml.text(clause, "exception").stream();
  }
}
