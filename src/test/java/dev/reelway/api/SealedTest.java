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

class SealedTest {

  private final MockHttpServletRequest call =
      new MockHttpServletRequest("POST", "/sora/v1/videos") {
        @Override
        public Map<String, String> getTrailerFields() {
          return Map.of("CamelHttpUri", "x");
        }
      };
  private final Sealed sealed = new Sealed(call);

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
    assertThat(sealed.getHeader(name)).isNull();
    assertThat(sealed.getHeaders(name).hasMoreElements()).isFalse();
    assertThat(sealed.getIntHeader(name)).isEqualTo(-1);
    assertThat(sealed.getDateHeader(name)).isEqualTo(-1);
    assertThat(sealed.getHeaderNames().hasMoreElements()).isFalse();
  }

  @Test
  void noParameterComesThrough() {
    assertThat(sealed.getQueryString()).isNull();
    assertThat(sealed.getParameter("CamelFileName")).isNull();
    assertThat(sealed.getParameterValues("CamelFileName")).isNull();
    assertThat(sealed.getParameterNames().hasMoreElements()).isFalse();
    assertThat(sealed.getParameterMap()).isEmpty();
  }

  @Test
  void noPartAndNoCookieComesThrough() throws ServletException, IOException {
    assertThat(sealed.getParts()).isEmpty();
    assertThat(sealed.getPart("CamelSqlQuery")).isNull();
    assertThat(sealed.getCookies()).isNull();
    assertThat(sealed.getTrailerFields()).isEmpty();
  }

  @Test
  void noBodyComesThrough() throws IOException {
    assertThat(sealed.getContentType()).isNull();
    assertThat(sealed.getCharacterEncoding()).isNull();
    assertThat(sealed.getContentLength()).isZero();
    assertThat(sealed.getContentLengthLong()).isZero();
    assertThat(sealed.getReader().read()).isEqualTo(-1);
    assertThatIllegalStateException().isThrownBy(sealed::getInputStream);
  }

  @Test
  void methodAndPathDoAndSoDoesTheCallItself() {
    assertThat(sealed.getMethod()).isEqualTo("POST");
    assertThat(sealed.getRequestURI()).isEqualTo("/sora/v1/videos");
    assertThat(sealed.call()).isSameAs(call);
  }
}
