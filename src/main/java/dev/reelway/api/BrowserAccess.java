package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.CorsFilter;

/**
 * Lets pages of other origins call the API, as the operator allows (CORS, Fetch standard, 3.2).
 * Cookies and the like are never allowed: a page sends its licence itself. What an origin that is
 * not allowed sends is answered as if it had sent none, so its page cannot read the answer.
 */
final class BrowserAccess {

  private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "DELETE");

  /** All headers of answers that the fetch standard does not show to pages by itself. */
  private static final List<String> EXPOSED =
      List.of(
          "Accept-Ranges",
          "Content-Disposition",
          "Content-Range",
          "Deprecation",
          "ETag",
          "Idempotent-Replayed",
          "Link",
          "Location",
          "openai-poll-after-ms",
          "Retry-After",
          "Sunset",
          "x-ratelimit-limit-requests",
          "x-ratelimit-remaining-requests",
          "x-ratelimit-reset-requests",
          "x-request-id",
          "x-should-retry");

  private final CorsConfiguration allowed = new CorsConfiguration();
  private final String base;

  private BrowserAccess(Set<String> origins, String base) {
    this.base = base;
    allowed.setAllowedOrigins(List.copyOf(origins));
    allowed.setAllowedMethods(METHODS);
    allowed.addAllowedHeader(CorsConfiguration.ALL);
    allowed.setExposedHeaders(EXPOSED);
    allowed.setAllowCredentials(false);
    allowed.setMaxAge(Duration.ofHours(1));
  }

  /**
   * Spring's filter with these rules.
   *
   * @param origins like {@code https://studio.example}, or {@code *} for all
   * @param base what stands before {@code /v1/…}
   */
  static CorsFilter filter(Set<String> origins, String base) {
    var filter = new CorsFilter(new BrowserAccess(origins, base)::rules);
    filter.setCorsProcessor(new Refusals());
    return filter;
  }

  private @Nullable CorsConfiguration rules(HttpServletRequest request) {
    var path = request.getRequestURI();
    boolean isOurs =
        path.startsWith(base + "/")
            && !path.startsWith("/sandbox/")
            && !AdminConnector.isCalled(request);
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    return isOurs && allowed.checkOrigin(origin) != null ? allowed : null;
  }

  /** Refuses in the API's error shape, where Spring would answer a line of text. */
  private static final class Refusals extends DefaultCorsProcessor {

    @Override
    protected void rejectRequest(ServerHttpResponse response) throws IOException {
      var error =
          ApiError.of(
              403, null, "origin_not_allowed", "This origin, method or header is not allowed.");
      response.setStatusCode(HttpStatus.FORBIDDEN);
      response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
      response.getBody().write(JsonBody.bytes(error.body()));
      response.flush();
    }
  }

  /** The headers of an answer that belong to its CORS rules rather than to its content. */
  static boolean isHeader(String name) {
    return name.startsWith("Access-Control-") || name.equals(HttpHeaders.VARY);
  }
}
