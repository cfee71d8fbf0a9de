package dev.reelway.upstream;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.util.TimeValue;

/**
 * The HTTP client of all upstream calls: each call is made exactly once, follows no redirect and
 * keeps no cookie. Trying again is the ledger's decision, as only it knows what a second try costs.
 */
public final class OneTry implements HttpClientConfigurer {

  @Override
  public void configureHttpClient(HttpClientBuilder client) {
    client
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .evictIdleConnections(TimeValue.ofSeconds(5))
        .setUserAgent("reelway");
  }
}
