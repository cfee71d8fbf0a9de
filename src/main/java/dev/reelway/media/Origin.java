package dev.reelway.media;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the operator's own upstream is, on whatever network: scheme, host and port. What its calls
 * carry is told there, and nowhere else; nor there, once somebody else has been asked.
 *
 * @param base any address there
 * @param headers what calls carry, the key among them
 */
public record Origin(URI base, Map<String, String> headers) {

  public Origin {
    headers = Map.copyOf(headers);
  }

  /** Whether a place is there. */
  public boolean covers(URI place) {
    var own = of(base);
    return own != null && own.equals(of(place));
  }

  private static @Nullable String of(URI place) {
    var host = place.getHost();
    if (host == null || place.getRawUserInfo() != null) {
      return null;
    }
    var scheme = String.valueOf(place.getScheme()).toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    int port = place.getPort() < 0 ? usual : place.getPort();
    return scheme + "://" + host.toLowerCase(Locale.ROOT) + ":" + port;
  }

  /** Never prints a key. */
  @Override
  public String toString() {
    return String.valueOf(of(base));
  }
}
