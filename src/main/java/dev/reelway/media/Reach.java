package dev.reelway.media;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which URLs may be called that others gave us, as far as they tell by themselves: a name is looked
 * up only when it is called, and may turn out to lead inside.
 */
public final class Reach {

  private static final int LONGEST = 2_048;

  private final AllowedHosts allowed;

  /**
   * @param allowedHosts as {@code host} or {@code host:port}, exact and in lower case: the hosts on
   *     private networks that may be called all the same
   */
  public Reach(Set<String> allowedHosts) {
    this.allowed = new AllowedHosts(allowedHosts);
  }

  /** The URL that a text spells, if it may be called. */
  public Optional<URI> url(String text) {
    try {
      return text.length() > LONGEST
          ? Optional.empty()
          : Optional.of(new URI(text)).filter(this::allows);
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  private boolean allows(URI place) {
    var scheme = String.valueOf(place.getScheme()).toLowerCase(Locale.ROOT);
    return (scheme.equals("http") || scheme.equals("https"))
        && place.getRawUserInfo() == null
        && place.getHost() != null
        && place.getPort() != 0
        && place.getPort() <= 0xffff
        && (allowed.allow(place) || isPublic(place.getHost()));
  }

  private static boolean isPublic(String host) {
    boolean isAddress = host.startsWith("[") || PublicAddress.isDottedQuad(host);
    return PublicAddress.isPlain(host) && (!isAddress || isPublicAddress(host));
  }

  /** Nothing is looked up for what is an address already. */
  private static boolean isPublicAddress(String host) {
    try {
      return PublicAddress.isPublic(InetAddress.getByName(host));
    } catch (UnknownHostException malformed) {
      return false;
    }
  }
}
