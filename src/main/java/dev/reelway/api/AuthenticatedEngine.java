package dev.reelway.api;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;

/**
 * Makes every consumer of HTTP, so that no route is called without {@link Authentication}. Its
 * consumers run on the thread that called them, see {@link SyncHandlerAdapter}.
 */
public final class AuthenticatedEngine extends SpringBootPlatformHttpEngine {

  private final Authentication authentication;

  public AuthenticatedEngine(int port, Authentication authentication) {
    super(port, Runnable::run);
    this.authentication = authentication;
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor route) {
    return super.createConsumer(endpoint, authentication.before(endpoint.getPath(), route));
  }
}
