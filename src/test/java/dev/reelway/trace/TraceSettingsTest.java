package dev.reelway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where traces are sent. */
class TraceSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "http://collector:4318, http://collector:4318/v1/traces",
    "http://collector:4318/, http://collector:4318/v1/traces",
    "' http://[::1]:4318 ', http://[::1]:4318/v1/traces",
    "https://telemetry.example/otlp/v1/traces, https://telemetry.example/otlp/v1/traces"
  })
  void aUrlWithoutAPathGetsTheUsualOne(String setting, String collector) {
    assertThat(TraceSettings.of(setting).collector()).hasToString(collector);
  }

  @Test
  void withoutAUrlThereAreNone() {
    assertThat(TraceSettings.of(null).collector()).isNull();
    assertThat(TraceSettings.of(" ").collector()).isNull();
  }
}
