package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveryBackoffTest {

  @Test
  void aWebhookIsTriedTenTimesInThreeDays() {
    var delays =
        IntStream.range(0, 10)
            .mapToObj(attempts -> DeliveryBackoff.delayAfter(Receiver.LICENCE, attempts, 0))
            .flatMap(Optional::stream)
            .map(Duration::toString);

    assertThat(delays)
        .containsExactly(
            "PT5S", "PT5M", "PT30M", "PT2H", "PT5H", "PT10H", "PT14H", "PT20H", "PT24H");
  }

  @Test
  void retriesOfDeliveriesThatFailTogetherAreSpread() {
    assertThat(DeliveryBackoff.delayAfter(Receiver.ORDER, 1, 1)).hasValue(Duration.ofSeconds(330));
  }

  @Test
  void theOperatorsEndpointIsRetriedForever() {
    assertThat(DeliveryBackoff.delayAfter(Receiver.ENDPOINT, 0, 0)).hasValue(Duration.ofSeconds(1));
    assertThat(DeliveryBackoff.delayAfter(Receiver.ENDPOINT, 3, 0)).hasValue(Duration.ofSeconds(8));
    assertThat(DeliveryBackoff.delayAfter(Receiver.ENDPOINT, 1_000_000, 0))
        .hasValue(Duration.ofMinutes(1));
  }

  @Test
  void whatIsWithheldIsLookedAtAgainForThirtyDays() {
    assertThat(DeliveryBackoff.delayWithheld(Duration.ZERO)).hasValue(Duration.ofSeconds(5));
    assertThat(DeliveryBackoff.delayWithheld(Duration.ofMinutes(9)))
        .hasValue(Duration.ofMinutes(9));
    assertThat(DeliveryBackoff.delayWithheld(Duration.ofDays(29))).hasValue(Duration.ofHours(1));
    assertThat(DeliveryBackoff.delayWithheld(Duration.ofDays(30))).isEmpty();
  }
}
