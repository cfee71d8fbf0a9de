package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiversTest {

  private static final Event EVENT =
      new Event("evt_1", "video.completed", "studio", "video_1", Instant.EPOCH);
  private static final EventDelivery WRITTEN =
      EventDelivery.to(Receiver.LICENCE, EVENT, "t", "https://old.example/hook");

  @Test
  void aDeliveryGoesToTheWebhookThatTheLedgerHasNow() {
    var moved = new Receivers(Map.of(), name -> Optional.of("https://new.example/" + name), false);

    assertThat(moved.url(WRITTEN)).hasValue("https://new.example/studio");
  }

  @Test
  void theConfigurationGoesFirst() {
    var both =
        new Receivers(
            Map.of("studio", "https://configured.example/hook"),
            name -> Optional.of("https://new.example/hook"),
            false);

    assertThat(both.url(WRITTEN)).hasValue("https://configured.example/hook");
  }

  @Test
  void aDeliveryOfARemovedWebhookGoesNowhere() {
    assertThat(new Receivers(Map.of(), false).url(WRITTEN)).isEmpty();
  }

  @Test
  void theUrlOfAnOrderStays() {
    var order = EventDelivery.to(Receiver.ORDER, EVENT, "t", "https://order.example/hook");

    assertThat(new Receivers(Map.of(), false).url(order)).hasValue("https://order.example/hook");
  }
}
