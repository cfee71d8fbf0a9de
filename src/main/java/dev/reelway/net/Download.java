package dev.reelway.net;

import dev.reelway.net.PublicHostResolver.AddressNotPublic;
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
final class Download implements Closeable {

  static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private static final int MAX_ERROR_BYTES = 4_096;

  private final CloseableHttpClient client;
  private final AllowedHosts allowed;
  private final Duration limit;
  private final RedirectSource redirectSource;
  private boolean leftHome;
  private @Nullable HttpGet request;
  private @Nullable ClassicHttpResponse response;
  private boolean over;
  private Runnable onClose = () -> {};

  Download(
      CloseableHttpClient client,
      AllowedHosts allowed,
      Duration limit,
      RedirectSource redirectSource) {
    this.client = client;
    this.allowed = allowed;
    this.limit = limit;
    this.redirectSource = redirectSource;
  }

  /**
   * The upstream whose redirect led to a link, which may lead back to that upstream.
   *
   * @param upstreamOrigin the operator's own upstream, or null for a link from anyone else
   * @param client the client for the upstream; it may connect to any address
   * @param redirects the number of redirects that have been followed already
   */
  record RedirectSource(
      @Nullable UpstreamOrigin upstreamOrigin, CloseableHttpClient client, int redirects) {

    boolean covers(URI target) {
      return upstreamOrigin != null && upstreamOrigin.covers(target);
    }
  }

  /** Sets an action that runs when this download is closed. */
  Download onClose(Runnable action) {
    onClose = action;
    return this;
  }

  OpenDownload open(URI link, long largest) throws DownloadRefused {
    try {
      return file(follow(link), largest);
    } catch (IOException | HttpException failed) {
      close();
      throw refusal(DownloadRefused.UNREACHABLE, failed);
    } catch (RuntimeException | Error failed) {
      close();
      throw failed;
    }
  }

  private OpenDownload file(ClassicHttpResponse found, long largest) throws IOException {
    if (found.getCode() != 200) {
      throw DownloadRefused.answered(found.getCode(), host(), text(found));
    }
    var entity = found.getEntity();
    long length = entity == null ? 0 : entity.getContentLength();
    if (length > largest) {
      throw DownloadRefused.tooLarge(largest);
    }
    var content = entity == null ? InputStream.nullInputStream() : entity.getContent();
    return new OpenDownload(new LimitedBody(content, this, largest), length);
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
    for (int redirects = redirectSource.redirects(); redirects <= MAX_REDIRECTS; redirects++) {
      var answer = get(checked(target));
      if (!REDIRECTS.contains(answer.getCode())) {
        return answer;
      }
      target = next(target, answer);
      abort();
    }
    throw new DownloadRefused(DownloadRefused.REDIRECTS);
  }

  private URI checked(URI target) throws DownloadRefused {
    var scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new DownloadRefused(DownloadRefused.SCHEME);
    }
    if (target.getRawUserInfo() != null) {
      throw new DownloadRefused(DownloadRefused.USER);
    }
    if (target.getHost() == null || target.getPort() == 0 || target.getPort() > 0xffff) {
      throw new DownloadRefused(DownloadRefused.HOST);
    }
    if (!redirectSource.covers(target)
        && !allowed.allow(target)
        && !PublicAddress.isPlain(target.getHost())) {
      throw DownloadRefused.notPublic(target.getHost(), null);
    }
    return target;
  }

  private ClassicHttpResponse get(URI target) throws IOException, HttpException {
    var next = new HttpGet(target);
    next.addHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    boolean own = redirectSource.covers(target);
    leftHome |= !own;
    if (!leftHome && redirectSource.upstreamOrigin() != null) {
      redirectSource.upstreamOrigin().headers().forEach(next::setHeader);
    }
    begin(next);
    response =
        (own ? redirectSource.client() : client)
            .executeOpen(RoutingSupport.determineHost(next), next, null);
    requireInTime();
    return response;
  }

  private static URI next(URI target, ClassicHttpResponse answer) throws DownloadRefused {
    var location = answer.getFirstHeader(HttpHeaders.LOCATION);
    try {
      var next = location == null ? "" : String.valueOf(location.getValue()).strip();
      if (!next.isEmpty()) {
        return URIUtils.resolve(target, new URI(next));
      }
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      // Refused below.
    }
    throw new DownloadRefused(DownloadRefused.BAD_LOCATION);
  }

  private synchronized void begin(HttpGet next) throws DownloadRefused {
    requireInTime();
    request = next;
  }

  /** Aborts this download because its time limit has passed. */
  synchronized void expire() {
    over = true;
    if (request != null) {
      request.cancel();
    }
  }

  synchronized void requireInTime() throws DownloadRefused {
    if (over) {
      throw DownloadRefused.tooSlow(limit);
    }
  }

  /** The refusal for a failure: of the time limit or the address if these caused it. */
  synchronized DownloadRefused refusal(String sentence, Exception failed) {
    if (failed instanceof DownloadRefused refused) {
      return refused;
    }
    if (over) {
      return DownloadRefused.tooSlow(limit);
    }
    return failed instanceof AddressNotPublic
        ? DownloadRefused.notPublic(host(), failed)
        : new DownloadRefused(sentence, failed);
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
    onClose.run();
    abort();
  }
}
