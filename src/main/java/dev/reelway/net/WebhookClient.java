package dev.reelway.net;

import dev.reelway.net.PublicHostResolver.AddressNotPublic;
import dev.reelway.trace.TracedCalls;
import dev.reelway.trace.Traces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client for URLs that callers supply. It connects only to public addresses and to hosts
 * that the operator allows. Of an answer it reads only the status and {@code Retry-After};
 * redirects are not followed.
 */
public final class WebhookClient implements AutoCloseable {

  private final OutboundUrlPolicy outboundUrlPolicy;
  private final Duration limit;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor alarms = Alarms.named("call-limits");

  /**
   * The parts of an answer that are read.
   *
   * @param retryAfter the value of {@code Retry-After}, or null
   */
  public record WebhookAnswer(int status, @Nullable String retryAfter) {}

  /**
   * @param allowedHosts hosts on private networks that may be called, see {@link OutboundUrlPolicy}
   * @param limit how long a call may take until its status is read
   * @param traces if they are on, receivers get the {@code traceparent} of their call
   */
  public WebhookClient(Set<String> allowedHosts, Duration limit, Traces traces) {
    this(allowedHosts, limit, HostResolver.SYSTEM, PublicAddress::isPublic, traces);
  }

  WebhookClient(
      Set<String> allowedHosts,
      Duration limit,
      HostResolver hostResolver,
      Predicate<InetAddress> isPublic,
      Traces traces) {
    this.outboundUrlPolicy = new OutboundUrlPolicy(allowedHosts);
    this.limit = limit;
    var publicHostResolver =
        new PublicHostResolver(new AllowedHosts(allowedHosts), hostResolver, isPublic);
    var calls = TracedCalls.of(traces, true, method -> false);
    this.client = Downloader.client(publicHostResolver, Timeout.of(limit), calls);
  }

  /**
   * Posts a JSON body.
   *
   * @throws WebhookCallFailed if the URL must not be called, or there is no answer in time
   */
  public WebhookAnswer post(String url, Map<String, String> headers, byte[] body)
      throws WebhookCallFailed {
    var target =
        outboundUrlPolicy
            .parse(url)
            .orElseThrow(() -> new WebhookCallFailed(WebhookCallFailed.NOT_PUBLIC));
    var request = request(target, headers, body);
    var isLate = new AtomicBoolean();
    var alarm =
        alarms.schedule(() -> abort(request, isLate), limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return answer(request);
    } catch (IOException | HttpException failed) {
      throw isLate.get() ? WebhookCallFailed.tooSlow(limit) : failure(failed);
    } finally {
      alarm.cancel(false);
    }
  }

  private static HttpPost request(URI target, Map<String, String> headers, byte[] body) {
    var request = new HttpPost(target);
    headers.forEach(request::addHeader);
    request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    return request;
  }

  private static void abort(HttpPost request, AtomicBoolean isLate) {
    isLate.set(true);
    request.cancel();
  }

  private WebhookAnswer answer(HttpPost request) throws IOException, HttpException {
    ClassicHttpResponse response = null;
    try {
      response = client.executeOpen(RoutingSupport.determineHost(request), request, null);
      var retryAfter = response.getFirstHeader("Retry-After");
      return new WebhookAnswer(
          response.getCode(), retryAfter == null ? null : retryAfter.getValue());
    } finally {
      request.cancel();
      Closer.closeQuietly(response);
    }
  }

  private WebhookCallFailed failure(Exception failed) {
    return switch (failed) {
      case AddressNotPublic inside -> new WebhookCallFailed(WebhookCallFailed.NOT_PUBLIC);
      case java.net.UnknownHostException unknown ->
          new WebhookCallFailed(WebhookCallFailed.UNKNOWN);
      case java.net.SocketTimeoutException slow -> WebhookCallFailed.tooSlow(limit);
      case javax.net.ssl.SSLException refused -> new WebhookCallFailed(WebhookCallFailed.TLS);
      default -> new WebhookCallFailed(WebhookCallFailed.UNREACHABLE);
    };
  }

  @Override
  public void close() {
    alarms.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }
}
