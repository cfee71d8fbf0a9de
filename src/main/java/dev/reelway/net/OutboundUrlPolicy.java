package dev.reelway.net;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides from the text of a URL whether it may be called. Names are not looked up here; their
 * addresses are checked at the time of the call.
 */
public final class OutboundUrlPolicy {

  private static final int MAX_LENGTH = 2_048;

  private final AllowedHosts allowed;

  /**
   * @param allowedHosts hosts on private networks that may be called: {@code host} or {@code
   *     host:port}, exact and in lower case
   */
  public OutboundUrlPolicy(Set<String> allowedHosts) {
    this.allowed = new AllowedHosts(allowedHosts);
  }

  /**
   * Parses a text; empty if it is not a URL, is longer than 2,048 characters, or must not be
   * called.
   */
  public Optional<URI> parse(String text) {
    try {
      return text.length() > MAX_LENGTH
          ? Optional.empty()
          : Optional.of(new URI(text)).filter(this::allows);
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  private boolean allows(URI url) {
    var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    return (scheme.equals("http") || scheme.equals("https"))
        && url.getRawUserInfo() == null
        && url.getHost() != null
        && url.getPort() != 0
        && url.getPort() <= 0xffff
        && (allowed.allow(url) || isPublic(url.getHost()));
  }

  private static boolean isPublic(String host) {
    boolean isAddress = host.startsWith("[") || PublicAddress.isDottedQuad(host);
    return PublicAddress.isPlain(host) && (!isAddress || isPublicAddress(host));
  }

  /** The host is an address, so that nothing is looked up. */
  private static boolean isPublicAddress(String host) {
    try {
      return PublicAddress.isPublic(InetAddress.getByName(host));
    } catch (UnknownHostException malformed) {
      return false;
    }
  }
}
