package dev.reelway.api;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;

/**
 * Makes every consumer of HTTP, so that no route is called without {@link Authentication}, or under
 * {@code /admin} without passing the {@link AdminGate}, no licence opens too many calls at once,
 * see {@link OpenCalls}, and no order is accepted twice, see {@link Idempotency}. Its consumers run
 * on the thread that called them, see {@link SyncHandlerAdapter}.
 */
public final class AuthenticatedEngine extends SpringBootPlatformHttpEngine {

  private final Authentication authentication;
  private final AdminGate adminGate;
  private final OpenCalls openCalls;
  private final Idempotency idempotency;

  AuthenticatedEngine(
      int port,
      Authentication authentication,
      AdminGate adminGate,
      OpenCalls openCalls,
      Idempotency idempotency) {
    super(port, Runnable::run);
    this.authentication = authentication;
    this.adminGate = adminGate;
    this.openCalls = openCalls;
    this.idempotency = idempotency;
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor route) {
    var path = endpoint.getPath();
    if (AdminConnector.isPage(path)) {
      return super.createConsumer(endpoint, route);
    }
    if (AdminConnector.isPath(path)) {
      return super.createConsumer(endpoint, adminGate.before(route));
    }
    var once = idempotency.before(path, route);
    return super.createConsumer(endpoint, authentication.before(path, openCalls.before(once)));
  }
}
