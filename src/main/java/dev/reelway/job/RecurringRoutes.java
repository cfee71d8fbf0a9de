package dev.reelway.job;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the routes that a tick or a trigger starts from logging a stack trace with each exchange
 * that fails: the next tick repeats their work, and {@link FailureLog} logs the failures.
 */
final class RecurringRoutes implements RoutePolicyFactory {

  private static final Set<String> STARTED_BY = Set.of("quartz", "seda", "timer", "scheduler");

  private final FailureLog failureLog;

  RecurringRoutes(FailureLog failureLog) {
    this.failureLog = failureLog;
  }

  @Override
  public @Nullable RoutePolicy createRoutePolicy(
      CamelContext context, String routeId, NamedNode definition) {
    return definition instanceof RouteDefinition route && isRecurring(context, route)
        ? new Policy()
        : null;
  }

  private static boolean isRecurring(CamelContext context, RouteDefinition route) {
    var uri = context.resolvePropertyPlaceholders(route.getInput().getEndpointUri());
    return STARTED_BY.contains(uri.split(":", 2)[0]);
  }

  private final class Policy extends RoutePolicySupport {

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
      var thrown = exchange.getException();
      if (thrown == null) {
        failureLog.succeeded(route.getId());
      } else {
        failureLog.failed(route.getId(), thrown);
        exchange.setException(null); // The consumer would log it.
      }
    }
  }
}
