package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.AdviceWithRouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.function.ThrowingConsumer;

/**
 * Advises routes, and puts them back.
 *
 * <p>{@code AdviceWith} changes the definition of a route itself, so that there is nothing to go
 * back to: a route is put back by loading its file again, as it was read at the start. {@code
 * mockEndpoints} is not used, because the context keeps its callback for good.
 */
final class RouteAdvice {

  private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]+");

  private final ModelCamelContext camel;
  private final Map<String, String> before;
  private final Map<String, Resource> files = new LinkedHashMap<>();

  RouteAdvice(ModelCamelContext camel) {
    this.camel = camel;
    this.before = routes();
  }

  /** Advises a route; several times is fine. */
  void with(String route, ThrowingConsumer<AdviceWithRouteBuilder, Exception> how)
      throws Exception {
    files.computeIfAbsent(route, id -> camel.getRouteDefinition(id).getResource());
    AdviceWith.adviceWith(camel, route, false, how);
  }

  /** Has a route do nothing but send what comes in to a mock endpoint, whose answer it returns. */
  MockEndpoint mock(String route) throws Exception {
    var uri = "mock:" + route;
    with(
        route,
        builder -> {
          var steps = builder.getOriginalRoute().getOutputs();
          steps.removeIf(step -> !step.isAbstract());
          steps.add(new ToDefinition(uri));
        });
    return camel.getEndpoint(uri, MockEndpoint.class);
  }

  /** Runs a route once that begins at a tick. */
  void start(String route) throws Exception {
    var from = "direct:once-" + route;
    with(route, builder -> builder.replaceFromWith(from));
    try (var producer = camel.createProducerTemplate()) {
      producer.sendBody(from, null);
    }
  }

  /** Puts every advised route back, empties the mock endpoints, and makes sure of it. */
  void undo() throws Exception {
    MockEndpoint.resetMocks(camel);
    var distinct = new TreeMap<String, Resource>();
    files.values().forEach(file -> distinct.put(file.getLocation(), file));
    PluginHelper.getRoutesLoader(camel).updateRoutes(distinct.values());
    files.clear();
    var after = routes();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.values().removeAll(before.values());
    assertThat(after).as("routes that are not as they were").isEmpty();
  }

  /** Every route by its id, in words that show each step. */
  private Map<String, String> routes() {
    var all = new TreeMap<String, String>();
    for (RouteDefinition route : camel.getRouteDefinitions()) {
      var words = camel.getRoute(route.getId()) + " " + route;
      all.put(route.getId(), IDENTITY.matcher(words).replaceAll(""));
    }
    return all;
  }
}
