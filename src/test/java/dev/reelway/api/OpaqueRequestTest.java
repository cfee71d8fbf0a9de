package dev.reelway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockPart;

class OpaqueRequestTest {

  private final MockHttpServletRequest call =
      new MockHttpServletRequest("POST", "/sora/v1/videos") {
        @Override
        public Map<String, String> getTrailerFields() {
          return Map.of("CamelHttpUri", "x");
        }
      };
  private final OpaqueRequest opaqueRequest = new OpaqueRequest(call);

  @BeforeEach
  void aCallThatCarriesAllItCan() {
    call.addHeader("CamelHttpUri", "file:/etc/passwd");
    call.addHeader("X-Number", 7);
    call.addHeader("Date", "Sun, 22 Nov 2026 12:00:00 GMT");
    call.setQueryString("CamelFileName=x");
    call.addParameter("CamelFileName", "x");
    call.addPart(new MockPart("CamelSqlQuery", "x".getBytes(UTF_8)));
    call.setCookies(new Cookie("CamelHttpPath", "x"));
    call.setContentType("application/json");
    call.setCharacterEncoding("utf-16");
    call.setContent("{}".getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CamelHttpUri", "camelhttpuri", "X-Number", "Date", "Content-Type"})
  void noHeaderComesThrough(String name) {
    assertThat(opaqueRequest.getHeader(name)).isNull();
    assertThat(opaqueRequest.getHeaders(name).hasMoreElements()).isFalse();
    assertThat(opaqueRequest.getIntHeader(name)).isEqualTo(-1);
    assertThat(opaqueRequest.getDateHeader(name)).isEqualTo(-1);
    assertThat(opaqueRequest.getHeaderNames().hasMoreElements()).isFalse();
  }

  @Test
  void noParameterComesThrough() {
    assertThat(opaqueRequest.getQueryString()).isNull();
    assertThat(opaqueRequest.getParameter("CamelFileName")).isNull();
    assertThat(opaqueRequest.getParameterValues("CamelFileName")).isNull();
    assertThat(opaqueRequest.getParameterNames().hasMoreElements()).isFalse();
    assertThat(opaqueRequest.getParameterMap()).isEmpty();
  }

  @Test
  void noPartAndNoCookieComesThrough() throws ServletException, IOException {
    assertThat(opaqueRequest.getParts()).isEmpty();
    assertThat(opaqueRequest.getPart("CamelSqlQuery")).isNull();
    assertThat(opaqueRequest.getCookies()).isNull();
    assertThat(opaqueRequest.getTrailerFields()).isEmpty();
  }

  @Test
  void noBodyComesThrough() throws IOException {
    assertThat(opaqueRequest.getContentType()).isNull();
    assertThat(opaqueRequest.getCharacterEncoding()).isNull();
    assertThat(opaqueRequest.getContentLength()).isZero();
    assertThat(opaqueRequest.getContentLengthLong()).isZero();
    assertThat(opaqueRequest.getReader().read()).isEqualTo(-1);
    assertThatIllegalStateException().isThrownBy(opaqueRequest::getInputStream);
  }

  @Test
  void methodAndPathDoAndSoDoesTheCallItself() {
    assertThat(opaqueRequest.getMethod()).isEqualTo("POST");
    assertThat(opaqueRequest.getRequestURI()).isEqualTo("/sora/v1/videos");
    assertThat(opaqueRequest.request()).isSameAs(call);
  }
}
