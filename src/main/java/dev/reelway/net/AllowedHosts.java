package dev.reelway.net;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hosts that the operator allows even if their addresses are not public: {@code host} or {@code
 * host:port}, in upper or lower case, IPv6 addresses in brackets.
 */
public record AllowedHosts(Set<String> hosts) {

  /** What follows the name of a setting that lists hosts of which one can never be met. */
  public static final String MUST =
      "must list hosts like media.lan, media.lan:8443 or [fd00::5], without scheme, path or mask.";

  private static final Pattern HOST =
      Pattern.compile("([\\w.-]+|\\[[\\p{XDigit}:.]+])(:(\\d{1,5}))?");

  private static final int LAST_PORT = 65_535;

  public AllowedHosts {
    hosts =
        hosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether all of these are hosts, with or without a port. */
  public static boolean areHosts(Set<String> hosts) {
    return hosts.stream().allMatch(AllowedHosts::isHost);
  }

  private static boolean isHost(String text) {
    var host = HOST.matcher(text);
    return host.matches()
        && (host.group(3) == null || Integer.parseInt(host.group(3)) <= LAST_PORT);
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
