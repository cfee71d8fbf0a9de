package dev.reelway.upstream;

import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.EndpointStrategy;

/**
 * Bounds the answers of every HTTP endpoint that takes them into memory: of all but those whose
 * route says {@code disableStreamCache: true}, as fetches of files do.
 */
final class BoundedMemory implements EndpointStrategy {

  @Override
  public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
    if (endpoint instanceof HttpEndpoint http && !http.isDisableStreamCache()) {
      var configured = http.getHttpClientConfigurer();
      http.setHttpClientConfigurer(
          client -> {
            if (configured != null) {
              configured.configureHttpClient(client);
            }
            client.addExecInterceptorFirst("bounded-memory", new BoundedAnswers(true));
          });
    }
    return endpoint;
  }
}
