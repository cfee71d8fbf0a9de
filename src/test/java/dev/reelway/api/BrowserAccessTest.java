package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Which pages may call the API. */
class BrowserAccessTest {

  private static final String STUDIO = "https://studio.example";

  private final MockHttpServletResponse response = new MockHttpServletResponse();
  private final MockFilterChain routes = new MockFilterChain();

  @ParameterizedTest
  @CsvSource({
    "GET, /sora/v1/videos",
    "POST, /sora/v1/chat/completions",
    "GET, /sora/media/s/v.mp4"
  })
  void aPageOfAnAllowedOriginMayRead(String method, String path) throws Exception {
    call(Set.of(STUDIO), request(method, path, STUDIO));

    assertThat(routes.getRequest()).isNotNull();
    assertThat(response.getHeader("Access-Control-Allow-Origin")).isEqualTo(STUDIO);
    assertThat(response.getHeader("Access-Control-Allow-Credentials")).isNull();
    assertThat(response.getHeaders("Vary")).contains("Origin");
    assertThat(response.getHeader("Access-Control-Expose-Headers"))
        .contains(
            "Location", "Retry-After", "x-request-id", "Idempotent-Replayed", "Content-Range");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "https://studio.example.evil.example",
        "http://studio.example",
        "https://studio.example:8443",
        "null"
      })
  void anotherOriginIsAnsweredWithoutARule(String origin) throws Exception {
    call(Set.of(STUDIO), request("GET", "/sora/v1/videos", origin));

    assertThat(routes.getRequest()).isNotNull();
    assertThat(response.getHeader("Access-Control-Allow-Origin")).isNull();
    assertThat(response.getHeaders("Vary")).contains("Origin");
  }

  @Test
  void aPreflightIsAnsweredBeforeTheRoutes() throws Exception {
    call(Set.of(STUDIO), preflight("DELETE", STUDIO));

    assertThat(routes.getRequest()).isNull();
    assertThat(response.getStatus()).isEqualTo(200);
    assertThat(response.getHeader("Access-Control-Allow-Origin")).isEqualTo(STUDIO);
    assertThat(response.getHeader("Access-Control-Allow-Methods")).contains("DELETE");
    assertThat(response.getHeader("Access-Control-Allow-Headers"))
        .contains("authorization", "idempotency-key", "x-stainless-os");
  }

  @ParameterizedTest
  @CsvSource({"DELETE, https://evil.example", "PATCH, https://studio.example"})
  void anotherPreflightIsRefused(String method, String origin) throws Exception {
    call(Set.of(STUDIO), preflight(method, origin));

    assertThat(routes.getRequest()).isNull();
    assertThat(response.getStatus()).isEqualTo(403);
    assertThat(response.getContentAsString()).startsWith("{\"error\":{\"message\":\"This origin");
    assertThat(response.getHeader("Access-Control-Allow-Origin")).isNull();
  }

  @Test
  void allOriginsAreAllowedWithoutCredentialsAlone() throws Exception {
    call(Set.of("*"), request("GET", "/sora/v1/videos", "https://anybody.example"));

    assertThat(response.getHeader("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(response.getHeader("Access-Control-Allow-Credentials")).isNull();
  }

  @Test
  void theSandboxIsOfNoPage() throws Exception {
    var filter = BrowserAccess.filter(Set.of("*"), "");

    filter.doFilter(request("GET", "/sandbox/v1/videos", STUDIO), response, routes);

    assertThat(response.getHeader("Access-Control-Allow-Origin")).isNull();
  }

  private void call(Set<String> origins, MockHttpServletRequest request) throws Exception {
    BrowserAccess.filter(origins, "/sora").doFilter(request, response, routes);
  }

  private static MockHttpServletRequest preflight(String method, String origin) {
    var request = request("OPTIONS", "/sora/v1/videos/video_1", origin);
    request.addHeader("Access-Control-Request-Method", method);
    request.addHeader(
        "Access-Control-Request-Headers", "authorization,idempotency-key,x-stainless-os");
    return request;
  }

  private static MockHttpServletRequest request(String method, String path, String origin) {
    var request = new MockHttpServletRequest(method, path);
    request.addHeader("Origin", origin);
    return request;
  }
}
