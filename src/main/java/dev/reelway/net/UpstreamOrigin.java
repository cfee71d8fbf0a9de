package dev.reelway.net;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own upstream by scheme, host and port, on any network. The headers of its calls
 * are sent only to it, and no longer once a redirect has led to another host.
 *
 * @param base any URL of the upstream
 * @param headers the headers of its calls, including the key
 */
public record UpstreamOrigin(URI base, Map<String, String> headers) {

  public UpstreamOrigin {
    headers = Map.copyOf(headers);
  }

  /** Whether a URL has the same scheme, host and port. */
  public boolean covers(URI url) {
    var own = of(base);
    return own != null && own.equals(of(url));
  }

  private static @Nullable String of(URI url) {
    var host = url.getHost();
    if (host == null || url.getRawUserInfo() != null) {
      return null;
    }
    var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    int defaultPort = scheme.equals("https") ? 443 : 80;
    int port = url.getPort() < 0 ? defaultPort : url.getPort();
    return scheme + "://" + host.toLowerCase(Locale.ROOT) + ":" + port;
  }

  /** Does not contain the headers. */
  @Override
  public String toString() {
    return String.valueOf(of(base));
  }
}
