package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestsTest {

  @Test
  void aWebhookIsTriedTenTimesInThreeDays() {
    var delays =
        IntStream.range(0, 10)
            .mapToObj(tries -> Rests.after(Receiver.LICENCE, tries, 0))
            .flatMap(Optional::stream)
            .map(Duration::toString);

    assertThat(delays)
        .containsExactly(
            "PT5S", "PT5M", "PT30M", "PT2H", "PT5H", "PT10H", "PT14H", "PT20H", "PT24H");
  }

  @Test
  void retriesOfDeliveriesThatFailTogetherAreSpread() {
    assertThat(Rests.after(Receiver.ORDER, 1, 1)).hasValue(Duration.ofSeconds(330));
  }

  @Test
  void theOperatorsEndpointIsRetriedForever() {
    assertThat(Rests.after(Receiver.ENDPOINT, 0, 0)).hasValue(Duration.ofSeconds(1));
    assertThat(Rests.after(Receiver.ENDPOINT, 3, 0)).hasValue(Duration.ofSeconds(8));
    assertThat(Rests.after(Receiver.ENDPOINT, 1_000_000, 0)).hasValue(Duration.ofMinutes(1));
  }
}
