package dev.reelway.api;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;

/**
 * Makes every consumer of HTTP, so that no route is called without {@link Authentication}, and no
 * order is accepted twice, see {@link Idempotency}. Its consumers run on the thread that called
 * them, see {@link SyncHandlerAdapter}.
 */
public final class AuthenticatedEngine extends SpringBootPlatformHttpEngine {

  private final Authentication authentication;
  private final Idempotency idempotency;

  public AuthenticatedEngine(int port, Authentication authentication, Idempotency idempotency) {
    super(port, Runnable::run);
    this.authentication = authentication;
    this.idempotency = idempotency;
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor route) {
    var path = endpoint.getPath();
    var once = idempotency.before(path, route);
    return super.createConsumer(endpoint, authentication.before(path, once));
  }
}
