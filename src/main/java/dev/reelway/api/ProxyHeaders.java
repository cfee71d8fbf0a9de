package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a request came through a proxy, judged by the headers that proxies set. A request from
 * this machine with any of them was made by someone else.
 */
final class ProxyHeaders {

  private static final Set<String> NAMES =
      Set.of("forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip");

  private ProxyHeaders() {}

  static boolean isForwarded(HttpServletRequest call) {
    return Collections.list(call.getHeaderNames()).stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(name -> name.startsWith("x-forwarded") || NAMES.contains(name));
  }
}
