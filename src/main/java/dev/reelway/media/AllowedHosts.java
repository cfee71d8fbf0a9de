package dev.reelway.media;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * The hosts that an operator allows wherever they lead: {@code host} or {@code host:port}, exact
 * and in lower case, IPv6 addresses in brackets.
 */
record AllowedHosts(Set<String> hosts) {

  AllowedHosts {
    hosts = Set.copyOf(hosts);
  }

  boolean allow(URI place) {
    int port = place.getPort();
    int usual = "https".equalsIgnoreCase(place.getScheme()) ? 443 : 80;
    return allow(place.getHost(), port < 0 ? usual : port);
  }

  boolean allow(String host, int port) {
    boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
    var name = (bare ? "[" + host + "]" : host).toLowerCase(Locale.ROOT);
    return hosts.contains(name) || hosts.contains(name + ":" + port);
  }
}
