package dev.reelway.oidc;

import dev.reelway.setup.SettingsChecks;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** URLs of issuers: https, or http on this machine. */
final class IssuerUrls {

  private static final String LOOPBACK = "localhost|127(\\.\\d{1,3}){3}|\\[::1]";

  private IssuerUrls() {}

  /** The URL, or null if the text is none. */
  static @Nullable URI parse(String text) {
    return SettingsChecks.uri(text);
  }

  /** Whether keys may be read from there. */
  static boolean isSafe(@Nullable URI url) {
    return url != null
        && url.getHost() != null
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null
        && ("https".equals(url.getScheme()) || isLocal(url));
  }

  /** Whether an issuer with https leads to keys without it. */
  static boolean isDowngrade(String issuer, URI keys) {
    return issuer.startsWith("https:") && isLocal(keys);
  }

  private static boolean isLocal(URI url) {
    return "http".equals(url.getScheme())
        && url.getHost().toLowerCase(Locale.ROOT).matches(LOOPBACK);
  }

  /** Host and port, in lower case. */
  static String authority(URI url) {
    int usual = "https".equals(url.getScheme()) ? 443 : 80;
    int port = url.getPort() < 0 ? usual : url.getPort();
    return url.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }
}
