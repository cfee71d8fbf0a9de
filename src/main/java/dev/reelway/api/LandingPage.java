package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.util.HtmlUtils;

/**
 * What somebody finds who knows nothing but the address: a browser gets a page that leads on, every
 * other client JSON that does. Where health is reported is told to callers on this machine only.
 */
public final class LandingPage {

  private static final String OURS = "classpath:api/home/";

  private final String root;
  private final Supplier<@Nullable String> health;
  private final String page;
  private final String policy;

  /**
   * @param root where the API begins, before {@code /v1/…}: a URL, or a path of this server
   * @param health where health is reported, as far as this is known; read at each call
   */
  LandingPage(String root, Supplier<@Nullable String> health) throws IOException {
    this.root = root;
    this.health = health;
    var style = text("style.css");
    this.page =
        text("index.html").replace("STYLE", style).replace("ROOT", HtmlUtils.htmlEscape(root));
    this.policy =
        "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            .formatted(digest(style));
  }

  /** Answers the page or its JSON, whichever the caller prefers. */
  public void send(Exchange exchange) throws IOException {
    var call =
        exchange.getMessage().getHeader("CamelHttpServletRequest", OpaqueRequest.class).request();
    var place = isHere(call) ? health.get() : null;
    var sheet =
        prefersPage(String.join(",", Collections.list(call.getHeaders("Accept"))))
            ? new ApiDocs.Sheet("text/html;charset=UTF-8", bytes(page(place)))
            : new ApiDocs.Sheet("application/json", JsonBody.bytes(links(place)));
    ApiDocs.send(exchange, sheet, Map.of("Content-Security-Policy", policy, "Vary", "Accept"));
  }

  private String page(@Nullable String place) {
    var line =
        place == null
            ? ""
            : "<li><a href=\"%1$s\">Health</a>: only for this machine</li>"
                .formatted(HtmlUtils.htmlEscape(place));
    return page.replace("HEALTH", line);
  }

  private Map<String, Object> links(@Nullable String place) {
    var links = new LinkedHashMap<String, String>();
    links.put("docs", root + "/docs");
    links.put("openapi", root + "/openapi.yaml");
    links.put("models", root + "/v1/models");
    if (place != null) {
      links.put("health", place);
    }
    var all = new LinkedHashMap<String, Object>();
    all.put("name", "Reelway");
    all.put("description", "One durable API for generated images and videos.");
    all.put("links", links);
    return all;
  }

  /** A proxy on this machine calls for somebody else. */
  private static boolean isHere(HttpServletRequest call) throws IOException {
    return InetAddress.getByName(call.getRemoteAddr()).isLoopbackAddress()
        && !ProxyHeaders.isForwarded(call);
  }

  /** Whoever accepts both equally gets JSON, unless HTML alone is named. */
  static boolean prefersPage(String accept) {
    try {
      double page = quality(accept, MediaType.TEXT_HTML);
      double json = quality(accept, MediaType.APPLICATION_JSON);
      return page > json
          || page == json
              && page > 0
              && names(accept, MediaType.TEXT_HTML)
              && !names(accept, MediaType.APPLICATION_JSON);
    } catch (InvalidMediaTypeException malformed) {
      return false;
    }
  }

  private static boolean names(String accept, MediaType type) {
    return MediaType.parseMediaTypes(accept).stream().anyMatch(type::equalsTypeAndSubtype);
  }

  /** The weight of the most specific range that includes a type, RFC 9110 12.5.1. */
  private static double quality(String accept, MediaType type) {
    return MediaType.parseMediaTypes(accept).stream()
        .filter(range -> range.includes(type))
        .max(Comparator.comparingInt(LandingPage::specificity))
        .map(MediaType::getQualityValue)
        .orElse(0.0);
  }

  /** Spring's own comparison asks for the weight first. */
  private static int specificity(MediaType range) {
    return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
  }

  private static String digest(String style) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder().encodeToString(sha256.digest(bytes(style)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(String name) throws IOException {
    return new String(ApiDocs.bytes(OURS + name), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
