package dev.reelway.job;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes the exchanges that jobs are worked on in. Each is new and contains no variable, property or
 * header of another one; a trigger is an empty exchange.
 */
public final class Exchanges implements RouteStarter {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.routes");
  private static final String ONE_IS_ENOUGH =
      "?size=1&discardWhenFull=true&waitForTaskToComplete=Never";

  private final ObjectProvider<CamelContext> contexts;
  private final FailureLog failureLog;
  private final JobTraces traces;
  private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
  private volatile @Nullable CamelContext camel;
  private volatile @Nullable ProducerTemplate template;

  Exchanges(ObjectProvider<CamelContext> contexts, FailureLog failureLog, JobTraces traces) {
    this.contexts = contexts;
    this.failureLog = failureLog;
    this.traces = traces;
  }

  @Override
  public void run(String route, String variable, Object carried) {
    var context = Objects.requireNonNull(camel());
    Exception thrown;
    try (var span = traces.step(route, carried)) {
      thrown = send(context, "direct:" + route, variable, carried).getException();
      if (thrown != null) {
        span.failed(thrown.getClass().getName());
      }
    }
    if (thrown == null) {
      failureLog.succeeded(route);
    } else {
      failureLog.failed(route, thrown);
    }
  }

  /** Makes a step look for due jobs at once; after a trigger that was lost, the next tick does. */
  void wake(JobStep jobStep) {
    trigger(jobStep.inRoutes() + "-jobs");
  }

  /** Makes the removal route look for due removals at once. */
  void wakeRemovals() {
    trigger("removals-claim");
  }

  /**
   * Triggers the route that consumes {@code seda:<queue>}; without a started Camel context, does
   * nothing.
   */
  public void trigger(String queue) {
    var context = camel();
    if (context == null || !context.isStarted()) {
      return;
    }
    try {
      send(context, "seda:" + queue + ONE_IS_ENOUGH, null, null);
    } catch (RuntimeException stopping) {
      // A failed trigger must not look like a failed commit; the next tick finds the work.
      LOG.debug("{} could not be triggered", queue, stopping);
    }
  }

  private Exchange send(
      CamelContext context, String uri, @Nullable String variable, @Nullable Object carried) {
    var endpoint = endpoints.computeIfAbsent(uri, context::getEndpoint);
    var exchange = new DefaultExchange(context, ExchangePattern.InOnly);
    if (variable != null) {
      exchange.setVariable(variable, carried);
      exchange.getIn().setBody(carried);
    }
    return template(context).send(endpoint, exchange);
  }

  /** Looked up once, as each call of create needs it; null before the first. */
  private @Nullable CamelContext camel() {
    var known = camel;
    if (known == null) {
      known = contexts.getIfAvailable();
      camel = known;
    }
    return known;
  }

  private ProducerTemplate template(CamelContext context) {
    var ready = template;
    if (ready == null) {
      ready = context.createProducerTemplate();
      template = ready;
    }
    return ready;
  }
}
