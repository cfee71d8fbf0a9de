package dev.reelway.media;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Opens links that others gave us, where these lead to the public Internet or to a host that the
 * operator allows. Each redirect, five at most, is checked like the link itself; nothing of ours
 * travels along: no cookie, no credential, no referrer.
 */
public final class Fetcher implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final Timeout RESPONSE = Timeout.ofSeconds(30);
  private static final int MOST_AT_ONCE = 1000;
  private static final int LONGEST_LINE = 16_384;
  private static final int MOST_HEADERS = 200;

  private final AllowedHosts allowed;
  private final Duration limit;
  private final CloseableHttpClient client;
  private final CloseableHttpClient own;
  private final ScheduledThreadPoolExecutor alarms = alarms("fetch-limits");

  /**
   * @param allowedHosts as {@code host} or {@code host:port}, exact and in lower case: the hosts on
   *     private networks that may be reached all the same
   */
  public Fetcher(Set<String> allowedHosts) {
    this(allowedHosts, LIMIT, Names.OF_THE_SYSTEM);
  }

  /**
   * @param allowedHosts as above
   * @param limit the time that a link may take from its opening to its last byte
   * @param names where names are looked up
   */
  public Fetcher(Set<String> allowedHosts, Duration limit, Names names) {
    this(allowedHosts, limit, names, PublicAddress::isPublic);
  }

  Fetcher(Set<String> allowedHosts, Duration limit, Names names, Predicate<InetAddress> isPublic) {
    this.allowed = new AllowedHosts(allowedHosts);
    this.limit = limit;
    this.client = client(new PublicNames(allowed, names, isPublic), RESPONSE);
    this.own = client(SystemDefaultDnsResolver.INSTANCE, RESPONSE);
  }

  /**
   * Opens a link.
   *
   * @param largest more bytes than this are refused, at once where they are announced
   * @throws FetchRefused where the link does not lead to a file that may be had
   */
  public Fetched open(URI link, long largest) throws IOException {
    return open(link, largest, limit);
  }

  /**
   * Opens a link to something that may take its time.
   *
   * @param largest as above
   * @param within the time that it may take from its opening to its last byte
   * @throws FetchRefused where the link does not lead to a file that may be had
   */
  public Fetched open(URI link, long largest, Duration within) throws IOException {
    return open(link, largest, within, new Fetch.Home(null, own, 0));
  }

  /**
   * Opens a link that an upstream's redirect leads to.
   *
   * @param within as above
   * @param origin the upstream, where links may lead back to wherever it is, with its headers
   * @throws FetchRefused where the link does not lead to a file that may be had
   */
  public Fetched follow(URI link, long largest, Duration within, Origin origin) throws IOException {
    return open(link, largest, within, new Fetch.Home(origin, own, 1));
  }

  private Fetched open(URI link, long largest, Duration within, Fetch.Home home)
      throws IOException {
    var fetch = new Fetch(client, allowed, within, home);
    var alarm = alarms.schedule(fetch::timeIsOver, within.toMillis(), TimeUnit.MILLISECONDS);
    return fetch.atTheEnd(() -> alarm.cancel(false)).open(link, largest);
  }

  /** Speaks with public addresses, brings nothing of ours along, and goes nowhere by itself. */
  static CloseableHttpClient client(DnsResolver names, Timeout patience) {
    return HttpClients.custom()
        .setConnectionManager(connections(names, patience))
        .setConnectionReuseStrategy((request, response, context) -> false)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(CONNECT)
                .setResponseTimeout(patience)
                .setProtocolUpgradeEnabled(false)
                .setAuthenticationEnabled(false)
                .build())
        .setUserAgent("reelway")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  private static PoolingHttpClientConnectionManager connections(
      DnsResolver names, Timeout patience) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(names)
        .setMaxConnTotal(MOST_AT_ONCE)
        .setMaxConnPerRoute(MOST_AT_ONCE)
        .setDefaultConnectionConfig(
            ConnectionConfig.custom().setConnectTimeout(CONNECT).setSocketTimeout(patience).build())
        .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(CONNECT).build())
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder().http1Config(shortHeads()).build())
        .build();
  }

  private static Http1Config shortHeads() {
    return Http1Config.custom()
        .setMaxLineLength(LONGEST_LINE)
        .setMaxHeaderCount(MOST_HEADERS)
        .build();
  }

  static ScheduledThreadPoolExecutor alarms(String name) {
    var alarms =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    alarms.setRemoveOnCancelPolicy(true);
    return alarms;
  }

  @Override
  public void close() {
    alarms.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
    own.close(CloseMode.IMMEDIATE);
  }
}
