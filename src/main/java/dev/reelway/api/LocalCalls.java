package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which requests were made on this machine, by a program or by a page of this service. */
final class LocalCalls {

  /** The headers that proxies set. A request with any of them was made by someone else. */
  private static final Set<String> OF_PROXIES =
      Set.of("forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip");

  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

  private LocalCalls() {}

  /** Whether a request comes from this machine, through no proxy, and calls it by its own name. */
  static boolean isLocal(HttpServletRequest call) {
    return isFromLoopback(call) && namesLoopback(call) && !isForwarded(call);
  }

  /**
   * Whether a request comes from the very address that it was sent to, through no proxy, and calls
   * it as this machine does: a page of another name, as of {@link #namesLoopback}, does not.
   *
   * @param host what the address is called in a URL
   */
  static boolean isOfOwnAddress(HttpServletRequest call, String host) {
    var named = String.valueOf(call.getHeader("Host"));
    return call.getRemoteAddr().equals(call.getLocalAddr())
        && (named.equalsIgnoreCase(host)
            || named.equalsIgnoreCase(host + ":" + call.getLocalPort()))
        && !isForwarded(call);
  }

  private static boolean isFromLoopback(HttpServletRequest call) {
    try {
      return InetAddress.getByName(call.getRemoteAddr()).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  /**
   * Whether a request is addressed to the loopback. Any other name in {@code Host} was chosen by
   * somebody else's name server, and a page of that name may have made the request in a browser on
   * this machine.
   */
  static boolean namesLoopback(HttpServletRequest call) {
    return LOOPBACK.matcher(String.valueOf(call.getHeader("Host"))).matches();
  }

  private static boolean isForwarded(HttpServletRequest call) {
    return Collections.list(call.getHeaderNames()).stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(name -> name.startsWith("x-forwarded") || OF_PROXIES.contains(name));
  }
}
