package dev.reelway.upstream;

import dev.reelway.trace.TracedCalls;
import dev.reelway.trace.Traces;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client for all requests to upstreams: each request is sent once, without retries,
 * redirects or cookies, and error responses are limited; see {@link InMemoryResponseLimit} for
 * other responses. The intent of a submit is recorded when its connection is established, before
 * the request is written. Retries are decided by the ledger, as only it knows what a second attempt
 * costs.
 */
public final class NoRetryHttpClient implements HttpClientConfigurer {

  private static final int UNAUTHORIZED = 401;

  private final Consumer<String> refusedTokens;
  private final @Nullable TracedCalls calls;

  /** A client for upstreams without access tokens. */
  public NoRetryHttpClient() {
    this(authorization -> {}, Traces.OFF);
  }

  /**
   * @param refusedTokens gets the header {@code Authorization} of each request that is answered 401
   * @param traces if they are on, each request is traced
   */
  NoRetryHttpClient(Consumer<String> refusedTokens, Traces traces) {
    this.refusedTokens = refusedTokens;
    this.calls = TracedCalls.of(traces, true, SubmitIntent::orders);
  }

  @Override
  public void configureHttpClient(HttpClientBuilder client) {
    client
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .addExecInterceptorFirst("bounded-answers", new ResponseLimit(false))
        .addExecInterceptorFirst("refused-tokens", this::execute)
        .evictIdleConnections(TimeValue.ofSeconds(5))
        .setUserAgent("reelway")
        .addExecInterceptorBefore(
            ChainElement.MAIN_TRANSPORT.name(),
            "submission",
            (request, scope, chain) -> {
              SubmitIntent.beforeRequest(request);
              return chain.proceed(request, scope);
            });
    if (calls != null) {
      client.addExecInterceptorFirst(TracedCalls.NAME, calls);
    }
  }

  private ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    var response = chain.proceed(request, scope);
    var authorization = request.getFirstHeader("Authorization");
    if (response.getCode() == UNAUTHORIZED && authorization != null) {
      refusedTokens.accept(authorization.getValue());
    }
    return response;
  }
}
