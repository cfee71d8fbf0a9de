package dev.reelway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT0S",
        "7 | PT7S",
        " 7  | PT7S",
        "007 | PT7S",
        "1.5 | PT1.5S",
        "0.0004 | PT0S",
        "86400 | PT24H",
        "2592001 | PT720H",
        "99999999999999999999 | PT720H",
        "Sat, 28 Nov 2026 12:00:30 GMT | PT30S",
        "Sat, 28 Nov 2026 12:00:30 UTC | PT30S",
        "sat, 28 nov 2026 12:00:30 gmt | PT30S",
        "Mon, 28 Nov 2026 12:00:30 GMT | PT30S",
        "Sat,  28 Nov  2026 12:00:30 GMT | PT30S",
        "28 Nov 2026 12:00:30 GMT | PT30S",
        "Saturday, 28-Nov-26 12:01:00 GMT | PT1M",
        "Sunday, 06-Nov-94 08:49:37 GMT | PT0S",
        "Monday, 28-Nov-77 12:01:00 GMT | PT0S",
        "Sat Nov 28 12:02:00 2026 | PT2M",
        "Tue Dec  1 12:00:00 2026 | PT72H",
        "Sun Nov  6 08:49:37 1994 | PT0S",
        "Fri, 27 Nov 2026 12:00:30 GMT | PT0S",
        "Sun, 28 Nov 2094 12:00:30 GMT | PT720H"
      })
  void secondsAndDatesAreUnderstoodUpToAMonth(String asked, Duration pause) {
    assertThat(RetryAfter.of(asked, NOW)).hasValue(pause);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1",
        "1e9",
        "soon",
        "٧",
        "7 s",
        ".5",
        "1,5",
        "NaN",
        "2026-11-28T12:00:30Z",
        "Sat, 31 Nov 2026 12:00:30 GMT",
        "Sat, 28 Nov 2026 25:00:30 GMT",
        "Sat, 28 Nov 2026",
        "Nov",
        "GMT"
      })
  void otherValuesAreIgnored(String asked) {
    assertThat(RetryAfter.of(asked, NOW)).isEmpty();
    assertThat(RetryAfter.of("9".repeat(100_000), NOW)).isEmpty();
  }

  @Test
  void readableMillisecondsTakePrecedence() {
    assertThat(asked(Map.of("retry-after-ms", "250", "Retry-After", "7")))
        .isEqualTo(Duration.ofMillis(250));
    assertThat(asked(Map.of("retry-after-ms", "soon", "Retry-After", "7")))
        .isEqualTo(Duration.ofSeconds(7));
  }

  private static Duration asked(Map<String, String> headers) {
    return RetryAfter.of(headers::get, NOW).orElseThrow();
  }
}
