package dev.reelway;

import dev.reelway.job.RouteStarter;
import dev.reelway.job.Step;
import java.util.Map;
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
final class Exchanges implements RouteStarter {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.routes");
  private static final String TRIGGER =
      "seda:%s?size=1&discardWhenFull=true&waitForTaskToComplete=Never";

  private final ObjectProvider<CamelContext> contexts;
  private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
  private volatile @Nullable ProducerTemplate template;

  Exchanges(ObjectProvider<CamelContext> contexts) {
    this.contexts = contexts;
  }

  @Override
  public void run(String route, String variable, Object carried) {
    var exchange = send("direct:" + route, variable, carried);
    var thrown = exchange.getException();
    if (thrown != null) {
      LOG.warn("The route {} ended with an error that its policy did not handle", route, thrown);
    }
  }

  /** Has a step look for due jobs at once; a trigger that is missed is made up for by the tick. */
  void wake(Step step) {
    trigger(step.inRoutes() + "-jobs");
  }

  /** Has events' letters looked for at once. */
  void wakeLetters() {
    trigger("letters-claim");
  }

  /** Has removals looked for at once. */
  void wakeRemovals() {
    trigger("removals-claim");
  }

  private void trigger(String queue) {
    var context = contexts.getIfAvailable();
    if (context == null || !context.isStarted()) {
      return;
    }
    try {
      send(TRIGGER.formatted(queue), null, null);
    } catch (RuntimeException stopping) {
      // What has been committed must not seem to have failed; the next start finds the work.
      LOG.debug("{} could not be triggered", queue, stopping);
    }
  }

  private Exchange send(String uri, @Nullable String variable, @Nullable Object carried) {
    var endpoint = endpoints.computeIfAbsent(uri, this::endpoint);
    var exchange = new DefaultExchange(contexts.getObject(), ExchangePattern.InOnly);
    if (variable != null) {
      exchange.setVariable(variable, carried);
      exchange.getIn().setBody(carried);
    }
    return template().send(endpoint, exchange);
  }

  private Endpoint endpoint(String uri) {
    return contexts.getObject().getEndpoint(uri);
  }

  private ProducerTemplate template() {
    var ready = template;
    if (ready == null) {
      ready = contexts.getObject().createProducerTemplate();
      template = ready;
    }
    return ready;
  }
}
