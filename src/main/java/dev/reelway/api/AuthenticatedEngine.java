package dev.reelway.api;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;

/**
 * Makes every consumer of HTTP, so that no route is called without {@link Authentication}, or under
 * {@code /admin} without passing the {@link AdminGate}, no licence opens too many calls at once,
 * see {@link OpenCalls}, and no order is accepted twice, see {@link Idempotency}. Each is timed,
 * see {@link RequestMetrics}, and traced, see {@link RequestTraces}. Its consumers run on the
 * thread that called them, see {@link SyncHandlerAdapter}.
 */
public final class AuthenticatedEngine extends SpringBootPlatformHttpEngine {

  private final Authentication authentication;
  private final AdminGate adminGate;
  private final OpenCalls openCalls;
  private final Idempotency idempotency;
  private final RequestMetrics metrics;
  private final RequestTraces traces;

  AuthenticatedEngine(
      int port,
      Authentication authentication,
      AdminGate adminGate,
      OpenCalls openCalls,
      Idempotency idempotency,
      RequestMetrics metrics,
      RequestTraces traces) {
    super(port, Runnable::run);
    this.authentication = authentication;
    this.adminGate = adminGate;
    this.openCalls = openCalls;
    this.idempotency = idempotency;
    this.metrics = metrics;
    this.traces = traces;
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor route) {
    var path = endpoint.getPath();
    var timed = metrics.before(path, behind(path, route));
    return super.createConsumer(endpoint, traces.before(path, timed));
  }

  /** The route behind all that it needs, by its path. */
  private Processor behind(String path, Processor route) {
    if (AdminConnector.isPage(path)) {
      return route;
    }
    return AdminConnector.isPath(path)
        ? adminGate.before(route)
        : authentication.before(path, openCalls.before(idempotency.before(path, route)));
  }
}
