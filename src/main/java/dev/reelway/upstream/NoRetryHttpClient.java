package dev.reelway.upstream;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.util.TimeValue;

/**
 * The HTTP client for all requests to upstreams: each request is sent once, without retries,
 * redirects or cookies, and error responses are limited; see {@link InMemoryResponseLimit} for
 * other responses. The intent of a submit is recorded when its connection is established, before
 * the request is written. Retries are decided by the ledger, as only it knows what a second attempt
 * costs.
 */
public final class NoRetryHttpClient implements HttpClientConfigurer {

  @Override
  public void configureHttpClient(HttpClientBuilder client) {
    client
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .addExecInterceptorFirst("bounded-answers", new ResponseLimit(false))
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
}
