package dev.reelway.net;

import dev.reelway.trace.TracedCalls;
import dev.reelway.trace.Traces;
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
import org.jspecify.annotations.Nullable;

/**
 * Downloads links that callers and upstreams supply. It connects only to public addresses and to
 * hosts that the operator allows. Each redirect, at most five, is checked like the link itself. No
 * cookie, credential or referrer is sent.
 */
public final class Downloader implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final Timeout RESPONSE = Timeout.ofSeconds(30);
  private static final int MAX_CONNECTIONS = 1000;
  private static final int MAX_HEADER_LINE = 16_384;
  private static final int MAX_HEADERS = 200;

  private final AllowedHosts allowed;
  private final Duration limit;
  private final CloseableHttpClient client;
  private final CloseableHttpClient own;
  private final ScheduledThreadPoolExecutor alarms = Alarms.named("fetch-limits");

  /**
   * @param allowedHosts hosts on private networks that may be reached: {@code host} or {@code
   *     host:port}, exact and in lower case
   */
  public Downloader(Set<String> allowedHosts) {
    this(allowedHosts, Traces.OFF);
  }

  /**
   * @param allowedHosts as above
   * @param traces if they are on, downloads are traced; hosts are told nothing of it
   */
  public Downloader(Set<String> allowedHosts, Traces traces) {
    this(allowedHosts, LIMIT, HostResolver.SYSTEM, PublicAddress::isPublic, traces);
  }

  /**
   * @param allowedHosts as above
   * @param limit how long a download may take, from its start to its last byte
   * @param hostResolver resolves host names
   */
  public Downloader(Set<String> allowedHosts, Duration limit, HostResolver hostResolver) {
    this(allowedHosts, limit, hostResolver, PublicAddress::isPublic, Traces.OFF);
  }

  Downloader(
      Set<String> allowedHosts,
      Duration limit,
      HostResolver hostResolver,
      Predicate<InetAddress> isPublic) {
    this(allowedHosts, limit, hostResolver, isPublic, Traces.OFF);
  }

  private Downloader(
      Set<String> allowedHosts,
      Duration limit,
      HostResolver hostResolver,
      Predicate<InetAddress> isPublic,
      Traces traces) {
    this.allowed = new AllowedHosts(allowedHosts);
    this.limit = limit;
    var calls = TracedCalls.of(traces, false, method -> false);
    var publicHosts = new PublicHostResolver(allowed, hostResolver, isPublic);
    this.client = client(publicHosts, RESPONSE, calls);
    this.own = client(SystemDefaultDnsResolver.INSTANCE, RESPONSE, calls);
  }

  /**
   * Starts a download.
   *
   * @param largest the maximum size in bytes; if a larger size is announced, the link is refused at
   *     once
   * @throws DownloadRefused if the link must not be opened or does not answer with a file
   */
  public OpenDownload open(URI link, long largest) throws IOException {
    return open(link, largest, limit);
  }

  /**
   * The same, with less time than usual if there is less.
   *
   * @param most how long it may take at most
   */
  public OpenDownload openWithin(URI link, long largest, Duration most) throws IOException {
    return open(link, largest, most.compareTo(limit) < 0 ? most : limit);
  }

  /**
   * Starts a download with a time limit of its own.
   *
   * @param largest as above
   * @param within how long it may take, from its start to its last byte
   * @throws DownloadRefused if the link must not be opened or does not answer with a file
   */
  public OpenDownload open(URI link, long largest, Duration within) throws IOException {
    return open(link, largest, within, new Download.RedirectSource(null, own, 0));
  }

  /**
   * Starts a download that follows no redirect.
   *
   * @param within as above
   * @throws DownloadRefused if the link must not be opened or does not answer with a file
   */
  public OpenDownload openThis(URI link, long largest, Duration within) throws IOException {
    var noRedirects = new Download.RedirectSource(null, own, Download.MAX_REDIRECTS);
    return open(link, largest, within, noRedirects);
  }

  /**
   * Starts a download from the target of an upstream's redirect.
   *
   * @param within as above
   * @param upstreamOrigin the upstream, with its headers; links may lead back to it whatever its
   *     address is
   * @throws DownloadRefused if the link must not be opened or does not answer with a file
   */
  public OpenDownload follow(URI link, long largest, Duration within, UpstreamOrigin upstreamOrigin)
      throws IOException {
    return open(link, largest, within, new Download.RedirectSource(upstreamOrigin, own, 1));
  }

  private OpenDownload open(
      URI link, long largest, Duration within, Download.RedirectSource redirectSource)
      throws IOException {
    var download = new Download(client, allowed, within, redirectSource);
    var alarm = alarms.schedule(download::expire, within.toMillis(), TimeUnit.MILLISECONDS);
    return download.onClose(() -> alarm.cancel(false)).open(link, largest);
  }

  /**
   * A client that resolves names with the given resolver, sends no cookies or credentials, and
   * follows no redirects.
   *
   * @param calls traces each request; null to trace none
   */
  static CloseableHttpClient client(
      DnsResolver names, Timeout timeout, @Nullable TracedCalls calls) {
    var client =
        HttpClients.custom()
            .setConnectionManager(connections(names, timeout))
            .setConnectionReuseStrategy((request, response, context) -> false)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(CONNECT)
                    .setResponseTimeout(timeout)
                    .setProtocolUpgradeEnabled(false)
                    .setAuthenticationEnabled(false)
                    .build())
            .setUserAgent("reelway")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression();
    return (calls == null ? client : client.addExecInterceptorFirst(TracedCalls.NAME, calls))
        .build();
  }

  private static PoolingHttpClientConnectionManager connections(
      DnsResolver names, Timeout timeout) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(names)
        .setMaxConnTotal(MAX_CONNECTIONS)
        .setMaxConnPerRoute(MAX_CONNECTIONS)
        .setDefaultConnectionConfig(
            ConnectionConfig.custom().setConnectTimeout(CONNECT).setSocketTimeout(timeout).build())
        .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(CONNECT).build())
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder().http1Config(headerLimits()).build())
        .build();
  }

  private static Http1Config headerLimits() {
    return Http1Config.custom()
        .setMaxLineLength(MAX_HEADER_LINE)
        .setMaxHeaderCount(MAX_HEADERS)
        .build();
  }

  @Override
  public void close() {
    alarms.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
    own.close(CloseMode.IMMEDIATE);
  }
}
