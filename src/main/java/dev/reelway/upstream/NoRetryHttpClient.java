package dev.reelway.upstream;

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

  /** A client for upstreams without access tokens. */
  public NoRetryHttpClient() {
    this(authorization -> {});
  }

  /**
   * @param refusedTokens gets the header {@code Authorization} of each request that is answered 401
   */
  NoRetryHttpClient(Consumer<String> refusedTokens) {
    this.refusedTokens = refusedTokens;
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
              SubmitIntent.beforeRequest(request.getMethod());
              return chain.proceed(request, scope);
            });
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
