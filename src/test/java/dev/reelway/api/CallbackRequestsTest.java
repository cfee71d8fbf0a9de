package dev.reelway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which callbacks hold a challenge. */
class CallbackRequestsTest {

  @ParameterizedTest
  @ValueSource(strings = {"\"c-1\"", "\"ü 🦊 <script>\"", "12345678901234567890", "\"\""})
  void aTextOrANumberIsEchoed(String challenge) {
    assertThat(challenge("{\"challenge\": %s, \"more\": [1]}".formatted(challenge)))
        .isEqualTo(challenge);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "challenge",
        "\"challenge\"",
        "{\"challenge\": null}",
        "{\"challenge\": true}",
        "{\"challenge\": 1.5}",
        "{\"challenge\": [\"c\"]}",
        "{\"challenge\": {\"c\": 1}}",
        "{\"data\": {\"challenge\": \"c\"}}",
        "{\"challenge\": \"c\""
      })
  void anythingElseIsACallback(String body) {
    assertThat(CallbackRequests.challenge(body.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void aLongChallengeOrALongBodyIsNotEchoed() {
    var longest = "\"%s\"".formatted("c".repeat(1024));
    assertThat(challenge("{\"challenge\": %s}".formatted(longest))).isEqualTo(longest);

    var tooLong = "{\"challenge\": \"%s\"}".formatted("c".repeat(1025));
    var spaced = "{\"challenge\": \"c\"}" + " ".repeat(4096);
    assertThat(CallbackRequests.challenge(tooLong.getBytes(UTF_8))).isEmpty();
    assertThat(CallbackRequests.challenge(spaced.getBytes(UTF_8))).isEmpty();
  }

  private static String challenge(String body) {
    return CallbackRequests.challenge(body.getBytes(UTF_8)).orElseThrow().toString();
  }
}
