package dev.reelway.upstream;

import dev.reelway.net.Alarms;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.EndpointStrategy;

/**
 * Limits the responses of every HTTP endpoint that reads them into memory, in size and in time: all
 * except those with {@code disableStreamCache: true}, which fetch files. Of those, only error
 * responses are limited in time.
 */
final class InMemoryResponseLimit implements EndpointStrategy, AutoCloseable {

  /** How much longer than the first byte of a response its last one may take. */
  private static final Duration FOR_BODY = Duration.ofMinutes(1);

  private final Duration forBody;
  private final ScheduledThreadPoolExecutor alarms = Alarms.named("answer-limits");

  InMemoryResponseLimit() {
    this(FOR_BODY);
  }

  /**
   * @param forBody how much longer than its response timeout a whole response may take
   */
  InMemoryResponseLimit(Duration forBody) {
    this.forBody = forBody;
  }

  @Override
  public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
    if (endpoint instanceof HttpEndpoint http) {
      boolean inMemory = !http.isDisableStreamCache();
      var configured = http.getHttpClientConfigurer();
      http.setHttpClientConfigurer(
          client -> {
            if (configured != null) {
              configured.configureHttpClient(client);
            }
            client.addExecInterceptorFirst(
                "bounded-time", new ResponseDeadline(inMemory, forBody, alarms));
            if (inMemory) {
              client.addExecInterceptorFirst("bounded-memory", new ResponseLimit(true));
            }
          });
    }
    return endpoint;
  }

  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
