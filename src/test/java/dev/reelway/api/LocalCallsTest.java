package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class LocalCallsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:8080",
        "127.0.0.1:8080",
        "127.0.1.1",
        "[::1]",
        "[::1]:8080"
      })
  void aCallOfThisMachineByItsOwnNameIsLocal(String host) {
    assertThat(LocalCalls.isLocal(call("127.0.0.1", host))).isTrue();
    assertThat(LocalCalls.isLocal(call("::1", host))).isTrue();
  }

  /** Such a name may point at this machine, for a page of that name in a browser here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "localhost:8080@evil.example",
        "192.0.2.1",
        ""
      })
  void aCallByAnotherNameIsNot(String host) {
    assertThat(LocalCalls.isLocal(call("127.0.0.1", host))).isFalse();
  }

  @Test
  void aCallWithoutANameOfAnotherMachineOrThroughAProxyIsNot() {
    var proxied = call("127.0.0.1", "localhost");
    proxied.addHeader("X-Forwarded-For", "192.0.2.1");

    assertThat(LocalCalls.isLocal(new MockHttpServletRequest())).isFalse();
    assertThat(LocalCalls.isLocal(call("192.0.2.1", "localhost"))).isFalse();
    assertThat(LocalCalls.isLocal(proxied)).isFalse();
  }

  private static MockHttpServletRequest call(String from, String host) {
    var call = new MockHttpServletRequest();
    call.setRemoteAddr(from);
    call.addHeader("Host", host);
    return call;
  }
}
