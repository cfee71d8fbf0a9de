package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.util.HtmlUtils;

/**
 * What somebody finds who knows nothing but the address: a browser gets the page on which videos
 * are made, every other client JSON that leads on. Where health is reported is told to callers on
 * this machine only.
 */
public final class LandingPage {

  private final String root;
  private final String basePath;
  private final Supplier<@Nullable String> health;
  private final BooleanSupplier demo;
  private final PageFiles files;
  private final String page;

  /**
   * @param root where the API begins, before {@code /v1/…}: a URL, or a path of this server
   * @param basePath the same as a path of this server
   * @param demo whether there is the demo licence, which callers on this machine are offered
   * @param health where health is reported, as far as this is known; read at each call
   */
  LandingPage(
      String root,
      String basePath,
      BooleanSupplier demo,
      Supplier<@Nullable String> health,
      PageFiles files)
      throws IOException {
    this.root = root;
    this.basePath = basePath;
    this.demo = demo;
    this.health = health;
    this.files = files;
    this.page = PageFiles.page("index.html").replace("ROOT", HtmlUtils.htmlEscape(root));
  }

  /** Answers the page or its JSON, whichever the caller prefers. */
  public void send(Exchange exchange) throws IOException {
    var call =
        exchange.getMessage().getHeader("CamelHttpServletRequest", OpaqueRequest.class).request();
    boolean isHere = LocalCalls.isLocal(call);
    var place = isHere ? health.get() : null;
    var sheet =
        prefersPage(String.join(",", Collections.list(call.getHeaders("Accept"))))
            ? new ApiDocs.Sheet("text/html;charset=UTF-8", bytes(page(call, place, isHere)))
            : new ApiDocs.Sheet("application/json", JsonBody.bytes(links(place)));
    ApiDocs.send(exchange, sheet, files.headers());
  }

  /** The links to its files are relative, so that a proxy may put a path before all of them. */
  private String page(HttpServletRequest call, @Nullable String place, boolean isHere) {
    var line =
        place == null
            ? ""
            : "<li><a href=\"%1$s\">Health</a>: only for this machine</li>"
                .formatted(HtmlUtils.htmlEscape(place));
    var folder = call.getRequestURI().equals("/") ? (basePath + "/page/").substring(1) : "page/";
    var offer = isHere && demo.getAsBoolean() ? " data-demo=\"demo\"" : "";
    return page.replace("HEALTH", line).replace("PAGE/", folder).replace("DEMO", offer);
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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
