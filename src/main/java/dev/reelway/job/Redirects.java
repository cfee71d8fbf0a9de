package dev.reelway.job;

import dev.reelway.net.Downloader;
import dev.reelway.net.UpstreamOrigin;
import dev.reelway.upstream.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.utils.URIUtils;
import org.jspecify.annotations.Nullable;

/**
 * Follows an upstream that answers the fetch of a file by naming another place for it: five times
 * at most, within the upstream with the headers of its dialect, and elsewhere as {@link Downloader}
 * goes, without any. Other calls are never redirected.
 */
public final class Redirects {

  private static final Set<String> OF_THE_TRANSPORT =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "content-type",
          "host",
          "location",
          "transfer-encoding");

  private final Downloader downloader;
  private final long largest;
  private final Clock clock;

  /**
   * @param largest in bytes; a longer file is not taken
   */
  Redirects(Downloader downloader, long largest, Clock clock) {
    this.downloader = downloader;
    this.largest = largest;
    this.clock = clock;
  }

  /**
   * Whether a dialect's call has come to something else than a file.
   *
   * @param body what it has answered or thrown
   * @param status that it was answered with, if it says so
   */
  public boolean isNoFile(@Nullable Object body, @Nullable Integer status) {
    return body instanceof Throwable || isRedirect(status);
  }

  /**
   * Opens the file where the upstream says that it is.
   *
   * @param body what the dialect's call has thrown, or anything where it let a redirect pass
   * @param headers those of its request where it has thrown
   * @throws Exception what was thrown, where that is no redirect; what failed on the way
   */
  public InputStream follow(
      Job job, Upstream upstream, @Nullable Object body, Map<String, Object> headers)
      throws Exception {
    if (body instanceof HttpOperationFailedException answer && isRedirect(answer.getStatusCode())) {
      var from = URI.create(answer.getUri());
      var upstreamOrigin = new UpstreamOrigin(URI.create(upstream.baseUrl()), Map.of());
      var told =
          upstreamOrigin.covers(from)
              ? new UpstreamOrigin(upstreamOrigin.base(), ofRequest(headers))
              : upstreamOrigin;
      return open(job, place(from, answer.getRedirectLocation()), told);
    }
    if (body instanceof Exception thrown) {
      throw thrown;
    }
    var base = URI.create(upstream.baseUrl() + "/");
    var location = headers.get("Location") instanceof String said ? said : null;
    return open(job, place(base, location), new UpstreamOrigin(base, Map.of()));
  }

  private InputStream open(Job job, URI place, UpstreamOrigin upstreamOrigin) throws IOException {
    var within = AssetDelivery.within(job, clock.instant());
    return downloader.follow(place, largest, within, upstreamOrigin).body();
  }

  private static boolean isRedirect(@Nullable Integer status) {
    return status != null && Set.of(301, 302, 303, 307, 308).contains(status);
  }

  private static URI place(URI from, @Nullable String location) throws IOException {
    try {
      if (location != null && !location.isBlank()) {
        return URIUtils.resolve(from, URI.create(location.strip()));
      }
    } catch (IllegalArgumentException malformed) {
      // Told below.
    }
    throw new IOException("the upstream redirects to what is no link");
  }

  private static Map<String, String> ofRequest(Map<String, Object> headers) {
    var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        (name, value) -> {
          if (value instanceof String text && !name.regionMatches(true, 0, "Camel", 0, 5)) {
            all.put(name, text);
          }
        });
    OF_THE_TRANSPORT.forEach(all::remove);
    return all;
  }
}
