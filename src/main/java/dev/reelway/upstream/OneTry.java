package dev.reelway.upstream;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.util.TimeValue;

/**
 * The HTTP client of all upstream calls: each call is made exactly once, follows no redirect, keeps
 * no cookie and reads no endless error, see {@link BoundedMemory} for other answers. The intent of
 * a submit is told once its connection stands, and before its request is written. Trying again is
 * the ledger's decision, as only it knows what a second try costs.
 */
public final class OneTry implements HttpClientConfigurer {

  @Override
  public void configureHttpClient(HttpClientBuilder client) {
    client
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .addExecInterceptorFirst("bounded-answers", new BoundedAnswers(false))
        .evictIdleConnections(TimeValue.ofSeconds(5))
        .setUserAgent("reelway")
        .addExecInterceptorBefore(
            ChainElement.MAIN_TRANSPORT.name(),
            "submission",
            (request, scope, chain) -> {
              Submission.writes(request.getMethod());
              return chain.proceed(request, scope);
            });
  }
}
