package dev.reelway.route;

import java.util.List;
import java.util.Map;

/**
 * A route as its file has it.
 *
 * @param from the endpoint that it consumes, like {@code direct:submit-job}
 * @param source what stands under {@code from}, its steps among it
 * @param policies what governs its errors, each a group with steps
 */
record ParsedRoute(String file, String id, String from, Object source, List<Map<?, ?>> policies) {

  /** Whether it runs only where another route, or Java, calls it. */
  boolean isCalled() {
    return from.startsWith("direct:");
  }

  /** Whether it stands in the place of a step, with whatever is set there. */
  boolean isKamelet() {
    return from.startsWith("kamelet:");
  }

  List<?> steps() {
    return RouteYaml.steps(source);
  }

  /** Whether it goes on with its next step where one has failed. */
  boolean goesOnAfterErrors() {
    return policies.stream().anyMatch(one -> one.containsKey("continued"));
  }

  /** Whether its caller may go on although not all of its steps were done. */
  boolean mayEndEarly() {
    return policies.stream()
        .anyMatch(one -> one.containsKey("continued") || one.containsKey("handled"));
  }
}
