package dev.reelway.media;

import dev.reelway.media.PublicNames.NotPublic;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.utils.URIUtils;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/** One download: follows a link through its redirects and stays open while the file is read. */
final class Fetch implements Closeable {

  private static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private static final int MAX_ERROR_BYTES = 4_096;

  private final CloseableHttpClient client;
  private final AllowedHosts allowed;
  private final Duration limit;
  private final Home home;
  private boolean leftHome;
  private @Nullable HttpGet request;
  private @Nullable ClassicHttpResponse response;
  private boolean over;
  private Runnable atTheEnd = () -> {};

  Fetch(CloseableHttpClient client, AllowedHosts allowed, Duration limit, Home home) {
    this.client = client;
    this.allowed = allowed;
    this.limit = limit;
    this.home = home;
  }

  /**
   * The upstream whose redirect led to a link, which may lead back to that upstream.
   *
   * @param origin the operator's own upstream, or null for a link from anyone else
   * @param client the client for the upstream; it may connect to any address
   * @param redirects the number of redirects that have been followed already
   */
  record Home(@Nullable Origin origin, CloseableHttpClient client, int redirects) {

    boolean covers(URI target) {
      return origin != null && origin.covers(target);
    }
  }

  /** Sets an action that runs when this download is closed. */
  Fetch atTheEnd(Runnable action) {
    atTheEnd = action;
    return this;
  }

  Fetched open(URI link, long largest) throws FetchRefused {
    try {
      return file(follow(link), largest);
    } catch (IOException | HttpException failed) {
      close();
      throw refusal(FetchRefused.UNREACHABLE, failed);
    } catch (RuntimeException | Error failed) {
      close();
      throw failed;
    }
  }

  private Fetched file(ClassicHttpResponse found, long largest) throws IOException {
    if (found.getCode() != 200) {
      throw FetchRefused.answered(found.getCode(), host(), text(found));
    }
    var entity = found.getEntity();
    long length = entity == null ? 0 : entity.getContentLength();
    if (length > largest) {
      throw FetchRefused.tooLarge(largest);
    }
    var content = entity == null ? InputStream.nullInputStream() : entity.getContent();
    return new Fetched(new FetchedBody(content, this, largest), length);
  }

  private String host() {
    return request == null ? "" : request.getAuthority().getHostName();
  }

  private static String text(ClassicHttpResponse found) {
    try {
      var entity = found.getEntity();
      return entity == null
          ? ""
          : new String(entity.getContent().readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      return "";
    }
  }

  private ClassicHttpResponse follow(URI link) throws IOException, HttpException {
    var target = link;
    for (int redirects = home.redirects(); redirects <= MAX_REDIRECTS; redirects++) {
      var answer = get(checked(target));
      if (!REDIRECTS.contains(answer.getCode())) {
        return answer;
      }
      target = next(target, answer);
      abort();
    }
    throw new FetchRefused(FetchRefused.REDIRECTS);
  }

  private URI checked(URI target) throws FetchRefused {
    var scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new FetchRefused(FetchRefused.SCHEME);
    }
    if (target.getRawUserInfo() != null) {
      throw new FetchRefused(FetchRefused.USER);
    }
    if (target.getHost() == null || target.getPort() == 0 || target.getPort() > 0xffff) {
      throw new FetchRefused(FetchRefused.HOST);
    }
    if (!home.covers(target)
        && !allowed.allow(target)
        && !PublicAddress.isPlain(target.getHost())) {
      throw new FetchRefused(FetchRefused.NOT_PUBLIC);
    }
    return target;
  }

  private ClassicHttpResponse get(URI target) throws IOException, HttpException {
    var next = new HttpGet(target);
    next.addHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    boolean own = home.covers(target);
    leftHome |= !own;
    if (!leftHome && home.origin() != null) {
      home.origin().headers().forEach(next::setHeader);
    }
    begin(next);
    response =
        (own ? home.client() : client).executeOpen(RoutingSupport.determineHost(next), next, null);
    inTime();
    return response;
  }

  private static URI next(URI target, ClassicHttpResponse answer) throws FetchRefused {
    var location = answer.getFirstHeader(HttpHeaders.LOCATION);
    try {
      var next = location == null ? "" : String.valueOf(location.getValue()).strip();
      if (!next.isEmpty()) {
        return URIUtils.resolve(target, new URI(next));
      }
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      // Refused below.
    }
    throw new FetchRefused(FetchRefused.NOWHERE);
  }

  private synchronized void begin(HttpGet next) throws FetchRefused {
    inTime();
    request = next;
  }

  /** Aborts this download because its time limit has passed. */
  synchronized void timeIsOver() {
    over = true;
    if (request != null) {
      request.cancel();
    }
  }

  synchronized void inTime() throws FetchRefused {
    if (over) {
      throw FetchRefused.tooSlow(limit);
    }
  }

  /** The refusal for a failure: of the time limit or the address if these caused it. */
  synchronized FetchRefused refusal(String sentence, Exception failed) {
    if (failed instanceof FetchRefused refused) {
      return refused;
    }
    if (over) {
      return FetchRefused.tooSlow(limit);
    }
    boolean inside = failed instanceof NotPublic;
    return new FetchRefused(inside ? FetchRefused.NOT_PUBLIC : sentence, failed);
  }

  /** Cancels the request first: closing the response alone would read the rest of the body. */
  private void abort() {
    if (request != null) {
      request.cancel();
    }
    Closer.closeQuietly(response);
  }

  @Override
  public void close() {
    atTheEnd.run();
    abort();
  }
}
