package dev.reelway.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a name once for each connection. Throws unless the host is allowed or all its addresses
 * are public; the connection is made to these addresses only.
 */
final class PublicHostResolver implements DnsResolver {

  private final AllowedHosts allowed;
  private final HostResolver hostResolver;
  private final Predicate<InetAddress> isPublic;

  PublicHostResolver(
      AllowedHosts allowed, HostResolver hostResolver, Predicate<InetAddress> isPublic) {
    this.allowed = allowed;
    this.hostResolver = hostResolver;
    this.isPublic = isPublic;
  }

  /**
   * Represents {@link DownloadRefused#NOT_PUBLIC} where the interface allows only {@link
   * UnknownHostException}.
   */
  static final class AddressNotPublic extends UnknownHostException {}

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    var found = addresses(host);
    if (!allowed.allow(host, port) && !Arrays.stream(found).allMatch(isPublic)) {
      throw new AddressNotPublic();
    }
    return Arrays.stream(found).map(address -> new InetSocketAddress(address, port)).toList();
  }

  private InetAddress[] addresses(String host) throws UnknownHostException {
    boolean isAddress = PublicAddress.isDottedQuad(host) || host.indexOf(':') >= 0;
    var found =
        isAddress ? new InetAddress[] {InetAddress.getByName(host)} : hostResolver.addresses(host);
    if (found.length == 0) {
      throw new UnknownHostException(host);
    }
    return found;
  }

  @Override
  public InetAddress[] resolve(String host) {
    throw new UnsupportedOperationException("Hosts are allowed by port: use resolve(host, port).");
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
