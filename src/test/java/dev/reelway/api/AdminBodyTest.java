package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class AdminBodyTest {

  @Test
  void aCallMayHaveNoBody() throws IOException {
    assertThat(AdminBody.readIfSent(chunked(""))).isEmpty();
  }

  @Test
  void aBodyWithoutTypeAndLengthIsRefused() {
    var call = chunked("{\"overlap\": \"0s\"}");

    var refused = catchThrowableOfType(RequestRefused.class, () -> AdminBody.readIfSent(call));

    assertThat(refused.error().status()).isEqualTo(415);
  }

  /** A body that comes in chunks has no length. */
  private static MockHttpServletRequest chunked(String body) {
    var call =
        new MockHttpServletRequest() {
          @Override
          public long getContentLengthLong() {
            return -1;
          }
        };
    call.setContent(body.getBytes(StandardCharsets.UTF_8));
    return call;
  }
}
