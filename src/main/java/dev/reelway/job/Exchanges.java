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
 * Makes the exchanges that jobs are worked on in. Each is new: no variable, property or header of
 * another one is in it, and a trigger is an exchange with nothing in it at all.
 */
public final class Exchanges implements RouteStarter {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.routes");
  private static final String ONE_IS_ENOUGH =
      "?size=1&discardWhenFull=true&waitForTaskToComplete=Never";

  private final ObjectProvider<CamelContext> contexts;
  private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
  private volatile @Nullable CamelContext camel;
  private volatile @Nullable ProducerTemplate template;

  Exchanges(ObjectProvider<CamelContext> contexts) {
    this.contexts = contexts;
  }

  @Override
  public void run(String route, String variable, Object carried) {
    var context = Objects.requireNonNull(camel());
    var exchange = send(context, "direct:" + route, variable, carried);
    var thrown = exchange.getException();
    if (thrown != null) {
      LOG.warn("The route {} ended with an error that its policy did not handle", route, thrown);
    }
  }

  /** Has a step look for due jobs at once; a trigger that is missed is made up for by the tick. */
  void wake(JobStep jobStep) {
    trigger(jobStep.inRoutes() + "-jobs");
  }

  /** Has removals looked for at once. */
  void wakeRemovals() {
    trigger("removals-claim");
  }

  /**
   * Has the route look for work at once that begins at {@code seda:<queue>}; without a started
   * Camel context nothing is triggered.
   */
  public void trigger(String queue) {
    var context = camel();
    if (context == null || !context.isStarted()) {
      return;
    }
    try {
      send(context, "seda:" + queue + ONE_IS_ENOUGH, null, null);
    } catch (RuntimeException stopping) {
      // What has been committed must not seem to have failed; the next start finds the work.
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

  /** Looked for once, as each create asks; null before there is one. */
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
