package dev.reelway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HmacTest {

  /** Test case 2 of RFC 4231. */
  @Test
  void itIsHmacSha256() {
    var hmac = Hmac.under("Jefe".getBytes(StandardCharsets.US_ASCII));

    assertThat(HexFormat.of().formatHex(hmac.of("what do ya want for nothing?")))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void theKeyIsReadOnceWhenItIsNeeded() {
    var read = new AtomicInteger();
    var hmac =
        new Hmac(
            () -> {
              read.incrementAndGet();
              return new byte[] {1};
            });
    assertThat(read).hasValue(0);

    assertThat(hmac.of("a")).isEqualTo(hmac.of("a")).isNotEqualTo(hmac.of("b"));

    assertThat(read).hasValue(1);
  }
}
