package dev.reelway.job;

import dev.reelway.net.Downloader;
import dev.reelway.net.UpstreamOrigin;
import dev.reelway.upstream.Upstream;
import dev.reelway.wire.Causes;
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
 * Follows the redirects of an upstream that answers the fetch of a file: five at most, within the
 * upstream with the headers of its dialect, elsewhere by a {@link Downloader} without any of them.
 * Redirects of other calls are never followed. A video that the upstream does not have itself is
 * fetched at the link that it has told.
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

  /** HTTP statuses of a path that the upstream does not have. */
  private static final Set<Integer> NOT_THERE = Set.of(404, 405, 501);

  private final Downloader downloader;
  private final long largest;
  private final Clock clock;

  /**
   * @param largest the maximum size in bytes; a larger file is refused
   */
  Redirects(Downloader downloader, long largest, Clock clock) {
    this.downloader = downloader;
    this.largest = largest;
    this.clock = clock;
  }

  /**
   * Whether a dialect's call has returned something other than a file.
   *
   * @param body what it has returned or thrown
   * @param status the status of the answer, if known
   */
  public boolean isNoFile(@Nullable Object body, @Nullable Integer status) {
    return body instanceof Throwable || isRedirect(status);
  }

  /**
   * Whether an upstream has said where a video is, on another host, and does not have it itself: it
   * answers that it has no such path, or by JSON about the render.
   *
   * @param link what it has said, or null
   * @param body what the dialect's call has returned or thrown
   * @param type the media type of what it has returned, if known
   */
  public boolean isAtLinkOnly(
      Upstream upstream, @Nullable String link, @Nullable Object body, @Nullable String type) {
    boolean isMissing =
        body instanceof Throwable thrown
            ? isNotThere(thrown)
            : type != null && type.startsWith("application/json");
    return isMissing && upstream.isElsewhere(link);
  }

  /** Whether an upstream has answered that it has no such path. */
  static boolean isNotThere(Throwable thrown) {
    return Causes.first(thrown, HttpOperationFailedException.class)
        .filter(answer -> NOT_THERE.contains(answer.getStatusCode()))
        .isPresent();
  }

  /**
   * Opens a video at its link, without the key.
   *
   * @param body what the dialect's call has returned or thrown, which is not read
   */
  public InputStream atLink(Job job, Upstream upstream, String link, @Nullable Object body)
      throws IOException {
    if (body instanceof InputStream answer) {
      answer.close();
    }
    var within = AssetDelivery.within(job, clock.instant());
    return downloader.open(upstream.absolute(link), largest, within).body();
  }

  /**
   * Opens the file at the location that the upstream has named.
   *
   * @param body what the dialect's call has thrown; ignored if it passed a redirect on
   * @param headers the headers of its request if it has thrown
   * @throws Exception what was thrown, if that is not a redirect; or the failure of the download
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
      return open(job, target(from, answer.getRedirectLocation()), told);
    }
    if (body instanceof Exception thrown) {
      throw thrown;
    }
    var base = URI.create(upstream.baseUrl() + "/");
    var location = headers.get("Location") instanceof String said ? said : null;
    return open(job, target(base, location), new UpstreamOrigin(base, Map.of()));
  }

  private InputStream open(Job job, URI place, UpstreamOrigin upstreamOrigin) throws IOException {
    var within = AssetDelivery.within(job, clock.instant());
    return downloader.follow(place, largest, within, upstreamOrigin).body();
  }

  private static boolean isRedirect(@Nullable Integer status) {
    return status != null && Set.of(301, 302, 303, 307, 308).contains(status);
  }

  private static URI target(URI from, @Nullable String location) throws IOException {
    try {
      if (location != null && !location.isBlank()) {
        return URIUtils.resolve(from, URI.create(location.strip()));
      }
    } catch (IllegalArgumentException malformed) {
      // Refused below.
    }
    throw new IOException("the upstream redirects to an invalid URL");
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
