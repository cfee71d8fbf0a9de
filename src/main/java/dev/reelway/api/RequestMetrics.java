package dev.reelway.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.http.Outcome;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Times the requests of each route, from the moment that it is chosen until its answer is sent: the
 * metric {@code http.server.requests}, with the names and tags of Spring Boot. The tag {@code uri}
 * is the path as the route's file writes it, so that no caller can make new ones. A stream takes as
 * long as it is open. See {@link RequestStatus} for those whose caller has left.
 */
final class RequestMetrics implements MeterBinder {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private volatile @Nullable MeterRegistry registry;
  private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

  private record Kind(String method, String uri, int status) {}

  /** From now on, requests are timed. */
  @Override
  public void bindTo(MeterRegistry meters) {
    registry = meters;
  }

  /**
   * The same route, timed.
   *
   * @param pattern the path that the route answers, as its file writes it
   */
  Processor before(String pattern, Processor route) {
    return new DelegateAsyncProcessor(route) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        time(pattern, exchange);
        return super.process(exchange, callback);
      }
    };
  }

  private void time(String pattern, Exchange exchange) {
    var message = exchange.getMessage();
    var call = message.getHeader(Exchange.HTTP_SERVLET_REQUEST, OpaqueRequest.class).request();
    var response = message.getHeader(Exchange.HTTP_SERVLET_RESPONSE, HttpServletResponse.class);
    var method = METHODS.contains(call.getMethod()) ? call.getMethod() : "OTHER";
    long started = System.nanoTime();
    RequestCleanup.add(
        call, () -> record(new Kind(method, pattern, RequestStatus.of(call, response)), started));
  }

  private void record(Kind kind, long started) {
    var meters = registry;
    if (meters != null) {
      timers
          .computeIfAbsent(kind, any -> timer(any, meters))
          .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    }
  }

  private static Timer timer(Kind kind, MeterRegistry meters) {
    return Timer.builder("http.server.requests")
        .description("Requests that were answered")
        .tags("method", kind.method, "uri", kind.uri, "status", String.valueOf(kind.status))
        .tags(Tags.of(Outcome.forStatus(kind.status).asTag()))
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }
}
