package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** How many requests of a licence may be open at once. */
class OpenCallsTest {

  private final OpenCalls openCalls = new OpenCalls(2);

  @Test
  void oneTooManyIsRefusedUntilAnotherHasEnded() {
    var first = new MockHttpServletRequest();

    assertThat(openCalls.enter("a", first)).isTrue();
    assertThat(openCalls.enter("a", new MockHttpServletRequest())).isTrue();
    assertThat(openCalls.enter("a", new MockHttpServletRequest())).isFalse();
    assertThat(openCalls.enter("b", new MockHttpServletRequest())).isTrue();

    RequestCleanup.close(first);
    assertThat(openCalls.enter("a", new MockHttpServletRequest())).isTrue();
    assertThat(openCalls.enter("a", new MockHttpServletRequest())).isFalse();
  }
}
