package dev.reelway.api;

import dev.reelway.licence.Licence;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many requests are open at the same time: uploads, downloads, streams and waiting
 * calls. One licence cannot hold all connections, and all together cannot take more than half of
 * the heap. Stands before every route that is called over HTTP, behind {@link Authentication}.
 */
final class OpenCalls {

  /** Twice what the server holds for a request whose body is being read. */
  private static final long HEAP_OF_A_CALL = 224 << 10;

  private final int most;
  private final int mostOfAll;
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentHashMap<String, Integer> calls = new ConcurrentHashMap<>();

  /**
   * @param most how many requests of one licence may be open, if they leave a quarter to others
   * @param mostOfAll how many requests may be open
   */
  OpenCalls(int most, int mostOfAll) {
    this.most = Math.min(most, mostOfAll - mostOfAll / 4);
    this.mostOfAll = mostOfAll;
  }

  /**
   * For how many requests half of the heap has room.
   *
   * @param heap the largest heap, in bytes
   */
  static int room(long heap) {
    return (int) Math.min(heap / HEAP_OF_A_CALL, Integer.MAX_VALUE / 2);
  }

  /** The same route, behind this. */
  Processor before(Processor route) {
    return new DelegateAsyncProcessor(route) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
          enter(exchange.getVariable("licence", Licence.class), request(exchange));
        } catch (RequestRefused tooMany) {
          ApiResponses.failed(exchange, tooMany);
          callback.done(true);
          return true;
        }
        return super.process(exchange, callback);
      }
    };
  }

  private static HttpServletRequest request(Exchange exchange) {
    return exchange
        .getMessage()
        .getHeader(Exchange.HTTP_SERVLET_REQUEST, OpaqueRequest.class)
        .request();
  }

  /**
   * Counts a request until it ends.
   *
   * @param licence null for one that needs none
   * @throws RequestRefused if it is one too many
   */
  void enter(@Nullable Licence licence, HttpServletRequest request) {
    RequestCleanup.add(request, all::decrementAndGet);
    if (all.incrementAndGet() > mostOfAll) {
      throw new RequestRefused(
          503, null, "overloaded", "The service has too many open requests. Try again later.");
    }
    if (licence != null) {
      enter(licence.name(), request);
    }
  }

  private void enter(String licence, HttpServletRequest request) {
    RequestCleanup.add(request, () -> leave(licence));
    if (calls.merge(licence, 1, Integer::sum) > most) {
      throw new RequestRefused(
          429,
          null,
          "rate_limit_exceeded",
          "Too many open requests: at most %d requests of a licence may be open at the same time."
              .formatted(most));
    }
  }

  private void leave(String licence) {
    calls.computeIfPresent(licence, (name, count) -> count == 1 ? null : count - 1);
  }
}
