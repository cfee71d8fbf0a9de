package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryParametersTest {

  @ParameterizedTest
  @CsvSource({"90m, PT90M", "12h, PT12H", "7d, P7D", "1s, PT1S"})
  void anOrderSaysHowLongItMayWait(String text, Duration wait) {
    assertThat(DeliveryParameters.of(longestWait(text), null).longestWait()).isEqualTo(wait);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void anEmptyTimeIsNone(String text) {
    assertThat(DeliveryParameters.of(longestWait(text), null).longestWait()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0s",
        "90",
        "90000",
        "999ms",
        "-1h",
        "8d",
        "soon",
        "1h30m",
        "P1D",
        "99999999999999d"
      })
  void anyOtherTimeIsRefused(String text) {
    assertThatThrownBy(() -> DeliveryParameters.of(longestWait(text), null))
        .isInstanceOf(OrderRefused.class)
        .hasMessageContaining("longest_wait must be a time from 1s to 7d, like 90m or 12h");
  }

  @Test
  void theRenderIsNotToldOfIt() {
    assertThat(DeliveryParameters.without(longestWait("90m")).values()).isEmpty();
  }

  private static Parameters longestWait(String text) {
    return Parameters.of("longest_wait", text);
  }
}
