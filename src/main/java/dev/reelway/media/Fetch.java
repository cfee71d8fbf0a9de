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

/** One link on its way from hop to hop until a file is found, and while that is read. */
final class Fetch implements Closeable {

  private static final int MOST_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private static final int MOST_WORDS = 4_096;

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
   * Where a link has come from that may lead back there.
   *
   * @param origin the operator's own upstream, or null where a link comes from nowhere
   * @param client speaks with it wherever it is
   * @param redirects how many have been followed already
   */
  record Home(@Nullable Origin origin, CloseableHttpClient client, int redirects) {

    boolean covers(URI place) {
      return origin != null && origin.covers(place);
    }
  }

  /** What is to be done when this fetch is closed. */
  Fetch atTheEnd(Runnable last) {
    atTheEnd = last;
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
      throw FetchRefused.answered(found.getCode(), host(), words(found));
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

  private static String words(ClassicHttpResponse found) {
    try {
      var entity = found.getEntity();
      return entity == null
          ? ""
          : new String(entity.getContent().readNBytes(MOST_WORDS), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      return "";
    }
  }

  private ClassicHttpResponse follow(URI link) throws IOException, HttpException {
    var place = link;
    for (int redirects = home.redirects(); redirects <= MOST_REDIRECTS; redirects++) {
      var answer = get(checked(place));
      if (!REDIRECTS.contains(answer.getCode())) {
        return answer;
      }
      place = next(place, answer);
      hangUp();
    }
    throw new FetchRefused(FetchRefused.REDIRECTS);
  }

  private URI checked(URI place) throws FetchRefused {
    var scheme = String.valueOf(place.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new FetchRefused(FetchRefused.SCHEME);
    }
    if (place.getRawUserInfo() != null) {
      throw new FetchRefused(FetchRefused.USER);
    }
    if (place.getHost() == null || place.getPort() == 0 || place.getPort() > 0xffff) {
      throw new FetchRefused(FetchRefused.HOST);
    }
    if (!home.covers(place) && !allowed.allow(place) && !PublicAddress.isPlain(place.getHost())) {
      throw new FetchRefused(FetchRefused.NOT_PUBLIC);
    }
    return place;
  }

  private ClassicHttpResponse get(URI place) throws IOException, HttpException {
    var next = new HttpGet(place);
    next.addHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    boolean own = home.covers(place);
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

  private static URI next(URI place, ClassicHttpResponse answer) throws FetchRefused {
    var location = answer.getFirstHeader(HttpHeaders.LOCATION);
    try {
      var next = location == null ? "" : String.valueOf(location.getValue()).strip();
      if (!next.isEmpty()) {
        return URIUtils.resolve(place, new URI(next));
      }
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      // Told below.
    }
    throw new FetchRefused(FetchRefused.NOWHERE);
  }

  private synchronized void begin(HttpGet next) throws FetchRefused {
    inTime();
    request = next;
  }

  /** Ends this fetch from outside, whatever it waits for. */
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

  /** What to tell of a failure. */
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

  /** Cuts the line first: an orderly end would read what is left, however long that is. */
  private void hangUp() {
    if (request != null) {
      request.cancel();
    }
    Closer.closeQuietly(response);
  }

  @Override
  public void close() {
    atTheEnd.run();
    hangUp();
  }
}
