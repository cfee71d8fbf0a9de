package dev.reelway.media;

import dev.reelway.media.PublicNames.NotPublic;
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
 * Calls URLs that others gave us, where these lead to the public Internet or to a host that the
 * operator allows. What is answered is not read but for its status; a redirect is an answer like
 * any other.
 */
public final class Caller implements AutoCloseable {

  private final Reach reach;
  private final Duration limit;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor alarms = Fetcher.alarms("call-limits");

  /** What is answered, as far as it matters. */
  public record Answer(int status, @Nullable String retryAfter) {}

  /**
   * @param allowedHosts as {@link Reach} takes them
   * @param limit the time that a call may take from its beginning to the status
   */
  public Caller(Set<String> allowedHosts, Duration limit) {
    this(allowedHosts, limit, Names.OF_THE_SYSTEM, PublicAddress::isPublic);
  }

  Caller(Set<String> allowedHosts, Duration limit, Names names, Predicate<InetAddress> isPublic) {
    this.reach = new Reach(allowedHosts);
    this.limit = limit;
    var publicNames = new PublicNames(new AllowedHosts(allowedHosts), names, isPublic);
    this.client = Fetcher.client(publicNames, Timeout.of(limit));
  }

  /**
   * Posts a body of JSON.
   *
   * @throws CallFailed where there is no answer in time
   */
  public Answer post(String url, Map<String, String> headers, byte[] body) throws CallFailed {
    var place = reach.url(url).orElseThrow(() -> new CallFailed(CallFailed.NOT_PUBLIC));
    var request = request(place, headers, body);
    var late = new AtomicBoolean();
    var alarm = alarms.schedule(() -> cut(request, late), limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return answer(request);
    } catch (IOException | HttpException failed) {
      throw late.get() ? CallFailed.tooSlow(limit) : failure(failed);
    } finally {
      alarm.cancel(false);
    }
  }

  private static HttpPost request(URI place, Map<String, String> headers, byte[] body) {
    var request = new HttpPost(place);
    headers.forEach(request::addHeader);
    request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    return request;
  }

  private static void cut(HttpPost request, AtomicBoolean late) {
    late.set(true);
    request.cancel();
  }

  private Answer answer(HttpPost request) throws IOException, HttpException {
    ClassicHttpResponse response = null;
    try {
      response = client.executeOpen(RoutingSupport.determineHost(request), request, null);
      var retryAfter = response.getFirstHeader("Retry-After");
      return new Answer(response.getCode(), retryAfter == null ? null : retryAfter.getValue());
    } finally {
      request.cancel();
      Closer.closeQuietly(response);
    }
  }

  private CallFailed failure(Exception failed) {
    return switch (failed) {
      case NotPublic inside -> new CallFailed(CallFailed.NOT_PUBLIC);
      case java.net.UnknownHostException unknown -> new CallFailed(CallFailed.UNKNOWN);
      case java.net.SocketTimeoutException slow -> CallFailed.tooSlow(limit);
      case javax.net.ssl.SSLException refused -> new CallFailed(CallFailed.TLS);
      default -> new CallFailed(CallFailed.UNREACHABLE);
    };
  }

  @Override
  public void close() {
    alarms.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }
}
