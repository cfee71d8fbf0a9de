package dev.reelway.net;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Hosts that the operator allows even if their addresses are not public: {@code host} or {@code
 * host:port}, exact and in lower case, IPv6 addresses in brackets.
 */
record AllowedHosts(Set<String> hosts) {

  AllowedHosts {
    hosts = Set.copyOf(hosts);
  }

  boolean allow(URI url) {
    int port = url.getPort();
    int defaultPort = "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    return allow(url.getHost(), port < 0 ? defaultPort : port);
  }

  boolean allow(String host, int port) {
    boolean isBareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
    var name = (isBareIpv6 ? "[" + host + "]" : host).toLowerCase(Locale.ROOT);
    return hosts.contains(name) || hosts.contains(name + ":" + port);
  }
}
