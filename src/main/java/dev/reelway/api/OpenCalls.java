package dev.reelway.api;

import dev.reelway.licence.Licence;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Limits how many requests of one licence are open at the same time: uploads, downloads, streams
 * and waiting calls, so that it cannot hold all connections. Stands before every route that is
 * called over HTTP, behind {@link Authentication}.
 */
final class OpenCalls {

  private final int most;
  private final ConcurrentHashMap<String, Integer> calls = new ConcurrentHashMap<>();

  OpenCalls(int most) {
    this.most = most;
  }

  /** The same route, behind this. */
  Processor before(Processor route) {
    return new DelegateAsyncProcessor(route) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        var licence = exchange.getVariable("licence", Licence.class);
        if (licence == null || enter(licence.name(), request(exchange))) {
          return super.process(exchange, callback);
        }
        ApiResponses.failed(exchange, refusal());
        callback.done(true);
        return true;
      }
    };
  }

  private static HttpServletRequest request(Exchange exchange) {
    return exchange
        .getMessage()
        .getHeader(Exchange.HTTP_SERVLET_REQUEST, OpaqueRequest.class)
        .request();
  }

  /** Counts a request until it ends; false, and not counted, if it is one too many. */
  boolean enter(String licence, HttpServletRequest request) {
    int now = calls.merge(licence, 1, Integer::sum);
    if (now > most) {
      leave(licence);
      return false;
    }
    RequestCleanup.add(request, () -> leave(licence));
    return true;
  }

  private void leave(String licence) {
    calls.computeIfPresent(licence, (name, count) -> count == 1 ? null : count - 1);
  }

  private RequestRefused refusal() {
    return new RequestRefused(
        429,
        null,
        "rate_limit_exceeded",
        "Too many open requests: at most %d requests of a licence may be open at the same time."
            .formatted(most));
  }
}
