package dev.reelway.upstream;

import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.EndpointStrategy;

/**
 * Limits the responses of every HTTP endpoint that reads them into memory: all except those with
 * {@code disableStreamCache: true}, which fetch files.
 */
final class InMemoryResponseLimit implements EndpointStrategy {

  @Override
  public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
    if (endpoint instanceof HttpEndpoint http && !http.isDisableStreamCache()) {
      var configured = http.getHttpClientConfigurer();
      http.setHttpClientConfigurer(
          client -> {
            if (configured != null) {
              configured.configureHttpClient(client);
            }
            client.addExecInterceptorFirst("bounded-memory", new ResponseLimit(true));
          });
    }
    return endpoint;
  }
}
