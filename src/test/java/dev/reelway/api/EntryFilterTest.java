package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.trace.Traces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What passes before any route is asked. */
class EntryFilterTest {

  private final EntryFilter entryFilter =
      new EntryFilter(
          new SandboxEntry("/sandbox", "192.0.2.5"), "/sora/", new RequestTraces(Traces.OFF));

  @Test
  void whoComesBeforeTheRoutesAreUpIsAskedToComeAgain() throws Exception {
    var early = answer("/sora/v1/videos");
    entryFilter.open();
    var then = answer("/sora/v1/videos");
    entryFilter.close();
    var late = answer("/sora/v1/videos");

    for (var refused : new MockHttpServletResponse[] {early, late}) {
      assertThat(refused.getStatus()).isEqualTo(503);
      assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
      assertThat(refused.getContentAsString()).contains("\"code\":\"not_ready\"");
    }
    assertThat(then.getStatus()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/, 200",
    "/sora/, 200",
    "/sora/v1/videos/video_1, 200",
    "//sora/v1/videos, 404",
    "/sora//v1, 404",
    "/sora/v1/../v1, 404",
    "/sora/v1/./x, 404",
    "/sora/v1/videos;x=1, 404",
    "/sora/v1/%76ideos, 404",
    "/sora/v1/videos., 404",
    "/sora/v1./videos, 404",
    "/sora/v1/.videos, 200",
    "/sora/v1/a.b_c-D9, 200",
    "/sora/v1/videos/, 404",
    "'', 200",
    "/sora/v1/v\u0131deos, 404",
    "sora, 404"
  })
  void onlyAPlainPathGoesOn(String path, int status) throws Exception {
    entryFilter.open();

    assertThat(answer(path).getStatus()).isEqualTo(status);
  }

  /** The server listens at one address, which is no loopback. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.5, 192.0.2.5:8080, 200",
    "192.0.2.5, 192.0.2.5, 200",
    "127.0.0.1, 127.0.0.1:8080, 200",
    "192.0.2.6, 192.0.2.5:8080, 404",
    "192.0.2.5, evil.example:8080, 404",
    "192.0.2.5, 192.0.2.5:8081, 404",
  })
  void theSandboxIsReachedFromThisMachineAlone(String from, String host, int status)
      throws Exception {
    var direct = sandboxCall(from, host);
    var proxied = sandboxCall(from, host);
    proxied.addHeader("X-Forwarded-For", "192.0.2.7");
    entryFilter.open();

    assertThat(answer(direct).getStatus()).isEqualTo(status);
    assertThat(answer(proxied).getStatus()).isEqualTo(404);
  }

  private static MockHttpServletRequest sandboxCall(String from, String host) {
    var call = new MockHttpServletRequest("GET", "/sandbox/v1/videos");
    call.setRequestURI("/sandbox/v1/videos");
    call.setRemoteAddr(from);
    call.setLocalAddr("192.0.2.5");
    call.setLocalPort(8080);
    call.addHeader("Host", host);
    return call;
  }

  private MockHttpServletResponse answer(String path) throws Exception {
    var request = new MockHttpServletRequest("GET", path);
    request.setRequestURI(path);
    return answer(request);
  }

  private MockHttpServletResponse answer(MockHttpServletRequest request) throws Exception {
    var response = new MockHttpServletResponse();
    entryFilter.doFilter(request, response, new MockFilterChain());
    return response;
  }
}
