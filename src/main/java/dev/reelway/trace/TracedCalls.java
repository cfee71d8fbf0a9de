package dev.reelway.trace;

import java.io.IOException;
import java.util.function.Predicate;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * Traces the calls of an HTTP client. Whatever a request says of a trace is removed from it: it
 * gets the {@code traceparent} of its own span, or none.
 */
public final class TracedCalls implements ExecChainHandler {

  /** The name of this interceptor in the chain of a client. */
  public static final String NAME = "traces";

  private static final String TRACEPARENT = "traceparent";

  private final Traces traces;
  private final boolean tellsContext;
  private final Predicate<String> orders;

  private TracedCalls(Traces traces, boolean tellsContext, Predicate<String> orders) {
    this.traces = traces;
    this.tellsContext = tellsContext;
    this.orders = orders;
  }

  /**
   * What traces calls, or null while traces are off.
   *
   * @param tellsContext whether the receivers get a {@code traceparent}
   * @param orders whether a request of this method orders a render, on this thread and now
   */
  public static @Nullable TracedCalls of(
      Traces traces, boolean tellsContext, Predicate<String> orders) {
    return traces.areOn() ? new TracedCalls(traces, tellsContext, orders) : null;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    var method = request.getMethod();
    var host = scope.route.getTargetHost();
    try (var call = traces.call(method, host.getHostName(), host.getPort(), orders.test(method))) {
      tell(request, call);
      return proceed(request, scope, chain, call);
    }
  }

  private static ClassicHttpResponse proceed(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain, TracedCall call)
      throws IOException, HttpException {
    try {
      var response = chain.proceed(request, scope);
      call.status(response.getCode());
      return response;
    } catch (IOException | HttpException | RuntimeException | Error e) {
      call.failed(e);
      throw e;
    }
  }

  private void tell(ClassicHttpRequest request, TracedCall call) {
    request.removeHeaders(TRACEPARENT);
    request.removeHeaders("tracestate");
    request.removeHeaders("baggage");
    var context = call.context();
    if (tellsContext && context != null) {
      request.setHeader(TRACEPARENT, context);
    }
  }
}
