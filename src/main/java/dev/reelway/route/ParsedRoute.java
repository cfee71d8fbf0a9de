package dev.reelway.route;

import java.util.List;
import java.util.Map;

/**
 * A route as it is written in its file.
 *
 * @param from the endpoint that it consumes, like {@code direct:submit-job}
 * @param source the content of {@code from}, including its steps
 * @param policyIds the ids of the policies that it names
 * @param policies the policies for its errors, each a group with steps
 */
record ParsedRoute(
    String file,
    String id,
    String from,
    Object source,
    List<String> policyIds,
    List<Map<?, ?>> policies) {

  /** Whether it runs only where another route, or Java, calls it. */
  boolean isCalled() {
    return from.startsWith("direct:");
  }

  /** Whether it replaces a step, with the variables that are set there. */
  boolean isKamelet() {
    return from.startsWith("kamelet:");
  }

  List<?> steps() {
    return RouteYaml.steps(source);
  }

  /** Whether it continues with the next step after a step has failed. */
  boolean continuesAfterErrors() {
    return policies.stream().anyMatch(one -> one.containsKey("continued"));
  }

  /** Whether its caller may continue although not all of its steps were done. */
  boolean mayEndEarly() {
    return policies.stream()
        .anyMatch(one -> one.containsKey("continued") || one.containsKey("handled"));
  }
}
