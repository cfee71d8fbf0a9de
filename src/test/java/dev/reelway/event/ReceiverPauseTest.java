package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiverPauseTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120 | 2026-11-22T12:02:00Z",
        "86400 | 2026-11-23T12:00:00Z",
        "999999999 | 2026-11-23T12:00:00Z",
        "99999999999 | 2026-11-23T12:00:00Z",
        "Sun, 22 Nov 2026 12:00:30 GMT | 2026-11-22T12:00:30Z"
      })
  void secondsAndDatesAreParsedUpToOneDay(String asked, Instant until) {
    assertThat(ReceiverPause.until(asked, NOW)).hasValue(until);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "soon", "Sat, 21 Nov 2026 12:00:30 GMT"})
  void anythingElseIsIgnored(String asked) {
    assertThat(ReceiverPause.until(asked, NOW)).isEmpty();
  }

  @Test
  void withoutAHeaderThereIsNoPause() {
    assertThat(ReceiverPause.until(null, NOW)).isEmpty();
  }
}
