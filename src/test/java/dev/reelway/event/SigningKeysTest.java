package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeysTest {

  /** The example of the specification (standardwebhooks.com). */
  @Test
  void theSignatureIsThatOfTheSpecification() {
    var headers =
        SigningKeys.headers(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Instant.ofEpochSecond(1614265330),
            "{\"test\": 2432232314}",
            List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

    assertThat(headers.get("webhook-signature"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void aLicenceWithoutASecretHasADerivedOne() {
    var calls = new AtomicInteger();
    var keys =
        new SigningKeys(
            Map.of(),
            () -> {
              calls.incrementAndGet();
              return new byte[32];
            });

    assertThat(keys.secret("ann")).isEqualTo(keys.secret("ann")).isNotEqualTo(keys.secret("bob"));
    assertThat(SigningKeys.isSecret(keys.secret("ann"))).isTrue();
    assertThat(calls).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
  void aSecretWithoutPrefixOrWithTooFewBytesIsInvalid(String text) {
    assertThat(SigningKeys.isSecret(text)).isFalse();
  }
}
