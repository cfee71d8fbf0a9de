package dev.reelway.api;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every route under {@code /admin}, an operator's own among them: without the admin
 * key, a request is refused with 401 before its body is read. No licence opens these routes.
 */
final class AdminGate {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.admin");
  private static final long LOG_EVERY = Duration.ofMinutes(1).toMillis();
  private static final ApiError REFUSED =
      ApiError.of(
          401,
          null,
          "invalid_admin_key",
          "Send the admin key in the Authorization header, as 'Bearer <key>'.");

  private final AdminKey key;
  private final Clock clock;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong nextLine = new AtomicLong();

  AdminGate(AdminKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /** The same route, behind this. */
  Processor before(Processor route) {
    return new DelegateAsyncProcessor(route) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        exchange
            .getMessage()
            .getHeader(Exchange.HTTP_SERVLET_RESPONSE, HttpServletResponse.class)
            .setHeader("Cache-Control", "no-store"); // some answers have keys
        if (admits(exchange)) {
          return super.process(exchange, callback);
        }
        ApiResponses.json(exchange, REFUSED.status(), REFUSED.body());
        callback.done(true);
        return true;
      }
    };
  }

  private boolean admits(Exchange exchange) {
    var request =
        exchange.getMessage().getHeader(Exchange.HTTP_SERVLET_REQUEST, OpaqueRequest.class);
    var shown = Collections.list(request.request().getHeaders("Authorization"));
    boolean admitted = AdminConnector.isCalled(request.request()) && key.admits(shown);
    if (!admitted) {
      log(request.request().getRemoteAddr());
    }
    return admitted;
  }

  /** Once a minute, as somebody who tries keys would fill the disk. */
  private void log(String address) {
    long count = refused.incrementAndGet();
    long now = clock.millis();
    long next = nextLine.get();
    if (now >= next && nextLine.compareAndSet(next, now + LOG_EVERY)) {
      refused.addAndGet(-count);
      LOG.warn(
          "{} calls without the admin key were refused since the last such line, the last one from"
              + " {}.",
          count,
          address);
    }
  }
}
