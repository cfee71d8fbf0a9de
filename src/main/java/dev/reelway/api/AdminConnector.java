package dev.reelway.api;

import dev.reelway.setup.ConfigurationRefused;
import dev.reelway.wire.OwnHost;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * A second connector of the web server, for the calls under {@code /admin} alone: they are unknown
 * on the other one, and all other paths are unknown here.
 */
public final class AdminConnector
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  static final String PATH = "/admin";
  private static final String MARK = AdminConnector.class.getName();
  private static final int MOST_CONNECTIONS = 256;
  private static final int PATIENCE_MS = 30_000;

  private final AdminSettings settings;
  private final AdminKey key;
  private final InetAddress address;
  private volatile @Nullable Connector connector;

  AdminConnector(AdminKey key, AdminSettings settings) {
    this.key = key;
    this.settings = settings;
    this.address = address(settings.address());
  }

  private static InetAddress address(String name) {
    try {
      return InetAddress.getByName(name);
    } catch (UnknownHostException unknown) {
      throw new ConfigurationRefused(
          "reelway.admin.address", "must be an address of this machine.");
    }
  }

  /** Whether a path belongs to this connector. */
  static boolean isPath(String path) {
    return path.equals(PATH) || path.startsWith(PATH + "/");
  }

  /** Whether a route answers the page there, or a file of it: these need no key. */
  static boolean isPage(String route) {
    return route.equals(PATH) || route.equals(PATH + "/page/{file}");
  }

  /** Whether a request came in here. */
  static boolean isCalled(HttpServletRequest call) {
    return call.getAttribute(MARK) != null;
  }

  /**
   * Why a request of a browser is refused before its key is looked at: a page of another origin
   * made it, or a name that was pointed at this machine; null if it may go on.
   */
  static @Nullable ApiError refusal(HttpServletRequest call) {
    boolean isLocal = call.getAttribute(MARK) instanceof InetAddress at && at.isLoopbackAddress();
    if (isLocal && !LocalCalls.namesLoopback(call)) {
      return ApiError.of(
          403, null, "host_not_allowed", "Call this address as localhost, 127.0.0.1 or [::1].");
    }
    var origin = call.getHeader("Origin");
    return origin == null || isOwn(origin, call) || !isLocal && isOfProxy(origin, call)
        ? null
        : ApiError.of(
            403, null, "origin_not_allowed", "Pages of other origins may not call this address.");
  }

  private static boolean isOwn(String origin, HttpServletRequest call) {
    return origin.equals(call.getScheme() + "://" + call.getHeader("Host"));
  }

  /**
   * Whether an origin is the one that a proxy with TLS has at this host. A browser leaves the port
   * of the scheme out; the proxy may write it into {@code Host}.
   */
  private static boolean isOfProxy(String origin, HttpServletRequest call) {
    var host = call.getHeader("Host");
    return host != null
        && (origin.equalsIgnoreCase("https://" + host)
            || (origin + ":443").equalsIgnoreCase("https://" + host));
  }

  /** The URL at which this machine reaches it; empty if there is no admin key. */
  public Optional<URI> address() {
    return Optional.ofNullable(connector)
        .map(one -> OwnHost.of(settings.address()) + ":" + one.getLocalPort())
        .map(authority -> URI.create("http://" + authority));
  }

  /** Without an admin key, there is no connector. */
  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    if (key.isSet()) {
      add(factory);
    }
  }

  private void add(TomcatServletWebServerFactory factory) {
    var made = new Connector(EntryProtocol.class.getName());
    made.setPort(settings.port());
    made.setThrowOnFailure(true);
    made.setXpoweredBy(false);
    if (made.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
      http.setAddress(address);
      http.setMaxConnections(MOST_CONNECTIONS);
      http.setConnectionTimeout(PATIENCE_MS);
      http.setExecutor(
          Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 0).factory()));
    }
    connector = made;
    factory.addAdditionalTomcatConnectors(made);
    factory.addEngineValves(new Mark(made, address));
  }

  /** Marks the requests that come in at the connector. */
  private static final class Mark extends ValveBase {

    private final Connector connector;
    private final InetAddress address;

    Mark(Connector connector, InetAddress address) {
      super(true);
      this.connector = connector;
      this.address = address;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      if (request.getConnector() == connector) {
        request.setAttribute(MARK, address);
      }
      getNext().invoke(request, response);
    }
  }
}
